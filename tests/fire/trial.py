"""One case in a process of its own: forked from one that has all imported, bounded in time and memory, and judged.

A case is a command line and the files that differ from those of the project.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from fire import agreement, project

SLOW = 5.0
"""Seconds of processor time that nothing may take."""
HEAVY = 500
"""MiB that nothing may take, those of the program itself included."""
PROGRAM = 60
"""MiB of a program that has read its plan and nothing else."""
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """A command line, and the files that are not as in the project."""

    attack: str
    words: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a case ended: exit code (negative: the signal), output, cost, files written, and the way to a crash."""

    code: int
    out: str
    err: str
    seconds: float
    mib: float
    written: tuple[str, ...]
    crash: str
    results: Mapping[str, bytes]


@dataclass(frozen=True)
class Range:
    """Where cases are run: a folder of this process alone, and the project's files."""

    place: Path
    seeds: Mapping[str, bytes]

    def run(self, case: Case) -> Outcome:
        """Run a case in a child of its own."""
        home = self.place / "case"
        here = home / "a" / "b"
        files = {**self.seeds, **case.files}
        _lay(here, files)
        if case.words[:1] == ("git",):
            _lay(
                here,
                {".git/HEAD": b"ref: refs/heads/main\n", ".git/config": b"[core]\n\trepositoryformatversion = 0\n"},
            )
            for name in ("objects", "refs"):
                (here / ".git" / name).mkdir()
        (home / "tmp").mkdir()
        before = _rss()
        pid = os.fork()
        if pid == 0:
            _child(home, here, case)
        _, status, usage = os.wait4(pid, 0)
        written = tuple(_written(here, files))
        strays = tuple(f"tmp/{each.name}" for each in (home / "tmp").iterdir())
        results = {name: (here / name).read_bytes() for name in written if (here / name).is_file()}
        found = Outcome(
            os.waitstatus_to_exitcode(status),
            (home / "out").read_bytes().decode("utf-8", "replace"),
            (home / "err").read_bytes().decode("utf-8", "replace"),
            usage.ru_utime + usage.ru_stime,
            max(0.0, usage.ru_maxrss / 1024 - before) + PROGRAM,
            (*written, *strays),
            (home / "crash").read_text("utf-8", "replace") if (home / "crash").exists() else "",
            results,
        )
        shutil.rmtree(home)
        return found


@contextlib.contextmanager
def shooting_range(place: Path) -> Iterator[Range]:
    """A place to run cases in, with everything imported; the shipped data are a copy there."""
    from xuewei.formats import places

    seeds = project.written()
    ground = place / "ground"
    _lay(ground, seeds)
    seeds |= _elsewhere(lambda: project.made(ground))
    _lay(ground, seeds)
    shipped = place / "shipped"
    for name in ("data", "examples"):
        shutil.copytree(project.TOP / name, shipped / name)
    package, places._PACKAGE = places._PACKAGE, shipped / "src" / "xuewei"
    try:
        ready = Range(place, seeds)
        for name in sorted(_elsewhere(lambda: _imported(ground))):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        gc.freeze()
        yield ready
    finally:
        places._PACKAGE = package


WARM = """
    gap --plan plan.yaml --format json
    gap --plan plan.yaml
    gap --plan plan.yaml --format chart
    gap --plan plan.yaml --format csv --output o.csv
    gap --plan plan.yaml --format md
    ledger --plan plan.yaml --output o.xlsx
    import o.xlsx --into plan.yaml
    import ledger.ods --output o.yaml --yes
    import list.csv --map mapping.yaml --output p.yaml --yes
    forecast --plan plan.yaml --by age
    forecast --population pupils
    check plan.yaml population
    check --policy plan.yaml
    explain --plan plan.yaml --year 2025 --stage primary
    track --plan plan.yaml
    diff plan.yaml scenario.yaml
    compare second.yaml
    sweep --plan plan.yaml --set opening_lag=1
    simulate --plan plan.yaml --draws 10 --output s.json --format json
    simulate --plan plan.yaml --draws 10 --format parquet --output s.parquet
    optimise --now 2021 --plan plan.yaml --time-limit 1 --candidates candidates.yaml --output w.yaml
    convert-options --plan plan.yaml
    warn --plan plan.yaml
    warn --plan plan.yaml --output w.docx
    backtest pupils
    fit pupils
    chart gap --plan plan.yaml --output o.svg
    chart fan --plan plan.yaml --output o.svg
    report --plan plan.yaml --output o.html --boundaries boundaries.geojson
    report --plan plan.yaml --output o.docx
    report --plan plan.yaml --output o.docx --template template.docx
    estate --residents 5000
    init new
    new county --census-area 夏县
    synth new2 --areas 1
    schema plan
    plan set west-primary opens=2024 --plan plan.yaml
    git text plan.yaml
    git install
    gap --plan plan.yaml --population parquet
    gap --plan none.yaml
    gap --none
    --help
    """
