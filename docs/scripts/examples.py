"""Examples inside docstrings stand as code on the page of the Python API."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object


class Examples(Extension):
    """Fences what a docstring shows of an interpreter."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """The docstring of whatever was found, with its examples fenced."""
        if obj.docstring:
            obj.docstring.value = re.sub(r"(?m)^>>> (?:.+\n?)+", _fenced, obj.docstring.value)


def _fenced(shown: re.Match[str]) -> str:
    return f"```pycon\n{shown[0].rstrip()}\n```\n"
