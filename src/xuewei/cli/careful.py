"""Groups of commands: help folded to its window, and faults of a command line without characters that act."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError
from rich.cells import cell_len
from typer.core import TyperGroup

from xuewei.cli.options import did_you_mean, tell
from xuewei.errors import nearest
from xuewei.language.shown import visible
from xuewei.tables.text import lines

MOST, LEAST = 78, 20
"""Columns of help at most, and at least."""
BESIDE = 24
"""Columns that an explanation has at least beside its option; in a narrower window it stands below."""
ENDLESS = 10**6


class HelpLines(click.HelpFormatter):
    """Help that keeps to its window and cuts nothing off."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        room = shutil.get_terminal_size().columns - 2 if width is None else width
        self.columns = max(min(room, max_width or MOST), LEAST)
        super().__init__(indent_increment, ENDLESS)  # to click that is the room for words that it would else cut off

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        whole = click.HelpFormatter(width=ENDLESS)
        whole.write_usage(prog, args, prefix)
        self._write(whole.getvalue().strip(), 0, 4)

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        for n, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if n else "")
            self._write(" ".join(paragraph.splitlines()), self.current_indent, self.current_indent)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and what they mean."""
        first = min(max((cell_len(term) for term, _ in rows), default=0), col_max) + col_spacing
        indent = self.current_indent
        below = self.columns - indent - first < BESIDE
        for term, text in rows:
            start = " " * indent + term
            if below or cell_len(term) > first - col_spacing:
                self.write(f"{start}\n")
                side = indent + (4 if below else first)
                start = " " * side
            else:
                side = indent + first
                start += " " * (side - cell_len(start))
            self._write(" ".join(text.splitlines()), side, side, start)

    def _write(self, text: str, indent: int, hanging: int, start: str | None = None) -> None:
        """Write folded text; ``start`` is what stands before its first line instead of spaces."""
        if not text:
            self.write(f"{(start or '').rstrip()}\n" if (start or "").strip() else "")
            return
        folded = lines(text, max(self.columns - hanging, 1))
        first = " " * indent if start is None else start
        for n, line in enumerate(folded):
            self.write(f"{' ' * hanging if n else first}{line}\n")


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
            hint = did_you_mean(nearest(args[0], self.list_commands(ctx)))
            ctx.fail(tell("bad.command", found=args[0]) + hint)
        name, command, following = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Unloaded) else command, following


class CarefulGroup(KnownGroup):
    """Commands whose faults show an escape for every character that acts."""

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
