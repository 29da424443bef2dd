"""One answer shown in windows of several widths: real pseudo-terminals, read back as a person would see them.

``python tests/windows.py OUTPUT WIDTHS WORDS...`` runs the program once with these words and writes to OUTPUT, as JSON,
the tables of its answer and what the windows show.
"""

from __future__ import annotations

import fcntl
import json
import os
import struct
import subprocess
import sys
import termios
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO

from program import TOP, environment


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


def main(output: str, widths: Sequence[int], words: Sequence[str]) -> None:
    """Run the program with ``words`` in this process and show its answer in every window."""
    from xuewei.cli import out
    from xuewei.cli.app import main as program
    from xuewei.cli.language import LANG
    from xuewei.tables.screen import layout, show, window
    from xuewei.tables.view import View

    told: list[dict[str, object]] = []

    def deliver(view: View, format: str, output: str | None = None) -> None:
        windows = {}
        for width in widths:
            text = shown(width, lambda screen: show(view, screen, LANG, window(screen)))
            windows[width] = {"text": text, "layouts": [asdict(layout(sheet, width)) for sheet in view.sheets]}
        sheets = [asdict(sheet) for sheet in view.sheets]
        told.append({"heading": view.heading, "sheets": sheets, "notes": list(view.notes), "windows": windows})

    out.deliver = deliver
    sys.argv = ["xuewei", *words]
    try:
        program()
    finally:
        Path(output).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    os.environ.pop("COLUMNS", None)
    main(sys.argv[1], [int(width) for width in sys.argv[2].split(",")], sys.argv[3:])
