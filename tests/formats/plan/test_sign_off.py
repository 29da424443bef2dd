"""`xuewei track close` writes one step more and leaves every other byte alone."""

from __future__ import annotations

import json
import os
import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats.plan.edit import close_out
from xuewei.formats.plan.read import read_plan
from xuewei.model.plan import Progress

from inside import run

PLAN = """\
# 首行注释
plan: 试
area: 中心城区
years: [ 2021,2025 ]   # 空格不整齐
schools:
  - id: listed
    type: primary
    planned: 2021
    seats: {primary: 540}
    progress:
      - {date: 2021-03-01, status: under_construction}
      - {date: 2022-09-01,   status: in_use}   # 开学

  # 下一所
  - id: blocks
    type: primary
    planned: 2021
    seats: {primary: 270}
    status: in_use      # 当前
    progress:
      - date: 2022-09-01
        status: in_use
  - {id: short, type: primary, planned: 2021, seats: {primary: 270}, progress: [{date: 2022-09-01, status: in_use}]}  # 一行
  - id: undated
    type: primary
    planned: 2021
    seats: {primary: 270}
    status: in_use      # 没有日期
    # 备注之前
    note: 无
  - id: building
    type: primary
    planned: 2021
    seats: {primary: 270}
    progress: [{date: 2022-02-09, status: under_construction}]
  - {id: written, type: primary, planned: 2021, seats: {primary: 270}, status: planned}
  - {id: dropped, type: primary, planned: 2021, seats: {primary: 270}, status: cancelled}
  - {id: closed, type: primary, planned: 2021, seats: {primary: 270}, status: closed_out}
  - id: last
    type: primary
    planned: 2021
    seats: {primary: 270}
    progress:
      - {date: 2022-09-01, status: in_use, note: "春\\n# 秋"}
# 末行注释
"""
DAY = date(2024, 7, 1)


