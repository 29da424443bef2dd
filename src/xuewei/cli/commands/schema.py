"""`schema`: the JSON Schema of a file."""

from __future__ import annotations

from typing import Annotated

import typer

from xuewei.cli.json_schema import KINDS, schema_text
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, OutputSchema, one_of, tell
from xuewei.cli.out import deliver_text


def schema(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=tell("schema.kind"))],
    output: OutputSchema = None,
    lang: Lang = LANG,
) -> None:
    deliver_text(schema_text(one_of(list(KINDS), "KIND", kind)), output)
