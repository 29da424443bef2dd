"""From a view to the terminal: the one place that writes to standard output."""

from __future__ import annotations

import sys

from xuewei.show.view import View


def deliver(view: View, format: str) -> None:
    """Print a view. A console that lacks a character gets a question mark instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    if format == "table":
        from xuewei.show.screen import show

        show(view, sys.stdout)
        return
    from xuewei.show.machine import as_csv, as_json, as_markdown

    print({"json": as_json, "csv": as_csv, "md": as_markdown}[format](view))
