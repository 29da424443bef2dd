"""What is attacked: every format and every command, in proportion to how much there is to break."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from xuewei.cli.app import COMMANDS

from fire import agreement
from fire.command_lines import command_line
from fire.formats import FORMATS, mutated
from fire.trial import Case

WEIGHTS = {"plan": 16, "scenario": 8, "assumptions": 8, "candidates": 4, "xlsx": 6, "ods": 4}
FORMAT = 2
"""Shares of formats that are not named above; commands have one each."""


def attacks() -> list[str]:
    """The names of all attacks: formats, and commands as they are typed."""
    return [*FORMATS, *(f"xuewei {name}" for name in COMMANDS)]


def shares(count: int) -> dict[str, int]:
    """How many of ``count`` cases each attack has, at least one each.

    >>> sum(shares(1000).values())
    1000
    """
    names = attacks()
    weights = {name: WEIGHTS.get(name, FORMAT if name in FORMATS else 1) for name in names}
    total = sum(weights.values())
    found = {name: max(1, count * weight // total) for name, weight in weights.items()}
    found["plan"] += max(0, count - sum(found.values()))
    return found


def case(name: str, seed: int, n: int, seeds: Mapping[str, bytes]) -> Case:
    """Case number ``n`` of an attack: the same for the same seed and program."""
    chance = Random(f"{seed}:{name}:{n}")
    if name not in FORMATS:
        return Case(name, command_line(name.removeprefix("xuewei "), chance))
    form = FORMATS[name]
    words = chance.choice(form.words)
    if form.people is not None and chance.random() < 0.12:
        words = (agreement.WORD, *form.people)
    if chance.random() < 0.2:
        words = (*words, "--lang", "en")
    files = {form.file: mutated(name, seeds[form.file], chance)}
    return Case(name, words, files)
