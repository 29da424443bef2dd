"""What typer asks for the words that a shell offers after Tab: functions of context, words and the word begun."""

from __future__ import annotations

from collections.abc import Callable

import click


def _completing(kind: str) -> Callable[[click.Context, list[str], str], list[tuple[str, str]]]:
    def complete(ctx: click.Context, args: list[str], incomplete: str) -> list[tuple[str, str]]:
        from xuewei.cli.offers import offered  # reads plans and people, which only a shell that asks waits for

        return offered(kind, ctx, incomplete)

    return complete


files = _completing("files")
sides = _completing("sides")
stages = _completing("stages")
years = _completing("years")
areas = _completing("areas")
ids = _completing("ids")
keys = _completing("keys")
units = _completing("units")
parameters = _completing("parameters")
