"""Help texts in the lines of their window: a Chinese character takes two columns there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import click
from rich.cells import cell_len

from xuewei.show.folding import lines

MOST, LEAST = 78, 20
"""Columns of help in a wide window, and in one that is next to none."""
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
        told = lines(text, max(self.columns - hanging, 1))
        first = " " * indent if start is None else start
        for n, line in enumerate(told):
            self.write(f"{' ' * hanging if n else first}{line}\n")
