"""Which plan a command is about where the command line names none: that of the project around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from xuewei.errors import InputError
from xuewei.formats.own_project import FoundPlan, plan_around, unasked

SAID_BY = ("scenario", "scenarios")
"""Parameters that say which plan is meant: scenarios name what they extend."""


def plan_of_line(ctx: click.Context) -> str | None:
    """The plan that a command line names, else that of the project around the working directory, else None: the one
    that its scenarios extend, or the shipped one, or none is needed. Raises InputError where a ``plan.yaml`` may not be
    taken unasked."""
    named: str | None = ctx.params.get("plan")
    if named is not None or any(ctx.params.get(each) for each in SAID_BY) or _people_alone(ctx):
        return named
    return plan_around()


def _people_alone(ctx: click.Context) -> bool:
    """Whether a command line asks of a population folder what no plan has a part in: its own pupils on record."""
    folder, method = ctx.params.get("population"), ctx.params.get("method")
    if folder is None or "origin" not in ctx.params:
        return False
    return ctx.params["origin"] is not None or (method in (None, "grades") and on_record(folder))


def on_record(population: str | None) -> bool:
    """Whether a population folder holds pupils on record."""
    if population is None:
        return False
    from xuewei.formats.population.folder import has_pupils  # reading brings YAML, which help does without

    return has_pupils(population)


@contextmanager
def plan_settled(ctx: click.Context) -> Iterator[None]:
    """Let a command that takes a plan have the one that is meant. Faults of a file that nobody named, and that is none
    of ours, say how another is named."""
    if "plan" in ctx.params and not getattr(ctx, "_protected_args", ()):  # those of a group's own command are its own
        ctx.params["plan"] = plan_of_line(ctx)
    found = ctx.params.get("plan")
    try:
        yield
    except InputError as wrong:
        raise unasked(wrong, found if isinstance(found, FoundPlan) else None) from None
