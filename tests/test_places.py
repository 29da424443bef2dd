"""Places of faults are values: they sort as people read, survive pickling, and say what is shown."""

from __future__ import annotations

import pickle
import random

import pytest

from xuewei.errors import Fault, Place, in_order
from xuewei.formats.book.sheet import BookSheet
from xuewei.formats.shapes import Faults


def sheet(name: str, number: int) -> BookSheet:
    """An empty sheet of a ledger."""
    return BookSheet("b.xlsx", name, number, [], (), {}, set)


LEDGER, STEPS = sheet("项目台账", 0), sheet("办理进度", 1)
PLACES = [
    Place("a.yaml"),
    Place("a.yaml", 2),
    Place("a.yaml", 10),
    Place("b.xlsx", cell="参数"),
    LEDGER.cell(1, 7, "计划年度"),
    LEDGER.cell(11, 1, "名称"),
    LEDGER.cell(11, 26, "备注"),
    STEPS.cell(0, 0, "编号"),
    Place("c.csv", 3),
    Place("c.csv", 3, column=2, entry="学位"),
    Place("s.yaml", 4, entry="set.opening_lag"),
    Place("s.yaml", 7, entry="change[2]"),
]
SHOWN = [
    "a.yaml: schools[x].opens: is empty",
    "a.yaml:2: schools[x].opens: is empty",
    "a.yaml:10: schools[x].opens: is empty",
    "b.xlsx:参数: schools[x].opens: is empty",
    "b.xlsx:项目台账!H2: 计划年度: is empty",
    "b.xlsx:项目台账!B12: 名称: is empty",
    "b.xlsx:项目台账!AA12: 备注: is empty",
    "b.xlsx:办理进度!A1: 编号: is empty",
    "c.csv:3: schools[x].opens: is empty",
    "c.csv:3: 学位: is empty",
    "s.yaml:4: set.opening_lag: schools[x].opens: is empty",
    "s.yaml:7: change[2].opens: is empty",
]


@pytest.mark.parametrize("seed", range(5))
def test_faults_of_several_files_are_told_by_file_sheet_line_and_column(seed: int) -> None:
    """However they were found: line 10 after line 2, AA behind B, and sheets as the workbook has them."""
    faults = [Fault(place, "schools[x].opens", "empty") for place in PLACES]
    random.Random(seed).shuffle(faults)
    assert [fault.text("en") for fault in in_order(faults)] == SHOWN


def test_faults_of_one_place_stay_as_they_were_found() -> None:
    """Neither the entry nor the kind puts one before the other."""
    faults = [Fault(Place("s.yaml", 4, entry=entry), "", "empty") for entry in ("change[10]", "change[2]")]
    assert in_order(faults) == faults


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_place_survives_pickling_with_its_names(place: Place) -> None:
    """What a worker finds is told as if it were found here."""
    after = pickle.loads(pickle.dumps(Fault(place, "schools[x].opens", "empty")))
    assert (after.place, after.place.cell, after.place.entry) == (place, place.cell, place.entry)
    assert after.text("zh") == Fault(place, "schools[x].opens", "empty").text("zh")


def test_places_are_equal_by_where_they_are_not_by_what_they_are_called() -> None:
    """A cell is told once, whatever its column or its row is called."""
    assert len({LEDGER.cell(11, 1, "名称"), LEDGER.cell(11, 1, "学校名称"), STEPS.cell(11, 1, "名称")}) == 2


def test_a_spot_is_a_place_in_the_file_in_hand_unless_it_is_one_already() -> None:
    """A line, a cell and a place of another file."""
    found = Faults("b.xlsx")
    for spot in (Place("s.yaml", 4, entry="set.fill"), STEPS.spot(0, 0), LEDGER.spot(11), 5, 0):
        found.note(spot, "fill", "empty")
    assert [fault.place for fault in found.in_order()] == [
        Place("b.xlsx"),
        Place("b.xlsx", 5),
        Place("b.xlsx", 12),
        Place("b.xlsx", 1, sheet=1, column=1),
        Place("s.yaml", 4),
    ]
