"""`schema`: the JSON Schema of a file."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from xuewei.cli.json_schema import KINDS, json_schema
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, OutputSchema, one_of, tell
from xuewei.cli.out import deliver_text


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=tell("schema.kind"))],
    output: OutputSchema = None,
    lang: Lang = LANG,
) -> None:
    found = json_schema(one_of(list(KINDS), "KIND", kind))
    deliver_text(json.dumps(found, ensure_ascii=False, indent=2), output)
