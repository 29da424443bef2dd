"""`plan set`: a school changed in the plan's file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.compare.changes_view import edits
from xuewei.answers.compare.difference import plan_changes
from xuewei.cli.asked import plan_to_edit
from xuewei.cli.language import LANG
from xuewei.cli.options import EditedPlan, Lang, completing, tell
from xuewei.cli.out import deliver, deliver_words
from xuewei.formats.plan.edit import edit_plan
from xuewei.formats.writing import claimed


def plan_set(
    school: Annotated[str, typer.Argument(metavar="ID", help=tell("plan.id"), autocompletion=completing("ids"))],
    values: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help=tell("plan.values"), autocompletion=completing("keys"))
    ],
    plan: EditedPlan = None,
    lang: Lang = LANG,
) -> None:
    asked, path = _pairs(values), plan_to_edit(plan)
    with claimed(path):
        before, after = edit_plan(path, school, asked)
    if before == after:
        deliver_words(tell("plan.same"))
    else:
        deliver(edits(before, after, plan_changes(before, after), str(path), lang), "table")


def _pairs(written: Sequence[str]) -> dict[str, str]:
    """Keys and values from ``KEY=VALUE``; exit 2 for what is not written so, or names a key twice."""
    found: dict[str, str] = {}
    for pair in written:
        key, equals, value = pair.partition("=")
        if not (equals and key) or key in found:
            raise typer.BadParameter(tell("bad.value", found=pair), param_hint="KEY=VALUE")
        found[key] = value
    return found
