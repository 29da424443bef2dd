"""Protection of files: what a run has read is not overwritten, nor a file of another kind, known by its first bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from xuewei.errors import Fault, InputError, Place
from xuewei.late import dataclass, pattern

if TYPE_CHECKING:
    from zipfile import ZipFile

HEAD = 2**16
"""Bytes that are looked at."""
MAGIC = (
    (b"\x89PNG", "PNG"),
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "xls/doc"),
)
PARTS = (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx"))
"""What an archive of an office program holds."""
TEXT, JSON, CSV, LIST, PEOPLE, YAML = "text", "JSON", "CSV", "list CSV", "people CSV", "YAML"
PLAN, SCENARIO, SCHEMA, GEOJSON = "plan YAML", "scenario YAML", "JSON Schema", "GeoJSON"
TABLE_BOOK, TABLE_CATEGORY = "table xlsx", "xuewei table"
"""A workbook of ours with one plain table, and the category that it has: people work on in a ledger, not in it."""
ANSWERED = {
    "table": TEXT, "md": TEXT, "chart": TEXT, "json": JSON, "csv": CSV, "parquet": "Parquet", "xlsx": TABLE_BOOK,
}  # fmt: skip
"""Kinds of an answer by its format."""
ABOUT = "docProps/core.xml"
"""The part of such an archive that says what it is about."""
_KEYS = pattern(r"^([a-z_]+)[ \t]*:", re.MULTILINE)
_DOCUMENTS = (
    ({"scenario", "extends"}, SCENARIO),
    ({"plan", "schools"}, PLAN),
    ({"candidates"}, "candidates YAML"),
    ({"columns"}, "mapping YAML"),
)
PLAIN = ("", ".txt", ".md", ".markdown", ".log", ".out", ".xuewei-part")
"""What files are called that hold a table or bars of ours; nothing in them says that they are."""
COLUMNS = {"stage", "seats", "basis", "opens", "persons", "printed", "limb", "spare"}
"""Columns of which every answer in CSV has one."""
_FIGURES = {"persons", "births", "pupils"}
"""Columns of people files beside ``area`` and ``source``."""


def kind_of_file(path: str | Path) -> str | None:
    """The kind of a file; None where it is empty or cannot be read.

    A CSV whose header holds bare English keys is an answer; any other is a list.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
    except OSError:
        return None
    if not head:
        return None
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    known = next((kind for magic, kind in MAGIC if head.startswith(magic)), None)
    return known or ("binary" if b"\0" in head else kind_of_text(_text(head), Path(path).suffix.lower()))


def kind_of_text(text: str, suffix: str = "") -> str:
    """The kind of a text by its beginning, and by the ``suffix`` of its file where that leaves doubt.

    >>> kind_of_text("plan: x\\nschools: []\\n"), kind_of_text("year,area,seats\\n")
    ('plan YAML', 'CSV')
    >>> kind_of_text("area,sex,persons,source\\n"), kind_of_text("学校,学位\\n", ".csv")
    ('people CSV', 'list CSV')
    >>> kind_of_text('{"type": "FeatureCollection"}'), kind_of_text("余缺")
    ('GeoJSON', 'text')
    """
    bare = text.removeprefix("\ufeff").lstrip()
    if bare.startswith("<"):
        return _markup(bare[:2000].lower())
    if bare.startswith(("{", "[")) and suffix not in (".yaml", ".yml"):
        return _json(bare)
    keys = set(_KEYS.findall(bare))
    document = next((kind for needed, kind in _DOCUMENTS if needed <= keys), None)
    if document or suffix in (".yaml", ".yml"):
        return document or YAML
    first = bare.partition("\n")[0].strip()
    if suffix in (".csv", ".tsv") or re.fullmatch(r"[a-z][a-z0-9_.]*(,[a-z0-9_.]+)+", first):
        return _table(first)
    if bare.startswith("#!"):
        return "script"
    return TEXT if suffix in PLAIN else f"{suffix} text"


def _text(head: bytes) -> str:
    """Text in UTF-8, else GB18030; the last character may be cut."""
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as broken:
        return head.decode("utf-8" if broken.start > len(head) - 4 else "gb18030", "replace")


def _begun(parts: ZipFile, name: str) -> bytes:
    """The first bytes of a part, whatever its size is said to be."""
    with parts.open(name) as part:
        return part.read(HEAD)


def _archive(path: str | Path) -> str:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as parts:
            names = parts.namelist()
            stored = parts.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names[:1] else ""
            about = _begun(parts, ABOUT) if ABOUT in names else b""
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return "zip"
    if stored:
        return "ods" if "spreadsheet" in stored else "OpenDocument"
    if f"<cp:category>{TABLE_CATEGORY}<".encode() in about:
        return TABLE_BOOK
    return next((kind for start, kind in PARTS if any(name.startswith(start) for name in names)), "zip")


