"""Names of key inputs that formulas say instead of a cell of 参数: the English keys, where a spreadsheet takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.late import pattern

KEYS = ("opening_lag", "fill", "delivered_share", "base_seats.year", "base_year", "base_crowding", "this_year")
LEVELS = ("warning.red", "warning.yellow", "warning.surplus")
OF_STAGE = ("class_size", "smallest_school", "fewest_residents", "most_residents", "inflow")
OF_AREA = ("scope", "base", "base_rest")
"""Inputs of the whole, of each stage, and of each area (of seats in use: and stage)."""
CALLED = {"base": "base_seats", "scope": "scope_share", "base_rest": "base_seats_rest"}
MOST_AREAS = 30
"""Areas up to which each has names: a list of thousands helps nobody."""
_VALID = pattern(r"[A-Za-z]\w{0,200}")


def names(called: Sequence[str], areas: Sequence[str]) -> Mapping[str, str]:
    """Names by what formulas call a parameter. A spreadsheet does not tell capitals from small letters: of two that it
    cannot tell apart, and of names that it does not take, there are none. The only area is not named.

    >>> names(["opening_lag", "scope.甲", "base.甲.primary", "words.fill.all"], ["甲"])
    {'opening_lag': 'opening_lag', 'scope.甲': 'scope_share', 'base.甲.primary': 'base_seats_primary'}
    """
    found = {each: name for each in called if (name := _name(each, areas)) and _VALID.fullmatch(name)}
    folded = [name.casefold() for name in found.values()]
    return {each: name for each, name in found.items() if folded.count(name.casefold()) == 1}


def _name(called: str, areas: Sequence[str]) -> str:
    if called in (*KEYS, *LEVELS):
        return called.replace(".", "_")
    kind, _, rest = called.partition(".")
    if kind in OF_STAGE:
        return f"{kind}_{rest}"
    if kind not in OF_AREA or len(areas) > MOST_AREAS:
        return ""
    if len(areas) == 1:
        rest = rest.removeprefix(areas[0]).removeprefix(".")
    return "_".join([CALLED[kind], *([rest.replace(".", "_")] if rest else [])])
