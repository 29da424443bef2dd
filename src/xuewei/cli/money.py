"""Sums of money by year that a command line gives."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from xuewei.cli.options import tell, within

MOST_WAN = 10**12
"""The largest budget of a year, in 万元: more is a slip of the pen, and sums of it would be no numbers any more."""


def parts_of(written: Sequence[str] | None) -> list[str]:
    """The parts between commas, of an option that may be given several times."""
    return [part for each in written or () for part in each.split(",")]


def wan_by_year(written: Sequence[str] | None) -> dict[int, float]:
    """万元 by year from ``2022=30000,2023=0``; exit 2 for anything else."""
    found: dict[int, float] = {}
    for pair in parts_of(written):
        year, equals, wan = pair.strip().partition("=")
        if not equals or not (year.isascii() and year.isdigit() and len(year) == 4) or int(year) in found:
            raise typer.BadParameter(tell("bad.budget", found=pair), param_hint="--budget")
        found[int(year)] = number_of(wan, pair, "budget", MOST_WAN)
    return found


def number_of(written: str, pair: str, option: str, most: float) -> float:
    """A number from 0 to ``most``; exit 2 for anything else."""
    try:
        value = float(written)
    except ValueError:
        raise typer.BadParameter(tell(f"bad.{option}", found=pair), param_hint=f"--{option}") from None
    return within(f"--{option}", value, 0, most)
