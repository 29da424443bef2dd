"""One answer shown in windows of several widths: real pseudo-terminals, read back as a person would see them."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import termios
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO

import pytest

from xuewei.tables.screen import show, window
from xuewei.tables.view import View

from inside import edition, run
from program import TOP, environment


@dataclass(frozen=True)
class Answer:
    """An answer, and what windows show of it by their width."""

    view: View
    windows: dict[int, str]


def columns(text: str) -> int:
    """Columns of the screen by the Unicode tables, not by the program's own."""
    wide = {"W": 2, "F": 2}
    return sum(wide.get(unicodedata.east_asian_width(each), 1) for each in text if not unicodedata.combining(each))


def shown(width: int, write: Callable[[IO[str]], None]) -> str:
    """What ``write`` puts on a terminal of ``width`` columns."""
    near, far = os.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    with os.fdopen(far, "w", encoding="utf-8") as screen:
        found: list[bytes] = []
        reader = threading.Thread(target=_read, args=(near, found))
        reader.start()
        write(screen)
    reader.join()
    os.close(near)
    return b"".join(found).decode().replace("\r\n", "\n")


def on_terminal(width: int, *words: str | Path, cwd: Path | None = None) -> tuple[int, str]:
    """The exit code of the program run in a window of ``width`` columns, and all that it shows there."""
    done: list[int] = []

    def run(screen: IO[str]) -> None:
        line = [sys.executable, "-m", "xuewei", *map(str, words)]
        variables = environment(TERM="xterm")
        done.append(
            subprocess.run(
                line, stdin=subprocess.DEVNULL, stdout=screen, stderr=screen, cwd=cwd or TOP, env=variables
            ).returncode
        )

    text = shown(width, run)
    return done[0], text


def _read(near: int, found: list[bytes]) -> None:
    while True:
        try:
            piece = os.read(near, 65536)
        except OSError:  # so Linux tells that nobody writes any more
            return
        if not piece:
            return
        found.append(piece)


def answer(monkeypatch: pytest.MonkeyPatch, widths: Sequence[int], lang: str, *words: str) -> Answer:
    """The program run with ``words`` in this process, and its answer in every window."""
    found: list[Answer] = []

    def caught(view: View, *_: object, **__: object) -> None:
        texts = {width: shown(width, lambda screen: show(view, screen, lang, window(screen))) for width in widths}
        found.append(Answer(view, texts))

    with edition(lang):
        out = import_module("xuewei.cli.out")
    monkeypatch.setattr(out, "show", caught)
    done = run(*words, "--lang", lang, cwd=TOP)
    assert done.returncode in (0, 1), done.stderr
    (one,) = found
    return one
