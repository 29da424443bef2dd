"""Wrong command lines are told with what was typed shown as text: a shell puts names of files there too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from typer.core import TyperGroup

from xuewei.words.shown import visible


class CarefulGroup(TyperGroup):
    """Commands whose faults on the command line hold no character that acts."""

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        """The context of the whole line."""
        with _shown():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the line calls."""
        with _shown():
            return super().invoke(ctx)


@contextmanager
def _shown() -> Iterator[None]:
    try:
        yield
    except click.ClickException as wrong:
        wrong.message = visible(wrong.message)
        raise