"""Command lines that import all there is to import."""


def _imported(ground: Path) -> list[str]:
    """The modules that the commands import, found by running them once."""
    os.chdir(ground)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        for line in WARM.strip().split("\n"):
            sys.argv = ["xuewei", *line.split()]
            with contextlib.suppress(BaseException):
                _main()
    return [name for name in sys.modules if not name.startswith("__")]


def _elsewhere(work: Callable[[], T]) -> T:
    """What ``work`` returns, done in a child: its threads must not be there when a case is forked."""
    import pickle

    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            with open(writing, "wb") as pipe:
                pickle.dump(work(), pipe)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError("what cases need could not be made")
    found: T = pickle.loads(content)
    return found


def _lay(place: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _written(here: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    """Names of files that are new or changed, or gone, below the folder above the one that cases run in."""
    seen = set()
    for folder, _, names in os.walk(here.parent):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), here)
            seen.add(path)
            if path.startswith(".git") or path in files:
                if path not in files:
                    continue
                with open(here / path, "rb") as file:
                    if file.read() == files[path]:
                        continue
            yield path
    yield from (name for name in files if name not in seen)


def _rss() -> float:
    """MiB that this process holds now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def _address_space() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _child(home: Path, here: Path, case: Case) -> None:
    """Run the case and end."""
    code = 70
    try:
        for limit, value in (
            (resource.RLIMIT_AS, _address_space() + 2 * HEAVY * 2**20),
            (resource.RLIMIT_CPU, int(2 * SLOW)),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, HEAVY * 2**20),
        ):
            resource.setrlimit(limit, (value, value))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(6 * SLOW))
        os.chdir(here)
        for descriptor, name in ((0, os.devnull), (1, home / "out"), (2, home / "err")):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o644), descriptor)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1)  # noqa: SIM115
        os.environ |= {"HOME": str(home), "TMPDIR": str(home / "tmp"), "GIT_CEILING_DIRECTORIES": str(home.parent)}
        for name in ("COLUMNS", "XUEWEI_LANG"):
            os.environ.pop(name, None)
        import tempfile

        tempfile.tempdir = str(home / "tmp")
        if "policy.yaml" in case.files:
            from xuewei.formats import policy as policy_file

            vars(policy_file)["shipped"] = lambda *names: here / "policy.yaml"
        sys.argv = ["xuewei", *case.words]
        code = _ended(home, case.words)
    except BaseException:
        with contextlib.suppress(BaseException):
            traceback.print_exc()
    finally:
        os._exit(code)


def _ended(home: Path, words: tuple[str, ...]) -> int:
    """The exit code of the program, run to its end as the interpreter does it."""
    try:
        if words[:1] == (agreement.WORD,):
            agreement.agree(_main, words[1:])
        else:
            _main()
        code: object = 0
    except SystemExit as end:
        code = end.code
    except BaseException as broken:
        with contextlib.suppress(BaseException):
            traceback.print_exc()
        (home / "crash").write_text(way(broken), "utf-8", "replace")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def _main() -> None:
    from xuewei.cli.app import main

    main()


def way(broken: BaseException) -> str:
    """An exception by its type and the last of our own functions on its way.

    >>> try:
    ...     int("x")
    ... except ValueError as found:
    ...     way(found)
    'ValueError'
    """
    if isinstance(broken, agreement.DisagreementError):
        return f"disagreement: {broken}"
    frames = [frame for frame in traceback.extract_tb(broken.__traceback__) if "/xuewei/" in frame.filename]
    if not frames:
        return type(broken).__name__
    last = frames[-1]
    return f"{type(broken).__name__} in {last.filename.rpartition('/xuewei/')[2]} {last.name}"
