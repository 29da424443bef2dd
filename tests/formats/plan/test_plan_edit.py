"""`xuewei plan set` changes one row and leaves every other byte alone."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats.plan.edit import edit_plan
from xuewei.formats.plan.read import read_plan

from inside import run
from program import TOP

SHIPPED = TOP / "data" / "plan_2021_2025.yaml"
UNDATED = [school.id for school in read_plan().schools if not school.progress]
"""Schools whose status may change alone."""
PLAN = """\
# 首行注释
plan: '试'     # 单引号
area:   甲
years: [ 2021,2025 ]   # 空格不整齐


schools:   # 学校
- id: "a"          # 双引号
  type: primary
  founder: null    # 未公布
  planned: 2021    # 计划年
  seats: {primary: 540,   middle: 0}
  note: >-
    长长的
    备注
# 两校之间
- {id: b, type: primary, planned: 2022, seats: {primary: 270}}   # 一行
""".replace(",   middle: 0", "")


def lines_that_differ(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines taken out and put in, from a line-by-line comparison of both ends."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


def edit(folder: Path, text: str | bytes, school: str, **values: str) -> bytes:
    """The bytes of a plan after an edit."""
    path = folder / "plan.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    edit_plan(path, school, {key.replace("__", "."): value for key, value in values.items()})
    return path.read_bytes()


@pytest.mark.parametrize(
    ("school", "values", "old", "new"),
    [
        ("a", {"planned": "2023"}, "  planned: 2021    # 计划年", "  planned: 2023    # 计划年"),
        ("a", {"founder": "city"}, "  founder: null    # 未公布", "  founder: city    # 未公布"),
        ("a", {"type": "nine_year"}, "  type: primary", "  type: nine_year"),
        ("a", {"seats__primary": "810"}, "  seats: {primary: 540}", "  seats: {primary: 810}"),
        ("b", {"planned": "2024"}, "- {id: b, type: primary, planned: 2022, seats: {primary: 270}}   # 一行",
         "- {id: b, type: primary, planned: 2024, seats: {primary: 270}}   # 一行"),
    ],
)  # fmt: skip
def test_one_value_changes_one_line(tmp_path: Path, school: str, values: dict[str, str], old: str, new: str) -> None:
    """Comments, order, quoting and odd spacing stay."""
    after = edit(tmp_path, PLAN, school, **values).decode()
    assert lines_that_differ(PLAN, after) == ([old], [new])


def test_a_new_key_is_a_new_line_of_its_row(tmp_path: Path) -> None:
    """Nothing is taken out."""
    after = edit(tmp_path, PLAN, "a", opens="2023", status="in_use").decode()
    removed = [line for line in PLAN.split("\n") if line not in after.split("\n")]
    assert removed == []
    school = read_plan(tmp_path / "plan.yaml").schools[0]
    assert (school.opens, school.status, school.note) == (2023, "in_use", "长长的 备注")


@pytest.mark.parametrize("text", ["a: b", "# 1", "yes", "012", "[甲]", "- x", "null", "{", "'"])
def test_text_comes_back_as_it_was_given(tmp_path: Path, text: str) -> None:
    """Words that YAML would read as something else are quoted."""
    quoted = "'" + text.replace("'", "''") + "'"
    edit(tmp_path, PLAN, "b", note=quoted)
    assert read_plan(tmp_path / "plan.yaml").schools[1].note == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_mark_and_line_ends_stay(tmp_path: Path, encoding: str, end: str) -> None:
    """A file from Excel or from Windows stays what it was."""
    raw = PLAN.replace("\n", end).encode(encoding)
    wanted = PLAN.replace("planned: 2021 ", "planned: 2024 ").replace("\n", end).encode(encoding)
    assert edit(tmp_path, raw, "a", planned="2024") == wanted


@settings(max_examples=40)
@given(st.sampled_from(UNDATED), st.integers(2021, 2030), st.randoms())
def test_an_edit_of_the_shipped_plan_touches_one_row(school: str, year: int, luck: random.Random) -> None:
    """Setting and unsetting in a row of 32: every other line is byte for byte the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(SHIPPED, folder))
        text = path.read_text(encoding="utf-8")
        before, after = edit_plan(path, school, {"opens": str(year), "status": luck.choice(["planned", "approved"])})
        removed, added = lines_that_differ(text, path.read_text(encoding="utf-8"))
        assert len(removed) <= 9
        assert len(added) <= len(removed) + 2
        assert read_plan(path) == after
        assert [one.id for one, other in zip(before.schools, after.schools, strict=True) if one != other] == [school]


@pytest.mark.parametrize(
    ("school", "values", "line"),
    [
        ("aa", {"opens": "2025"}, "id: school not found in the plan (found aa)"),
        ("a", {"opns": "2025"}, "plan.yaml: schools[a].opns: unknown key. Did you mean opens?"),
        ("a", {"opens": "soon"}, "schools[a].opens: must be a whole number from 1850 to 2100 (found soon)"),
        ("a", {"closes": "2020"}, "schools[a].closes: is before its opening year 2022 (found 2020)"),
        ("a", {"id": "b"}, "id: duplicate id"),
        ("a", {"seats": "{primary: -1}"}, "seats cannot be negative"),
        ("a", {"seats": "{primary"}, "seats: is not valid YAML"),
        ("a", {"planned__x": "1"}, "planned.x: must be a map of keys and values (found 2021)"),
    ],
)
def test_a_refused_edit_leaves_the_file_as_it_is(
    tmp_path: Path, school: str, values: dict[str, str], line: str
) -> None:
    """Byte for byte, and its time with it; nothing is left beside it."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    stamp = os.stat(path).st_mtime_ns, os.stat(path).st_ino
    with pytest.raises(InputError) as wrong:
        edit_plan(path, school, {key.replace("__", "."): value for key, value in values.items()})
    assert line in "\n".join(fault.text("en") for fault in wrong.value.faults)
    assert path.read_bytes() == PLAN.encode()
    assert (os.stat(path).st_mtime_ns, os.stat(path).st_ino) == stamp
    assert [each.name for each in tmp_path.iterdir()] == ["plan.yaml"]


def test_the_command_says_what_it_changed(tmp_path: Path) -> None:
    """The file, the school and the values before and after; a value that is there already changes nothing."""
    path = Path(shutil.copy(SHIPPED, tmp_path))
    done = run("plan", "set", "2022-middle-3", "opens=2025", "seats.middle=1650", "--plan", path, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines() if "2022-middle-3" in line] == ["moved", "changed"]
    inode = path.stat().st_ino
    done = run("plan", "set", "2022-middle-3", "opens=2025", "--plan", path, "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "Nothing changes; the file is as it was.\n")
    assert path.stat().st_ino == inode
    for words in (["opens"], ["opens=1", "opens=2"], []):
        assert run("plan", "set", "2022-middle-3", *words, "--plan", path).returncode == 2
