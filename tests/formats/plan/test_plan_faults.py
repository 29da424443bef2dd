"""What is wrong with a plan is told all at once, with its line and the nearest right word."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.language.faults import FAULTS

GOOD = """\
plan: 试
area: 甲
years: [2021, 2025]
published:
  by_founder: {city: 1}
schools:
  - id: s1
    name: 一小
    type: primary
    planned: 2021
    seats: {primary: 540}
"""


def faults_of(path: Path) -> list[str]:
    """The English lines of every fault, without the path."""
    with pytest.raises(InputError) as wrong:
        read_plan(path)
    lines = [fault.text("en") for fault in wrong.value.faults]
    assert all(line.startswith(str(path)) for line in lines)
    return [line.removeprefix(str(path)) for line in lines]


def write(folder: Path, text: str | bytes) -> Path:
    """A plan file with this content."""
    path = folder / "plan.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_small_plan_is_read_with_its_defaults(tmp_path: Path) -> None:
    """What is left out takes its written default."""
    plan = read_plan(write(tmp_path, GOOD))
    assert (plan.opening_lag, plan.fill, plan.schools[0].status, plan.schools[0].area) == (1, "all", "planned", "甲")


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("seats: {primary", "seat: {primary", ":11: schools[s1].seat: unknown key. Did you mean seats?"),
        (
            "years: [2021, 2025]",
            "years: [2021, 2025]\nset: {opening_lag: 2}",
            ":4: set: is a key of scenarios: write it in a file with `scenario: NAME` and `extends: THIS PLAN`, read with --scenario",
        ),
        ("    name: 一小", "    name: 一小\n    name: 二小", ":9: name: duplicate key (first in line 8)"),
        ("primary: 540", "primary: yes", ":11: schools[s1].seats.primary: must be a whole number from 0 to 20000 (found yes)"),
        ("primary: 540", "primary: true", ":11: schools[s1].seats.primary: must be a whole number from 0 to 20000 (found true)"),
        ("primary: 540", "primary: 540.5", ":11: schools[s1].seats.primary: must be a whole number from 0 to 20000 (found 540.5)"),
        ("primary: 540", "primary: 5 40", ":11: schools[s1].seats.primary: must be a whole number from 0 to 20000 (found 5 40)"),
        ("primary: 540", "primary: 0540", ":11: schools[s1].seats.primary: must be a whole number from 0 to 20000 (found 0540)"),
        (
            "primary: 540",
            "primary: -540",
            ":11: schools[s1].seats.primary: seats cannot be negative; write `closes` or `removes` to take seats away (found -540)",
        ),
        ("type: primary", "type: primry", ":9: schools[s1].type: is not a known school type (found primry). Did you mean primary?"),
        ("planned: 2021", "planned: 20211", ":10: schools[s1].planned: must be a whole number from 1850 to 2100 (found 20211)"),
        ("years: [2021, 2025]", "years: [2025, 2021]", ":3: years: must be in ascending order (found […])"),
        ("years: [2021, 2025]", "years: 2021", ":3: years: must be a list (found 2021)"),
        ("years: [2021, 2025]", "years: [soon, 2025]", ":3: years[1]: must be a whole number from 1850 to 2100 (found soon)"),
        ("    planned: 2021\n", "", ":7: schools[s1]: needs `planned` or `opens`, or `status: in_use` if it has long been open"),
        ("planned: 2021", "planned: 2021\n    closes: 2022", ":11: schools[s1].closes: is before its opening year 2022 (found 2022)"),
        ("planned: 2021", "planned: 2021\n    until: 2020", ":11: schools[s1].until: is before its opening year 2022 (found 2020)"),
        ("planned: 2021", "planned: 2021\n    status: plannned", ":11: schools[s1].status: must be one of planned, approved, under_construction, completed, in_use, closed_out, cancelled (found plannned). Did you mean planned?"),
        ("planned: 2021", "planned: 2021\n    due: 2021-13-01", ":11: schools[s1].due: must be a date such as 2021-09-01 (found 2021-13-01)"),
        (
            "planned: 2021",
            "planned: 2021\n    progress: [{date: 2022-02-09, status: approved}, {date: 2022-02-08, status: completed}]",
            ":11: schools[s1].progress[2].date: is earlier than the step above it (2022-02-09) (found 2022-02-08)",
        ),
        (
            "planned: 2021",
            "planned: 2021\n    progress: [{date: 2022-02-09, status: in_use}, {date: 2022-02-10, status: approved}]",
            ":11: schools[s1].progress[2].status: a status cannot go back: the step above it is in_use (found approved)",
        ),
        (
            "planned: 2021",
            "planned: 2021\n    status: planned\n    progress: [{date: 2022-02-09, status: in_use}]",
            ":11: schools[s1].status: differs from the last step of `progress` (in_use) (found planned)",
        ),
        ("planned: 2021", "planned: 2021\n    founder: citty", ":11: schools[s1].founder: is not a founder in published.by_founder (found citty). Did you mean city?"),
        ("    seats: {primary: 540}\n", "", ":7: schools[s1].seats: has no seats: write `seats` or `removes`"),
        ("seats: {primary: 540}", "seats: [540]", ":11: schools[s1].seats: must be a map of keys and values (found […])"),
        (
            "planned: 2021",
            "planned: 2021\n    convert: [{year: 2025, from: primary, to: middle, seats: 600}]",
            ":11: schools[s1].convert.seats: converts more seats than the stage has (540) (found 600)",
        ),
        ("name: 一小", "name: &a 一小", ":8: anchors and aliases (& *) are not accepted"),
        ("name: 一小", "name: !!python/object:os.system 一小", ":8: tags (!) are not accepted"),
        ("plan: 试", "plan: [", ":3: is not valid YAML: did not find expected ',' or ']'"),
        ("plan: 试\n", "", ":1: plan: is required"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line_and_the_nearest_word(tmp_path: Path, was: str, now: str, line: str) -> None:
    """One slip in a good plan gives exactly this line."""
    assert was in GOOD
    assert faults_of(write(tmp_path, GOOD.replace(was, now, 1))) == [line]


def test_every_fault_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    """Several slips come in one go, each with its own line."""
    text = GOOD.replace("opening", "x").replace("540", "yes").replace("area: 甲", "area: 甲\nopening_lagg: 1")
    text += "  - id: s1\n    type: middle\n    planned: 2022\n    seats: {middle: -5}\n"
    lines = faults_of(write(tmp_path, text))
    assert [line.split(" ")[0] for line in lines] == [":3:", ":12:", ":13:", ":16:"]
    assert "duplicate id (first in line 8)" in lines[2]


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    """Nothing, blanks and a comment are all an empty plan."""
    for text in ("", "  \n", "# nothing\n", "---\n"):
        assert faults_of(write(tmp_path, text)) == [": is empty"]


def test_a_list_where_a_map_belongs_says_so(tmp_path: Path) -> None:
    """A plan that is a list, or a word, is no plan."""
    assert faults_of(write(tmp_path, "- plan: 试\n")) == [": is neither a plan nor a scenario"]
    assert faults_of(write(tmp_path, "plan\n")) == [": is neither a plan nor a scenario"]


def test_anchors_that_explode_are_refused(tmp_path: Path) -> None:
    """The billion laughs are refused at the first anchor, in no time and space."""
    laughs = "plan: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert faults_of(write(tmp_path, laughs))[0] == ":1: anchors and aliases (& *) are not accepted"


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    """A bomb of brackets is refused before the stack is, in one line; newer parsers refuse thousands themselves."""
    assert faults_of(write(tmp_path, "plan: " + "[" * 500)) == [":1: is nested deeper than 50 levels"]
    (line,) = faults_of(write(tmp_path, "plan: " + "[" * 5000))
    assert re.search("nested deeper|nesting depth", line)


def test_a_file_of_100_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    """The limit is said, and the file is not read."""
    path = tmp_path / "plan.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    assert faults_of(path) == [": is too large: the limit is 67,108,864 bytes"]


def test_files_that_are_not_there_or_no_files_say_so(tmp_path: Path) -> None:
    """A missing file, a directory and a binary file are told apart."""
    assert faults_of(tmp_path / "none.yaml") == [": no such file"]
    assert faults_of(tmp_path) == [": is a directory, not a file"]
    assert faults_of(write(tmp_path, b"plan: \0\0\0")) == [": is not a text file"]
    assert faults_of(write(tmp_path, b"plan: \xff\xff\xff")) == [": is neither UTF-8 nor GB18030"]


def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    """No permission is a fault like any other; root becomes nobody for a moment, since root may read everything."""
    path = write(tmp_path, GOOD)
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        lines = faults_of(path)
    finally:
        os.seteuid(user)
    assert lines == [": permission denied"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_every_known_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    """GB18030 and a BOM change nothing, nor do Windows line ends."""
    plan = read_plan(write(tmp_path, GOOD.replace("\n", "\r\n").encode(encoding)))
    assert (plan.name, plan.area, plan.schools[0].name) == ("试", "甲", "一小")


@settings(max_examples=300)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text("-:[]{}&*!|>'\"# \nab1", max_size=80).map(str.encode)
)
def test_no_bytes_give_anything_but_faults(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever the bytes, the reader ends with faults that can be told in both languages, never otherwise."""
    path = tmp_path_factory.mktemp("any") / "plan.yaml"
    path.write_bytes(raw)
    with pytest.raises(InputError) as wrong:
        read_plan(path)
    for fault in wrong.value.faults:
        for lang in ("zh", "en"):
            assert "\n" not in fault.text(lang)


def test_every_kind_of_fault_has_a_sentence_in_both_languages() -> None:
    """Chinese and English sentences need the same values."""
    import string

    for chinese, english in FAULTS.values():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (chinese, english)]
        assert names[0] == names[1]
