"""JSON and CSV of a view are made block by block, and are what they would be made at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.cli.out import deliver
from xuewei.language.shown import in_json
from xuewei.tables.view import BLOCK, Late, View, as_csv, as_json, in_pieces

from inside import run

RECORDS: list[list[Mapping[str, object]]] = [
    [],
    [{}],
    [{"a": 1.5, "b": "甲\x9b\n", "c": [1, {"d": None}]}] * 3,
    [{"a": "]\n}"}, {"a": '{\n  "rows": [\n'}],
    [{"a": n} for n in range(2 * BLOCK + 1)],
    [{"a": "},\n      {", "b": '},\n      {"', "c": "\u3000{}[]"}] * 3,
    [{"a": 1}, {}, {"a": 2}],
    [{"a": 1}, {"a": []}, {"a": ()}, {"a": {}}],
]


@pytest.mark.parametrize("head", [{}, {"plan": "试", "levels": {"red": {"value": 1}}, "years": []}])
@pytest.mark.parametrize("records", RECORDS, ids=map(len, RECORDS))
def test_blocks_of_records_are_one_document(records: list[Mapping[str, object]], head: dict[str, object]) -> None:
    """To the last character, whatever stands in the records."""
    at_once = json.dumps({**head, "rows": records}, ensure_ascii=False, indent=2, allow_nan=False)
    assert as_json(View([], records, head)) == in_json(at_once)


SIGNS = st.text(st.sampled_from('甲{}[]",:\n\r\\ =\x9b\u2028\u3000a'), max_size=6)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | SIGNS
VALUES = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(SIGNS, PLAIN, max_size=2)
ROWS = st.fixed_dictionaries({"a": PLAIN, "b": SIGNS, "c": PLAIN}) | st.dictionaries(SIGNS, VALUES, max_size=3)


@given(st.lists(ROWS, min_size=1, max_size=6), st.integers(0, 3), st.sampled_from([None, "zh", "en"]))
def test_pieces_of_many_records_are_the_text_of_all(
    rows: list[dict[str, object]], beside: int, lang: str | None
) -> None:
    """To the last character, in either form, whatever rows hold and wherever blocks end."""
    records = (rows * (BLOCK // len(rows) + 1))[: BLOCK + 1] + rows[:beside]
    view = View([], records, {"plan": "试"}, columns=("a", "b", "c"))
    pieces = in_pieces(view, "json"), in_pieces(view, "csv", lang)
    assert None not in pieces
    text, table = map("".join, filter(None, pieces))
    assert text == as_json(view) + "\n"
    assert text == in_json(json.dumps({"plan": "试", "rows": records}, ensure_ascii=False, indent=2)) + "\n"
    assert table == as_csv(view, lang) + "\n"
    assert in_pieces(View([], records[:BLOCK]), "json") is None


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("row", [{"a": float("nan")}, {"a": float("inf"), "b": []}], ids=["plain", "nested"])
def test_what_is_no_number_is_written_in_no_form(row: dict[str, object], form: str, tmp_path: Path) -> None:
    """In whichever block it stands; a file that is there stays as it was."""
    view, place = View([], [{"a": 1.0}] * (2 * BLOCK) + [row]), tmp_path / f"rows.{form}"
    place.write_text("before", encoding="utf-8")
    pieces = in_pieces(view, form)
    assert pieces is not None
    with pytest.raises(ValueError, match=r"no number|JSON"):
        list(pieces)
    with pytest.raises(ValueError, match=r"no number|JSON"):
        deliver(view, form, str(place))
    assert [each.name for each in tmp_path.iterdir()] == [place.name]
    assert place.read_text(encoding="utf-8") == "before"


def test_what_is_made_late_is_a_list_in_json_and_made_for_nothing_else() -> None:
    """Beside the rows as among them; what made the file stands before it."""
    made: list[str] = []

    def peaks() -> list[dict[str, int]]:
        made.append("made")
        return [{"peak": 1}]

    view = View([], [{"year": 2023}], {"plan": "甲", "peaks": Late(peaks)})
    as_csv(view)
    assert not made
    assert json.loads(as_json(view)) == {"plan": "甲", "peaks": [{"peak": 1}], "rows": [{"year": 2023}]}
    assert made == ["made"]
    told = [*json.loads(run("gap", "--year", "2023", "--format", "json").stdout)]
    assert told.index("provenance") < told.index("peaks") < told.index("rows")
    with pytest.raises(TypeError, match="set"):
        as_json(View([], [], {"peaks": {1}}))
