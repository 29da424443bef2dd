"""A small project to start from: copied, never over a file that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from xuewei.errors import Fault, InputError
from xuewei.files.json_schema import KINDS, json_schema
from xuewei.files.places import starter

_SCHEMA = re.compile(r"\$schema=(?:\.\./)*data/schema/")


def start(folder: str | Path) -> list[Path]:
    """Write the starter project and the schemas that its files point to into ``folder``; the files, as written.

    Raises InputError, with nothing written, for every file that is there already.
    """
    top, source = Path(folder), starter()
    texts = {
        top / each.relative_to(source): _own_schema(each.read_text(encoding="utf-8"), each.relative_to(source))
        for each in sorted(source.rglob("*"))
        if each.is_file()
    }
    for kind in KINDS:
        texts[top / "schema" / f"{kind}.json"] = json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"
    there = [path for path in texts if path.exists() or path.is_symlink()]
    if there:
        raise InputError([Fault(str(path), None, "", "is_there") for path in there])
    for path, text in texts.items():
        _write(path, text)
    return list(texts)


def _own_schema(text: str, path: Path) -> str:
    """The text with its editor's line pointing to the schemas of the copy."""
    return _SCHEMA.sub(f"$schema={'../' * (len(path.parts) - 1)}schema/", text)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as broken:
        why = broken.strerror or str(broken)
        raise InputError([Fault(str(path), None, "", "unwritable", {"why": why})]) from None
