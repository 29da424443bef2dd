"""Kinds of school are data, a school holds any stages, and what is unusual is remarked on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.answers.check.proof import prove
from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.language.school_types import TYPES, type_key, type_names
from xuewei.model.assessment import assess
from xuewei.model.plan import Plan, School, mixes
from xuewei.model.seats.ledger import ledger
from xuewei.model.stages import Stage
from xuewei.tables.notes import type_notes

from builders import assumptions, plan, population, school
from inside import run
from program import TOP

HEAD = "plan: 试\narea: 甲\nyears: [2021, 2025]\n"
STAGES = (
    Stage("kindergarten", 3, 3, 30),
    Stage("primary", 6, 6, 45),
    Stage("middle", 12, 3, 50),
    Stage("高中", 15, 3, 50),
)
NAMES = [stage.name for stage in STAGES]


def write(folder: Path, text: str, name: str = "plan.yaml") -> str:
    """A file of the text; its path."""
    place = folder / name
    place.write_text(text, encoding="utf-8")
    return str(place)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("九年一贯制", "nine_year"),
        ("九年一贯制学校", "nine_year"),
        ("十二年一贯制学校", "twelve_year"),
        ("完全中学", "complete_secondary"),
        ("高级中学", "senior"),
        ("初级中学", "middle"),
        ("附属幼儿园", "affiliated_kindergarten"),
        ("特殊教育学校", "special"),
        ("Nine-Year", "nine_year"),
        ("体育运动学校", "体育运动学校"),
    ],
)
def test_a_type_is_written_as_people_call_it(tmp_path: Path, written: str, key: str) -> None:
    """Any name of a kind is the kind; a name that nobody knows is the type as it is written, and comes back so."""
    row = f"schools:\n  - {{id: a, type: {written}, planned: 2021, seats: {{primary: 540, middle: 300}}}}\n"
    found = read_plan(write(tmp_path, HEAD + f"published: {{by_type: {{{written}: 1}}}}\n" + row))
    assert found.schools[0].type == key
    assert [(each.name, each.agrees) for each in prove(found)] == [(key, True)]
    assert read_plan(write(tmp_path, plan_text(found), "again.yaml")) == found


def test_no_name_means_two_kinds() -> None:
    """A name stands for one kind, and every key for itself."""
    plain = [" ".join(name.replace("_", " ").split()).casefold() for name in type_names()]
    meant = {name: type_key(name) for name in plain}
    assert all(type_key(key) == key for key in TYPES)
    for key, row in TYPES.items():
        assert {type_key(name) for name in (key, row.zh, row.en, *row.also)} == {key}
    assert set(meant.values()) == set(TYPES)


def test_a_misspelt_key_is_told_and_peoples_words_are_not(tmp_path: Path) -> None:
    """A key of ours with a slip is a fault with the nearest; 完全小学校 in words is a remark of `check`."""
    row = "schools:\n  - {{id: a, name: 甲校, type: {}, planned: 2021, seats: {{primary: 540}}}}\n"
    with pytest.raises(InputError) as wrong:
        read_plan(write(tmp_path, HEAD + row.format("nine_yaer")))
    assert [(fault.kind, fault.suggestion) for fault in wrong.value.faults] == [("type", "nine_year")]
    with pytest.raises(InputError) as wrong:
        read_plan(write(tmp_path, HEAD + "published: {by_type: {primry: 1}}\n" + row.format("primary")))
    assert [(fault.kind, fault.suggestion) for fault in wrong.value.faults] == [("unknown_key", "primary")]
    done = run("check", write(tmp_path, HEAD + row.format("九年一惯制")))
    assert done.returncode == 0
    assert "不认识的学校类型，照所写：九年一惯制（甲校；是否想写 九年一贯制？）" in done.stdout.replace("\n", "")


def test_one_type_under_two_names_is_told(tmp_path: Path) -> None:
    """Printed totals name a type once."""
    text = HEAD + "published:\n  by_type:\n    nine_year: 1\n    九年一贯制: 2\nschools: []\n"
    with pytest.raises(InputError) as wrong:
        read_plan(write(tmp_path, text))
    assert [(fault.place.line, fault.kind) for fault in wrong.value.faults] == [(7, "repeated_key")]


def test_unusual_mixes_are_remarks() -> None:
    """A school with a stage that its kind does not hold, or without one that it does; any mix is usual for 特教."""
    schools = [
        School("a", "primary", "甲", {"kindergarten": 90, "primary": 540}, 2021),
        School("b", "nine_year", "甲", {"primary": 540, "middle": 300}, 2021),
        School("c", "nine_year", "甲", {"primary": 540}, 2021),
        School("d", "nine_year", "甲", {"middle": 150}, 2021, works="extension"),
        School("e", "special", "甲", {"primary": 60, "middle": 30}, 2021),
        School("f", "complete_secondary", "甲", {"middle": 300, "高中": 600}, 2021),
        School("g", "体校", "甲", {"middle": 300}, 2021),
        School("h", "体校", "甲", {"primary": 300}, 2021),
        School("i", "艺校", "甲", {"primary": 300}, 2021),
    ]
    found = [(one.school.id, one.usual) for one in mixes(schools, NAMES, ["艺校"])]
    assert found == [("a", ("primary",)), ("c", ("primary", "middle")), ("g", ())]
    half = [School("f", "complete_secondary", "甲", {"middle": 300}, 2021)]
    assert list(mixes(half, NAMES[:3])) == [], "a stage that there is not is not missed"
    assert [one.usual for one in mixes(half, NAMES)] == [("middle", "senior")]


def test_remarks_are_said_in_both_languages_and_name_a_few() -> None:
    """Five schools by name and how many more."""
    many = [School(str(n), "primary", "甲", {"middle": 50}, 2021, name=f"校{n}") for n in range(8)]
    written = Plan("p", "甲", tuple(many), (2021, 2025))
    assert "校0为小学而有初中（常为小学）；" in type_notes(written, NAMES, "zh")[0]
    assert type_notes(written, NAMES, "zh")[0].endswith(" 等 3 所。")
    assert "校0: primary with middle (usually primary); " in type_notes(written, NAMES, "en")[0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*TYPES, "体育学校", "高中"]),
            st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3000), min_size=1),
        ),
        max_size=6,
    )
)
def test_the_ledger_adds_up_to_the_rows_whatever_the_types(rows: list[tuple[str, dict[str, int]]]) -> None:
    """Seats by stage are the sums of the rows for every mix, and no type alters a number."""
    schools = [School(str(n), kind, "甲", seats, 2021) for n, (kind, seats) in enumerate(rows)]
    written = Plan("p", "甲", tuple(schools), (2021, 2025))
    found = ledger(written, STAGES, {})
    for stage in NAMES:
        assert sum(row.seats for row in found if row.stage == stage) == sum(seats.get(stage, 0) for _, seats in rows)
    other = replace(written, schools=tuple(replace(each, type="体育学校") for each in schools))
    assert [(row.stage, row.seats) for row in ledger(other, STAGES, {})] == [(row.stage, row.seats) for row in found]


def test_an_unusual_mix_alters_no_number() -> None:
    """A 小学 with 附属幼儿园 brings the seats of both; caps go by the type."""
    people = population({"甲": [50] * 60}, assumed=assumptions(horizon=2024))
    mixed = school("p", type="primary", seats={"kindergarten": 90, "primary": 540}, opens=2022)
    apart = (
        school("k", type="kindergarten", seats={"kindergarten": 90}, opens=2022),
        school("p", type="primary", seats={"primary": 540}, opens=2022),
    )
    one, two = assess(plan(mixed), people), assess(plan(*apart), people)
    for stage in one.seats:
        assert np.array_equal(one.seats[stage], two.seats[stage])


@pytest.mark.parametrize("name", ["formats.md", "formats.en.md"])
def test_the_reference_lists_every_type_once(name: str) -> None:
    """The formats have a row for each, with its names and stages."""
    lines = (TOP / "docs" / name).read_text(encoding="utf-8").splitlines()
    for key, row in TYPES.items():
        stages = ", ".join(f"`{stage}`" for stage in row.stages) or "any"
        assert lines.count(f"| `{key}` | {row.zh} | {row.en} | {stages} | {'、'.join(row.also)} |") == 1
