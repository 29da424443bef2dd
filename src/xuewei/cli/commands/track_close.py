"""`track close`: a project signed off in the plan's file."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from xuewei.answers.compare.changes_view import edits
from xuewei.answers.compare.difference import plan_changes
from xuewei.cli.asked import day_asked, plan_to_edit
from xuewei.cli.language import LANG
from xuewei.cli.options import EditedPlan, Lang, completing, tell
from xuewei.cli.out import deliver
from xuewei.formats.plan.edit import close_out
from xuewei.formats.writing import claimed


def track_close(
    school: Annotated[str, typer.Argument(metavar="ID", help=tell("plan.id"), autocompletion=completing("ids"))],
    day: Annotated[str, typer.Option("--date", metavar="DATE", help=tell("track.date"))],
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=tell("track.note"))] = None,
    plan: EditedPlan = None,
    lang: Lang = LANG,
) -> None:
    closed, path = day_asked(day, "--date"), plan_to_edit(plan)
    if closed > date.today():
        raise typer.BadParameter(tell("bad.future", today=date.today()), param_hint="--date")
    with claimed(path):
        before, after = close_out(path, school, closed, note)
    deliver(edits(before, after, plan_changes(before, after), str(path), lang), "table")
