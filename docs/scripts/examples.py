"""Examples inside docstrings stand as code on the page of the Python API, and dataclasses as what they are."""

from __future__ import annotations

import re
from typing import Any

from griffe import Alias, Extension, Module, Object


class Examples(Extension):
    """Fences what a docstring shows of an interpreter."""

    def on_module_members(self, *, mod: Module, **_: Any) -> None:
        """The page knows the dataclasses of the standard library, and shows their fields: ours are the same."""
        made = mod.members.get("dataclass")
        if isinstance(made, Alias) and made.target_path == "xuewei.late.dataclass":
            made.target_path = "dataclasses.dataclass"

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """The docstring of whatever was found, with its examples fenced."""
        if obj.docstring:
            obj.docstring.value = re.sub(r"(?m)^>>> (?:.+\n?)+", _fenced, obj.docstring.value)


def _fenced(shown: re.Match[str]) -> str:
    return f"```pycon\n{shown[0].rstrip()}\n```\n"
