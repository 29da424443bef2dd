"""JSON of a view is made block by block, and is what it would be made at once."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from xuewei.language.shown import in_json
from xuewei.tables.view import BLOCK, View, as_json

RECORDS: list[list[Mapping[str, object]]] = [
    [],
    [{}],
    [{"a": 1.5, "b": "甲\x9b\n", "c": [1, {"d": None}]}] * 3,
    [{"a": "]\n}"}, {"a": '{\n  "rows": [\n'}],
    [{"a": n} for n in range(2 * BLOCK + 1)],
]


@pytest.mark.parametrize("head", [{}, {"plan": "试", "levels": {"red": {"value": 1}}, "years": []}])
@pytest.mark.parametrize("records", RECORDS, ids=map(len, RECORDS))
def test_blocks_of_records_are_one_document(records: list[Mapping[str, object]], head: dict[str, object]) -> None:
    """To the last character, whatever stands in the records."""
    at_once = json.dumps({**head, "rows": records}, ensure_ascii=False, indent=2, allow_nan=False)
    assert as_json(View([], records, head)) == in_json(at_once)
