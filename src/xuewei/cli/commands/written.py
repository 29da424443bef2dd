"""Commands about the files that people write."""

from typing import Annotated

import typer

from xuewei.cli.completion import ids, keys
from xuewei.cli.language import LANG
from xuewei.cli.options import EditedPlan, Lang, OutputSchema, one_of, pairs_asked, plan_to_edit, tell
from xuewei.cli.out import deliver, deliver_text, deliver_words
from xuewei.words.shown import visible


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=tell("schema.kind"))],
    output: OutputSchema = None,
    lang: Lang = LANG,
) -> None:
    import json

    from xuewei.files.json_schema import KINDS, json_schema

    found = json_schema(one_of(list(KINDS), "KIND", kind))
    deliver_text(json.dumps(found, ensure_ascii=False, indent=2), output)


def plan_set(
    school: Annotated[str, typer.Argument(metavar="ID", help=tell("plan.id"), autocompletion=ids)],
    values: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help=tell("plan.values"), autocompletion=keys)],
    plan: EditedPlan = None,
    lang: Lang = LANG,
) -> None:
    from xuewei.files.plans.plan_edit import edit_plan
    from xuewei.files.writing import claimed
    from xuewei.model.changes import plan_changes
    from xuewei.show.diff import edits

    asked, path = pairs_asked(values), plan_to_edit(plan)
    with claimed(path):
        before, after = edit_plan(path, school, asked)
    if before == after:
        deliver_words(tell("plan.same"))
    else:
        deliver(edits(before, after, plan_changes(before, after), str(path), lang), "table")


def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help=tell("init.folder"))],
    lang: Lang = LANG,
) -> None:
    import shlex

    from xuewei.files.starter import start

    files = start(folder)
    place = shlex.quote(folder.rstrip("/") or "/")
    following = (
        f"xuewei check {place}/plan.yaml {place}/population",
        f"xuewei gap --plan {place}/plan.yaml --year 2024",
        f"xuewei diff {place}/plan.yaml {place}/scenarios/one_year_late.yaml",
    )
    deliver_words(tell("init.done", n=len(files)))
    deliver_text("\n".join(visible(f"  {line}") for line in following), None)
