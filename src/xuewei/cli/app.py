"""The program ``xuewei``: its commands, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import click
import typer
from typer.core import TyperOption
from typer.main import get_command

from xuewei import __version__
from xuewei.cli.careful import CarefulGroup, KnownGroup
from xuewei.cli.endings import busy, ended, hear, leave
from xuewei.cli.guarding import GuardedCommand, GuardedGroup, Run
from xuewei.cli.help_lines import HelpLines
from xuewei.cli.language import LANG
from xuewei.cli.options import Lang, tell
from xuewei.cli.speaking import speak
from xuewei.cli.streams import settle
from xuewei.errors import Exit
from xuewei.files.guard import guarded


class Command(NamedTuple):
    """Where a command is (room and function) and an example of it; no example: git calls it, people do not."""

    room: str
    function: str
    example: str = ""

    def load(self) -> Callable[..., Any]:
        """The function, its room imported now."""
        found: Callable[..., Any] = getattr(import_module(f"xuewei.cli.commands.{self.room}"), self.function)
        return found


COMMANDS = {
    "gap": Command("answers", "gap", "xuewei gap --year 2023"),
    "ledger": Command("answers", "ledger", "xuewei ledger --stage primary --to 2027"),
    "forecast": Command("answers", "forecast", "xuewei forecast --by grade --stage middle --format csv"),
    "check": Command("answers", "check", "xuewei check data/plan_2021_2025.yaml data/population"),
    "explain": Command("answers", "explain", "xuewei explain --year 2023 --stage primary"),
    "track": Command("progress", "track", "xuewei track --as-of 2023-09-01"),
    "track close": Command("progress", "close", "xuewei track close 2021-nine-year-1 --date 2024-07-01"),
    "diff": Command("scenarios", "diff", "xuewei diff plan_2021_2025 examples/one_year_late.yaml"),
    "compare": Command("scenarios", "compare", "xuewei compare examples/*.yaml --stage middle"),
    "sweep": Command(
        "scenarios", "sweep", "xuewei sweep --set opening_lag=0,1,2 --set population.births=low,medium,high"
    ),
    "simulate": Command("simulation", "simulate", "xuewei simulate --draws 1000 --seed 1 --from 2024"),
    "optimise": Command(
        "optimise", "optimise", "xuewei optimise --now 2021 --budget 2022=30000,2023=20000 --output chosen.yaml"
    ),
    "convert-options": Command("optimise", "convert_options", "xuewei convert-options --from 2026"),
    "backtest": Command("accuracy", "backtest", "xuewei backtest china --origins 2014:2021"),
    "fit": Command("accuracy", "fit", "xuewei fit china --origin 2023 --stage primary"),
    "chart": Command("charts", "chart", "xuewei chart gap --output gap.png"),
    "report": Command("report", "report", "xuewei report --output 报告.docx"),
    "estate": Command("policy", "estate", "xuewei estate --area-m2 150000 --residents 5000"),
    "import": Command("books", "import_", "xuewei import 学位台账.xlsx --into plan.yaml"),
    "init": Command("written", "init", "xuewei init my_city"),
    "synth": Command("synthetic", "synth", "xuewei synth --areas 100 --seed 1 trial"),
    "schema": Command("written", "schema", "xuewei schema plan"),
    "plan set": Command("written", "plan_set", "xuewei plan set 2022-middle-3 opens=2025"),
    "git install": Command("git", "install", "xuewei git install"),
    "git driver": Command("git", "driver"),
    "git text": Command("git", "text"),
}
"""Every command by the words that call it."""


def program(arguments: Sequence[str] = ()) -> typer.Typer:
    """The program with all commands, or with those that ``arguments`` call: building all takes ten times as long."""
    app = typer.Typer(
        name="xuewei",
        cls=CarefulGroup,
        help=tell("xuewei"),
        no_args_is_help=True,
        context_settings={"help_option_names": ["--help", "-h"]},
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_version)
    called = [name for name in COMMANDS if arguments and name.split()[0] == arguments[0]]
    groups: dict[str, typer.Typer] = {}
    for name in called or COMMANDS:
        outer, _, last = name.partition(" ")
        if last or any(each.startswith(f"{outer} ") for each in COMMANDS):
            group = groups.setdefault(outer, _group(outer))
            if last:
                _add(group, last, name)
            else:
                group.callback(invoke_without_command=True, help=tell(name), epilog=_epilog(name))(
                    COMMANDS[name].load()
                )
        else:
            _add(app, outer, name)
    for name, group in groups.items():
        app.add_typer(group, name=name)
    return app


def _group(name: str) -> typer.Typer:
    """Commands that begin with one word; that word may be a command of its own."""
    if name in COMMANDS:
        return typer.Typer(cls=GuardedGroup, rich_markup_mode=None)
    return typer.Typer(cls=KnownGroup, help=tell(f"group.{name}"), no_args_is_help=True, rich_markup_mode=None)


def _add(place: typer.Typer, word: str, name: str) -> None:
    command = COMMANDS[name]
    hidden = not command.example
    kind = None if hidden else GuardedCommand  # git gives its commands names of other people's files
    place.command(word, cls=kind, help=tell(name.replace(" ", ".")), epilog=_epilog(name), hidden=hidden)(
        command.load()
    )


def _epilog(name: str) -> str | None:
    """The example under a command's help."""
    example = COMMANDS[name].example
    return f"{tell('example')} {example}" if example else None


def _print_version(wanted: bool) -> None:
    """Print the version at once: versions of click differ in whether a missing command is told first."""
    if wanted:
        typer.echo(f"xuewei {__version__}")
        raise typer.Exit(Exit.DONE)


def _version(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help=tell("version"))
    ] = False,
    lang: Lang = LANG,
) -> None:
    """The options before a command."""


def main() -> None:
    """Run the program: faults in files end with exit 3 and a line each, never with a traceback."""
    settle()
    click.Context.formatter_class = HelpLines
    with guarded() as guard:
        run = Run(guard)
        code = ended(lambda: _called(run), lambda: run.every_fault)
    if code == Exit.INTERRUPTED or busy():
        leave(code)
    sys.exit(code)


def _called(run: Run) -> object:
    """What the command of this command line returns: an exit code, or None."""
    hear()
    speak(LANG)
    arguments = asked(sys.argv[1:])
    command = get_command(program(arguments))
    for each in command.params:
        if isinstance(each, TyperOption) and each.name in ("install_completion", "show_completion"):
            each.help = tell(each.name)
    return command.main(arguments, standalone_mode=False, obj=run)


def asked(arguments: Sequence[str]) -> list[str]:
    """The command line that is meant: ``help`` before a command is ``--help`` after it.

    >>> asked(["help"]), asked(["help", "plan", "set"]), asked(["gap", "--year", "2023"])
    (['--help'], ['plan', 'set', '--help'], ['gap', '--year', '2023'])
    """
    first, *others = arguments or [""]
    return [*others, "--help"] if first == "help" else list(arguments)
