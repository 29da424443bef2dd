"""What every command has besides its own options, and in which form it writes its output."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise, takewhile
from typing import Any, NoReturn

import click
import typer
from click.core import ParameterSource
from typer.core import TyperCommand, TyperOption

from xuewei.cli.careful import KnownGroup
from xuewei.cli.options import BOOK, NOTICES, PICTURES, QUICK, REPORTS, tell
from xuewei.cli.own_plan import plan_settled
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.guard import ANSWERED, SCENARIO, SCHEMA, Guard, Identity, forced, identities, refuse_kind
from xuewei.formats.writing import beside, claimed
from xuewei.late import dataclass

YAML = (".yaml", ".yml")
BY_ENDING = {
    "ledger": (BOOK,),
    "chart": PICTURES,
    "backtest": PICTURES,
    "report": REPORTS,
    "warn": NOTICES,
    "optimise": YAML,
    "site": YAML,
    "import": YAML,
    "schema": (".json",),
}
"""Endings by which a command writes what is no table: a workbook to be changed, pictures, reports, files of ours."""
NAMED = ("chart", "report")
"""Commands whose output has no form but that of its ending."""
UNTABLED = (*NAMED, "optimise")
"""Commands that write no table: what `optimise` shows is one, and what it writes a scenario."""
TABLE_FORMS = {".csv": "csv", ".json": "json", ".md": "md", ".txt": "table", ".xlsx": "xlsx", ".parquet": "parquet"}
"""Formats of a table by ending."""
BESIDE = {"save_map": YAML}
"""Endings of what is written beside the answer."""
OUTPUTS = ("output", "save_map")
"""Parameters that name a file to be written."""
CHANGED = ("into",)
"""Parameters that name a file to be changed."""
DRAWN = {".docx": "docx", ".html": "HTML", ".xlsx": "xlsx", ".png": "PNG", ".svg": "SVG", ".pdf": "PDF"}
"""Kinds of files by an ending that says what a command writes, whatever its format."""
ASKED = ("plan", "scenario", "population", "method", "as_of", "as_delivered", "by")
"""Parameters that decide a balance, beside the files themselves: said even where nobody wrote them."""
ASIDE = {
    *("output", "format", "lang", "labels", "wide", "all_faults", "detail", "sort", "save_map"),
    *("force", "strict", "resume", "engine", "scheduler", "workers", "yes", "skip_others"),
    *("template", "title", "addressee", "sign", "number"),
}
"""Parameters of which no figure depends: where and how an answer stands, how it is computed and ended, and what stands
around a document."""
CARRYING = (".json", ".xlsx", ".docx", ".html")
"""Endings of files that say what they were made of."""
TABLES = ("import", "new", "set", "close")
"""Commands that print a table and have no other format."""
BY_COMMAND = {"optimise": SCENARIO, "schema": SCHEMA}


def settle_form(ctx: click.Context, name: str, output: str) -> None:
    """Let the ending of an output choose the format of a command. Exit 2, with the forms that the command has, for an
    ending that is none of them, or that says another thing than ``--format``; a name without an ending, a device and a
    pipe take what ``--format`` says."""
    command = ctx.info_name or ""
    own = BESIDE.get(name) or BY_ENDING.get(command, ())
    tables = TABLE_FORMS if "format" in ctx.params and command not in UNTABLED and name == "output" else {}
    ending = os.path.splitext(output)[1].lower()
    if os.path.exists(output) and not os.path.isfile(output):
        return
    asked = _asked(ctx)
    if ending in own:
        if asked is not None and tables:
            _clash(ctx, asked, output)
    elif ending in tables:
        if asked is not None and asked != tables[ending] and (asked, ending) != (QUICK, ".txt"):
            _clash(ctx, asked, output)
        ctx.params["format"] = asked or tables[ending]
    elif ending or command in NAMED:
        known = " ".join(dict.fromkeys((*own, *tables)))
        option = f"--{name.replace('_', '-')}"
        raise typer.BadParameter(tell("bad.form", found=output, known=known), ctx, param_hint=option)


def _asked(ctx: click.Context) -> str | None:
    """The format that the command line names; None where it names none."""
    written = ctx.get_parameter_source("format") == ParameterSource.COMMANDLINE
    return str(ctx.params["format"]) if written else None


def _clash(ctx: click.Context, format: str, output: str) -> NoReturn:
    raise typer.BadParameter(tell("bad.clash", format=format, found=output), ctx, param_hint="--output")


@dataclass
class Run:
    """One run of the program: what it may write over, and whether all faults are asked for."""

    guard: Guard
    every_fault: bool = False
    labels: bool = False
    wide: bool = False


def labelled() -> bool:
    """Whether the columns of CSV are asked for by what they are called."""
    run = _run()
    return run is not None and run.labels


def all_columns() -> bool:
    """Whether every column of a table is asked for, however narrow the window."""
    run = _run()
    return run is not None and run.wide


def _run() -> Run | None:
    ctx = click.get_current_context(silent=True)
    run = ctx.find_root().obj if ctx else None
    return run if isinstance(run, Run) else None


def _note(name: str, ctx: click.Context) -> None:
    run = ctx.find_root().obj
    if isinstance(run, Run):
        if name == "force":
            run.guard.force = True
        elif name == "labels":
            run.labels = True
        elif name == "wide":
            run.wide = True
        else:
            run.every_fault = True


def _flag(name: str) -> TyperOption:
    def noted(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            _note(name, ctx)

    words = f"--{name.replace('_', '-')}"
    return TyperOption(
        param_decls=[words], is_flag=True, default=False, expose_value=False, callback=noted, help=tell(name)
    )


def _flags(command: str | None, params: list[click.Parameter]) -> Iterator[click.Parameter]:
    if command in TABLES or any(each.name == "format" and each.default == "table" for each in params):
        yield _flag("wide")
    if any(each.name in OUTPUTS for each in params):
        yield _flag("force")
    if command != "synth" and any(each.name == "format" for each in params):
        yield _flag("labels")
    yield _flag("all_faults")


def _before_lang(command: str | None, params: list[click.Parameter]) -> None:
    """Put the flags before ``--lang``, which ends every list of options."""
    place = next((n for n, each in enumerate(params) if each.name == "lang"), len(params))
    params[place:place] = [*_flags(command, params)]


class _Guarded(click.Command):
    """A command with the options that every command has."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.options_metavar = tell("options")
        _before_lang(self.name, self.params)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; UsageError where an option stands in the place of another's value, which would
        swallow it."""
        given = [*takewhile(lambda word: word != "--", args)]
        options = {word: each for each in self.get_params(ctx) if isinstance(each, click.Option) for word in each.opts}
        for word, after in pairwise(given):
            valued = word in options and not options[word].is_flag and not options[word].count
            if valued and after in options and not ctx.resilient_parsing:
                ctx.fail(tell("bad.no_value", option=word, after=after))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command on the plan that is meant, with its outputs claimed."""
        with plan_settled(ctx), _claiming(ctx):
            run = _run()
            if run is not None and _carries(ctx):
                called = ctx.find_root().command_path  # `xuewei`, or `python -m xuewei`
                run.guard.digests, run.guard.command = {}, ctx.command_path.removeprefix(called).strip()
                run.guard.asked = asked_of(ctx)
            return super().invoke(ctx)


