"""The program run inside the process of a test: quicker than a whole process, where that is not what is tested."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from xuewei.cli.language import chosen

from program import environment

Run = Callable[..., tuple[int, str, str]]
_EDITIONS: dict[str, dict[str, ModuleType]] = {}


def run(*words: str | Path, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """As `program.run`, without a process of its own: an error that nothing catches is raised, not printed."""
    stdout, stderr = (_stream(variables) for _ in range(2))
    argv, code = _ended(words, cwd, variables, stdout, stderr)
    return subprocess.CompletedProcess(argv, code, _written(stdout), _written(stderr))


def run_together(*words: str | Path, cwd: Path | None = None, **variables: str) -> tuple[int, str]:
    """The exit code, and both streams in one as they come: standard output when it is full, or at the end."""
    stdout = _stream(variables)
    stderr = io.TextIOWrapper(stdout.buffer, stdout.encoding, newline="\n", write_through=True)
    _, code = _ended(words, cwd, variables, stdout, stderr)
    return code, _written(stdout)


def _stream(variables: Mapping[str, str]) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), variables.get("PYTHONIOENCODING", "utf-8"), newline="\n")


def _ended(
    words: Sequence[str | Path],
    cwd: Path | None,
    variables: Mapping[str, str],
    stdout: io.TextIOWrapper,
    stderr: io.TextIOWrapper,
) -> tuple[list[str], int]:
    argv, here = ["xuewei", *map(str, words)], Path.cwd()
    before = dict(os.environ), sys.argv, sys.stdin
    tester = sys.modules["__main__"]
    try:
        os.environ.clear()
        os.environ.update(environment(**variables))
        os.chdir(cwd or here)
        with edition(chosen(argv, variables.get("XUEWEI_LANG", ""))) as app:
            sys.argv, sys.stdin = argv, _stream(variables)
            sys.modules["__main__"] = ModuleType("__main__")  # the program is not called by the name of the tester
            with redirect_stdout(stdout), redirect_stderr(stderr), pytest.raises(SystemExit) as end:
                app.main()
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before[0])
        sys.argv, sys.stdin = before[1:]
        sys.modules["__main__"] = tester
    return argv, int(end.value.code or 0)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read().replace("\r\n", "\n")


@contextmanager
def edition(lang: str) -> Iterator[ModuleType]:
    """The command line as a process has it that was started in ``lang``: its sentences are chosen while it is loaded,
    so it is loaded once for every language."""
    usual, package = _loaded(), sys.modules["xuewei"]
    if lang == usual["xuewei.cli.language"].LANG:
        yield usual["xuewei.cli.app"]
        return
    for name in usual:
        del sys.modules[name]
    sys.modules.update(_EDITIONS.get(lang, {}))
    try:
        if lang not in _EDITIONS:
            before, sys.argv = sys.argv, ["", "--lang", lang]
            try:
                vars(import_module("xuewei.cli.app"))["busy"] = lambda: False
            finally:
                sys.argv = before
        vars(package)["cli"] = sys.modules["xuewei.cli"]
        yield sys.modules["xuewei.cli.app"]
    finally:
        _EDITIONS[lang] = _loaded()
        for name in _EDITIONS[lang]:
            del sys.modules[name]
        sys.modules.update(usual)
        vars(package)["cli"] = usual["xuewei.cli"]


def _loaded() -> dict[str, ModuleType]:
    return {
        name: module for name, module in sys.modules.items() if name.startswith("xuewei.cli.") or name == "xuewei.cli"
    }


@pytest.fixture
def xuewei() -> Run:
    """The program in this process: exit code, standard output, standard error."""

    def called(*words: str | Path) -> tuple[int, str, str]:
        done = run(*words)
        return done.returncode, done.stdout, done.stderr

    return called
