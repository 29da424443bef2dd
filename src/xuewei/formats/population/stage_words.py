"""Stages and grades of the rows of a table as people call them, by the stages of their folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xuewei.errors import InputError
from xuewei.formats import codes
from xuewei.formats.places import AnyPath, folder_of
from xuewei.formats.population.assumptions import folder_assumptions
from xuewei.formats.shapes import Faults

Row = dict[str, Any]


def settle(place: AnyPath, rows: list[Row], spoilt: list[Row], faults: Faults) -> list[Row]:
    """The rows of a table with stages, of whatever name, with those of the folder's assumptions (七年级 and 初一 are
    ``middle`` and 1); rows whose grade is none of their stage are noted and go to ``spoilt``.

    What a folder itself calls a stage is left as it is; so is what is no stage by any name.
    """
    grades = _grades(place)
    good = []
    for row in rows:
        kind = _settle(row, grades)
        if kind is None:
            good.append(row)
            continue
        if kind == "total_row":
            faults.note(row["line"], "stage", "total_row", found=row["stage"])
        else:
            faults.note(row["line"], "grade", "grade_word", found=row["grade"])
        spoilt.append(row)
    for row in spoilt:
        _settle(row, grades)
    return good


def _grades(place: AnyPath) -> Mapping[str, int]:
    """The number of grades of every stage that there may be in the folder of a table."""
    try:
        known = folder_assumptions(folder_of(place))
    except InputError:  # told where assumptions are read
        return codes.USUAL
    return {stage.name: stage.grades for stage in (*(each.stage for each in known.optional), *known.stages)}


def _settle(row: Row, grades: Mapping[str, int]) -> str | None:
    """Give a row the key of its stage and the number of its grade; the kind of fault where they have none."""
    text, word = row["stage"], row.get("grade")
    if not isinstance(text, str):
        return None
    stage = text if text in grades else codes.stage(text)
    if stage is None:
        if codes.is_total(text):
            return "total_row"
        found = codes.grade(text, grades)
        if found is None or "grade" not in row:
            return None
        if word is None or str(word) == text:
            row["stage"], row["grade"] = found
            return None
        stage = found[0]
        if (codes.grade(word, grades, of=stage) if isinstance(word, str) else (stage, word)) != found:
            return "grade_word"
    if isinstance(word, str):
        whole = word == text or codes.is_total(word)
        read = (stage, None) if whole else codes.grade(word, grades, of=stage)
        if read is None:
            return "grade_word"
        row["grade"] = read[1]
    row["stage"] = stage
    return None
