"""English sentences filled with numbers: one of a thing is said in the singular."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xuewei.late import pattern

ONE = {
    "areas": "area",
    "births": "birth",
    "cells": "cell",
    "children": "child",
    "classes": "class",
    "columns": "column",
    "combinations": "combination",
    "days": "day",
    "draws": "draw",
    "files": "file",
    "grades": "grade",
    "kindergartens": "kindergarten",
    "levels": "level",
    "months": "month",
    "persons": "person",
    "places": "place",
    "projects": "project",
    "pupils": "pupil",
    "rows": "row",
    "rules": "rule",
    "scenarios": "scenario",
    "schools": "school",
    "seats": "seat",
    "values": "value",
    "years": "year",
    "zones": "zone",
}
"""What is counted, and one of it."""
DOES = {
    "are": "is", "change": "changes", "do": "does", "give": "gives", "go": "goes", "have": "has", "name": "names",
    "open": "opens", "rest": "rests", "were": "was",
}  # fmt: skip
"""What several do, and what one does."""
COUNT = pattern(
    rf"(\{{\w+(?::[^{{}}]*)?\}})( (?:more |new |other |such |synthetic )?)({'|'.join(ONE)})\b(?:( )({'|'.join(DOES)})\b)?"
)
"""A number, and what is counted by it."""


def filled(words: str, lang: str, values: Mapping[str, object]) -> str:
    """Words filled with values; in English what is counted, and what it does, agree with a count of one.

    >>> [filled("{n:,} schools are short", "en", {"n": n}) for n in (1, 2, 1001)]
    ['1 school is short', '2 schools are short', '1,001 schools are short']
    >>> filled("grade {n} of {m} pupils", "en", {"n": 1, "m": 1.0})
    'grade 1 of 1.0 pupils'
    """
    if lang == "en" and COUNT.search(words):

        def agreeing(found: re.Match[str]) -> str:
            count, between, thing, space, does = found.groups("")
            one = count.format(**values) == "1"
            return f"{count}{between}{ONE[thing] if one else thing}{space}{DOES[does] if one and does else does}"

        words = COUNT.sub(agreeing, words)
    return words.format(**values)