def _markup(start: str) -> str:
    if "<svg" in start:
        return "SVG"
    return "HTML" if "<html" in start or "<!doctype html" in start else "XML"


def _json(text: str) -> str:
    """An answer says which version gave it, at the first level; GeoJSON and schemas say what they are."""
    if re.search(r'"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection)"', text):
        return GEOJSON
    if '"$schema"' in text[:1000]:
        return SCHEMA
    ours = all(re.search(f'^  "({key})": ', text, re.MULTILINE) for key in ("version", "plan|rows"))
    return JSON if ours else "other JSON"


def _table(first: str) -> str:
    columns = [each.strip().strip('"') for each in first.split(",")]
    if {"area", "source"} <= {*columns} and not _FIGURES.isdisjoint(columns):
        return PEOPLE
    bare = all(re.fullmatch(r"[a-z][a-z0-9_.]*", each) for each in columns)
    return CSV if bare and not COLUMNS.isdisjoint(columns) else LIST


Identity = str | tuple[int, int]


@dataclass(eq=False)
class Guard:
    """One run: what it has ``read``, what it has ``claimed`` to write, and whether it was told to write anyway.

    ``command`` is what was called, ``asked`` by which plan, scenarios and people; ``digests`` the SHA-256 of every file
    read by its real path (that of a revision by its name), None where its answer carries none.
    """

    force: bool = False
    command: str = ""
    asked: dict[str, object] = field(default_factory=dict)
    digests: dict[str, str] | None = None
    read: set[Identity] = field(default_factory=set)
    claimed: set[str] = field(default_factory=set)


_GUARD: ContextVar[Guard | None] = ContextVar("guard", default=None)


@contextmanager
def guarded() -> Iterator[Guard]:
    """A run that writes over nothing it has read, and over nothing of another kind, unless its ``force`` is set.

    >>> with guarded() as run:
    ...     noted(__file__)
    ...     run.force, was_read(__file__), was_read("elsewhere")
    (False, True, False)
    """
    before = _GUARD.set(Guard())
    try:
        found = _GUARD.get()
        assert found is not None
        yield found
    finally:
        _GUARD.reset(before)


def current() -> Guard | None:
    """The run that is going on; None where nothing is guarded."""
    return _GUARD.get()


def forced() -> bool:
    """Whether this run was told to write over whatever is there."""
    run = _GUARD.get()
    return run is not None and run.force


def identities(path: str | Path) -> set[Identity]:
    """What tells a file from all others, whatever links lead to it: its real path, its number on its disk."""
    found: set[Identity] = set()
    with suppress(OSError, ValueError):
        found.add(os.path.normcase(os.path.realpath(path)))
        status = os.stat(path)
        if status.st_ino:
            found.add((status.st_dev, status.st_ino))
    return found


def noted(path: str | Path, raw: bytes | None = None) -> None:
    """Note that a file is read in this run, if it is guarded; ``raw`` are its bytes, None where others read it."""
    run = _GUARD.get()
    if run is None:
        return
    run.read |= identities(path)
    if run.digests is not None:
        run.digests[os.path.realpath(path)] = digest_of(path) if raw is None else _digest(raw)


def noted_again(path: str | Path) -> None:
    """Note a file of which what it holds was kept since an earlier run, unless this run has it already."""
    run = _GUARD.get()
    if run is None:
        return
    real = os.path.realpath(path)
    if os.path.normcase(real) not in run.read or (run.digests is not None and real not in run.digests):
        noted(path)


def noted_elsewhere(name: str, raw: bytes) -> None:
    """Note that something is read that is not on the disk, such as a file of a revision."""
    run = _GUARD.get()
    if run is not None and run.digests is not None:
        run.digests[name] = _digest(raw)


def _digest(raw: bytes) -> str:
    from hashlib import sha256  # a table on the screen needs none

    return sha256(raw).hexdigest()


def digest_of(path: str | Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError where it cannot be read."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def was_read(path: str | Path) -> bool:
    """Whether this run has read the file, by any of its names."""
    run = _GUARD.get()
    return run is not None and not run.read.isdisjoint(identities(path))


def refuse_input(path: str | Path) -> None:
    """Raise InputError for a file that this run has read. Devices and pipes may be written to all the same."""
    run = _GUARD.get()
    if run is not None and not run.force and os.path.isfile(path) and was_read(path):
        raise InputError([Fault(Place(str(path)), "", "is_input")])


def refuse_kind(path: str | Path, kind: str | None) -> None:
    """Raise InputError for a file that holds something of another kind than ``kind``, in a guarded run; None is any."""
    run = _GUARD.get()
    if run is None or run.force or kind is None or not os.path.isfile(path):
        return
    there = kind_of_file(path)
    if there not in (None, kind):
        raise InputError([Fault(Place(str(path)), "", "other_kind", {"there": there, "kind": kind})])
