"""What is attacked: every format and every command, in proportion to how much there is to break."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from fire import agreement
from fire.command_lines import command_line
from fire.formats import FORMATS, mutated
from fire.trial import Case
from xuewei.cli.app import COMMANDS

WEIGHTS = {"plan": 8, "scenario": 4, "assumptions": 4, "candidates": 3, "xlsx": 3, "ods": 2}
"""Shares of formats and commands; one that is not named has one."""


def attacks() -> list[str]:
    """The names of all attacks: formats, and commands as they are typed."""
    return [*FORMATS, *(f"xuewei {name}" for name in COMMANDS)]


def shares(count: int) -> dict[str, int]:
    """How many of ``count`` cases each attack has, at least one each.

    >>> sum(shares(1000).values())
    1000
    """
    names = attacks()
    total = sum(WEIGHTS.get(name, 1) for name in names)
    found = {name: max(1, count * WEIGHTS.get(name, 1) // total) for name in names}
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