def asked_of(ctx: click.Context) -> dict[str, object]:
    """What a command line asks that figures depend on, by the names of its options, those of :data:`ASKED` first."""
    found = {}
    for param in sorted(ctx.command.params, key=lambda each: each.name not in ASKED):
        name = str(param.name)
        value, written = ctx.params.get(name), ctx.get_parameter_source(name) == ParameterSource.COMMANDLINE
        said = bool(value) or (value == 0 and value is not False)
        if name in ASIDE or not said or not (written or name in ASKED):
            continue
        words = [each for each in param.opts if each.startswith("--")] or [name]
        found[words[0].removeprefix("--").replace("-", "_")] = value
    return found


class GuardedCommand(_Guarded, TyperCommand):
    """A command with the options that every command has."""


class GuardedGroup(_Guarded, KnownGroup):
    """The same for a command that has commands below it."""


def _carries(ctx: click.Context) -> bool:
    """Whether what a command writes says what it was made of."""
    output = ctx.params.get("output")
    ending = os.path.splitext(output)[1].lower() if isinstance(output, str) else ""
    return ctx.params.get("format") in ("json", "xlsx") or ending in CARRYING


@contextmanager
def _claiming(ctx: click.Context) -> Iterator[None]:
    """The outputs of a command line, refused where the line alone tells that they may not be written, else claimed."""
    _refuse_twice(ctx)
    with ExitStack() as stack:
        for name in (*OUTPUTS, *CHANGED):
            path = ctx.params.get(name)
            if isinstance(path, str):
                if name in OUTPUTS:
                    _refuse(ctx, name, path)
                stack.enter_context(claimed(path))
        yield


def _refuse_twice(ctx: click.Context) -> None:
    """Raise InputError where two outputs of a command line are one file: the second would eat the first, even by
    ``--force``. Devices and pipes may take both."""
    before: set[Identity] = set()
    for name in (*OUTPUTS, *CHANGED):
        path = ctx.params.get(name)
        if isinstance(path, str) and (os.path.isfile(path) or not os.path.exists(path)):
            own = identities(path)
            if not before.isdisjoint(own):
                raise InputError([Fault(Place(path), "", "twice")])
            before |= own


def _refuse(ctx: click.Context, name: str, output: str) -> None:
    """Raise InputError where an output is one of the files that the command line names to be read, or holds another
    kind of file than the command would write."""
    spare = beside(os.path.realpath(output))
    for file in [spare] if forced() else [output, spare]:
        own = identities(file)
        if any(os.path.isfile(word) and not own.isdisjoint(identities(word)) for word in _words(ctx, name)):
            raise InputError([Fault(Place(output), "", "is_input")])
    settle_form(ctx, name, output)
    if name == "output" and not forced() and os.path.isfile(output):
        refuse_kind(output, _kind(ctx, output))


def _words(ctx: click.Context, output: str) -> Iterator[str]:
    """Every word of the command line but that of one output, and that of a file that is to be changed."""
    for name, value in ctx.params.items():
        if name not in (output, *CHANGED):
            words = value if isinstance(value, list | tuple) else [value]
            yield from (word for word in words if isinstance(word, str))


def _kind(ctx: click.Context, output: str) -> str | None:
    """What the command would write; None where that is not known yet."""
    command, ending = ctx.info_name or "", os.path.splitext(output)[1].lower()
    if ending in DRAWN and ending in BY_ENDING.get(command, ()):
        return DRAWN[ending]
    return BY_COMMAND.get(command) or ANSWERED.get(str(ctx.params.get("format")))
