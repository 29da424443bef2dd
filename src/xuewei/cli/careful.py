"""Groups of commands: what is wrong with a command line is told with what was typed shown as text, for a shell puts
names of files there too, and with the nearest command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError
from typer.core import TyperGroup

from xuewei.cli.options import tell
from xuewei.errors import nearest
from xuewei.words.shown import visible


class Unloaded(click.Command):
    """A command of which only its name and its help are known until it is called."""

    def __init__(self, name: str, load: Callable[[], click.Command], help: str, *, hidden: bool = False) -> None:
        super().__init__(name, help=help, hidden=hidden)
        self.load = load


class KnownGroup(TyperGroup):
    """Commands, loaded when they are called; the nearest is named for one that there is not."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "suggest_commands": False})
        self.options_metavar, self.subcommand_metavar = tell("options"), tell("commands")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; UsageError for another word, in one form under every version of click."""
        if args and args[0] not in self.commands and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = nearest(args[0], self.list_commands(ctx))
            hint = tell("did_you_mean", near=near) if near else ""
            ctx.fail(tell("bad.command", found=args[0]) + hint)
        name, command, following = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Unloaded) else command, following


class CarefulGroup(KnownGroup):
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
    except NoArgsIsHelpError:
        raise  # its message is the help
    except click.ClickException as wrong:
        wrong.message = visible(wrong.message)
        raise