def close(folder: Path, school: str, day: date = DAY, note: str | None = None, text: str = PLAN) -> str:
    """The text of a plan after a sign-off."""
    path = folder / "plan.yaml"
    path.write_bytes(text.encode())
    close_out(path, school, day, note)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("school", "old", "new"),
    [
        ("listed", "status: in_use}   # 开学\n", "status: in_use}   # 开学\n      - {date: 2024-07-01, status: closed_out}\n"),
        ("blocks", "    status: in_use      # 当前\n    progress:\n      - date: 2022-09-01\n        status: in_use\n",
         "    status: closed_out      # 当前\n    progress:\n      - date: 2022-09-01\n        status: in_use\n"
         "      - date: 2024-07-01\n        status: closed_out\n"),
        ("short", "[{date: 2022-09-01, status: in_use}]}  # 一行",
         "[{date: 2022-09-01, status: in_use}, {date: 2024-07-01, status: closed_out}]}  # 一行"),
        ("undated", "    status: in_use      # 没有日期\n",
         "    status: closed_out      # 没有日期\n    progress:\n      - date: 2024-07-01\n        status: closed_out\n"),
        ("last", 'note: "春\\n# 秋"}\n', 'note: "春\\n# 秋"}\n      - {date: 2024-07-01, status: closed_out}\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_step_stands_behind_the_last_one_and_nothing_else_moves(
    tmp_path: Path, school: str, old: str, new: str, end: str
) -> None:
    """Whatever way the steps are written; comments stay where they were, and line ends what they were."""
    assert PLAN.count(old) == 1
    wanted = PLAN.replace(old, new).replace("\n", end)
    assert close(tmp_path, school, text=PLAN.replace("\n", end)) == wanted
    found = {row.id: row for row in read_plan(tmp_path / "plan.yaml").schools}[school]
    assert (found.status, found.progress[-1]) == ("closed_out", Progress("2024-07-01", "closed_out"))


@settings(max_examples=30)
@given(
    st.sampled_from(["listed", "blocks", "short", "undated", "last"]),
    st.dates(date(2022, 9, 1), date(2090, 1, 1)),
    st.none() | st.text("竣工验收 备案#:'\"[]{}-,yes0", min_size=1, max_size=12).filter(str.strip),
)
def test_a_sign_off_is_the_only_difference(school: str, day: date, note: str | None) -> None:
    """The plan before with one step more is the plan after, whatever the note."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.yaml"
        path.write_text(PLAN, encoding="utf-8")
        before, after = close_out(path, school, day, note)
        assert read_plan(path) == after
        for old, new in zip(before.schools, after.schools, strict=True):
            more = (Progress(day.isoformat(), "closed_out", note),) if old.id == school else ()
            assert new.progress == (*old.progress, *more)
            assert (new.status == "closed_out") == (bool(more) or old.id == "closed")


@pytest.mark.parametrize(
    ("school", "day", "line"),
    [
        ("lsted", "2024-07-01", "plan.yaml: id: school not found in the plan (found lsted). Did you mean listed?"),
        ("building", "2024-07-01", "plan.yaml:31: schools[building].progress: is not in use on 2024-07-01 and cannot be closed out (found under_construction)"),
        ("written", "2024-07-01", "plan.yaml:36: schools[written].status: is not in use on 2024-07-01 and cannot be closed out (found planned)"),
        ("dropped", "2024-07-01", "plan.yaml:37: schools[dropped].status: is not in use on 2024-07-01 and cannot be closed out (found cancelled)"),
        ("closed", "2024-07-01", "plan.yaml:38: schools[closed].status: is already closed out"),
        ("listed", "2022-08-31", "plan.yaml:6: schools[listed].progress: is earlier than the step above it (2022-09-01) (found 2022-08-31)"),
    ],
)  # fmt: skip
def test_a_refused_sign_off_leaves_the_file_as_it_is(tmp_path: Path, school: str, day: str, line: str) -> None:
    """Exit 3, one line, and not a byte changed."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    stamp = os.stat(path).st_mtime_ns, os.stat(path).st_ino
    done = run("track", "close", school, "--date", day, "--plan", path, "--lang", "en")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", f"{tmp_path}/{line}\n")
    assert path.read_text(encoding="utf-8") == PLAN
    assert (os.stat(path).st_mtime_ns, os.stat(path).st_ino) == stamp


def test_a_second_sign_off_names_the_first(tmp_path: Path) -> None:
    """Closed out is closed out."""
    close(tmp_path, "listed")
    with pytest.raises(InputError) as wrong:
        close_out(tmp_path / "plan.yaml", "listed", date(2025, 1, 1))
    assert "schools[listed].progress: was closed out on 2024-07-01" in str(wrong.value)


def test_an_empty_note_is_refused(tmp_path: Path) -> None:
    """As the reader refuses it."""
    with pytest.raises(InputError) as wrong:
        close(tmp_path, "listed", note=" ")
    assert "note: must not be empty" in str(wrong.value)
    assert (tmp_path / "plan.yaml").read_text(encoding="utf-8") == PLAN


def test_close_says_what_it_changed_and_track_shows_it(tmp_path: Path) -> None:
    """From the day of the sign-off on, and not before; a wrong date is a wrong command line."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    done = run("track", "close", "undated", "--date", "2024-07-01", "--note", "验收", "--plan", path, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "none" in done.stdout
    assert "2024-07-01 closed out" in done.stdout
    for day, status, closed in (("2024-06-30", "in_use", None), ("2024-07-01", "closed_out", "2024-07-01")):
        rows = json.loads(run("track", "--as-of", day, "--plan", path, "--format", "json").stdout)["rows"]
        (row,) = [row for row in rows if row["id"] == "undated"]
        assert (row["status"], row["closed_out"], row["colour"]) == (status, closed, "green")
    assert re.search(r"2024-07-01 +undated", run("track", "--as-of", "2024-08-01", "--plan", path).stdout)
    for words in (["--date", "1 July"], []):
        assert run("track", "close", "listed", *words, "--plan", path).returncode == 2
