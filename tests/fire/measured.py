"""Runs of the program under bounds, and what each took."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from program import environment

MOST = 6 * 2**30
"""Bytes of address space that a run may have, so that a fault in this program does not take the machine."""
_FORKING = """\
import json, os, resource, sys, tempfile, traceback
from xuewei.cli.app import main

def ended(told):
    words, folder, most = told
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    os.environ["TMPDIR"] = tempfile.tempdir = os.path.join(folder, "temporary")
    os.chdir(folder)
    for number, name in ((0, os.devnull), (1, os.devnull), (2, "told")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
    sys.argv = ["xuewei", *words]
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        ended(json.loads(line))
    _, status, used = os.wait4(pid, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss, used.ru_utime + used.ru_stime]), flush=True)
"""
"""The program, loaded once and forked for every run."""


@dataclass(frozen=True)
class Took:
    """How a run ended: its exit code, what it said on stderr, its peak resident MiB (of the process or of one that it
    started and waited for, whichever is more) and the seconds that all of them computed."""

    code: int
    told: str
    mebibytes: float
    seconds: float


@contextmanager
def forked(*loaded: str) -> Iterator[Callable[[Sequence[str | Path], Path], Took]]:
    """What runs the program with some words in a folder, with its own folder for temporary files inside it. All runs
    begin as copies of one process that has ``loaded`` these modules."""
    program = "".join(f"import {name}\n" for name in loaded) + _FORKING
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=pipe, stdout=pipe, encoding="utf-8", env=environment()
    ) as process:
        given, answers = process.stdin, process.stdout
        assert given is not None
        assert answers is not None

        def took(words: Sequence[str | Path], folder: Path) -> Took:
            (folder / "temporary").mkdir(exist_ok=True)
            given.write(json.dumps([[*map(str, words)], str(folder), MOST]) + "\n")
            given.flush()
            code, kibibytes, seconds = json.loads(answers.readline())
            return Took(code, (folder / "told").read_text("utf-8"), kibibytes / 2**10, seconds)

        yield took
        given.close()
