"""Where an answer comes from: the day, the version, the command and the digest of every file that it was made of.

JSON has it at its first level, a page in an element of its own, documents and workbooks in their properties. A CSV has
no place for it.
"""

from __future__ import annotations

import html
import json
import math
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.archive import Archive
from xuewei.formats.guard import current, digest_of
from xuewei.formats.places import is_shipped, read_bytes, regular, shipped
from xuewei.formats.population.map_form import MAPS
from xuewei.formats.population.tables import TABLES
from xuewei.formats.population.zone_tables import ZONE_TABLES
from xuewei.language.shown import visible
from xuewei.language.words import say
from xuewei.late import dataclass, pattern
from xuewei.version import __version__

KEY = "provenance"
SHIPPED = "xuewei:"
"""What the names of files that come with the package begin with."""
PROPERTY = "xuewei."
"""What the properties of documents and workbooks are called: the pieces of the text, in order."""
CUSTOM, CUSTOM_TYPE = "docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"
"""The part that holds them."""
PIECE = 240
"""Characters of a property: more than 255 Excel does not take."""
LIMIT = 256 * 2**20
"""Largest file of which it is read, in bytes."""
HEAD = 4 * 2**20
"""Characters of JSON among which it stands: it comes before the rows."""
MOST_INPUTS = 10_000
_BESIDE = {
    *(f"{table}{ending}" for table in (*TABLES, *ZONE_TABLES) for ending in (".csv", ".parquet")),
    *(f"estates{ending}" for ending in (".csv", ".parquet", *MAPS)),
    "areas.csv",
    "assumptions.yaml",
}
"""Files of a population folder that are read where they are there."""
SHOWN = 6
"""Files that a sentence names."""
_ELEMENT = pattern(r'<script type="application/json" id="provenance">(.*?)</script>', re.DOTALL)
_PROPERTY = pattern(rf'name="{re.escape(PROPERTY)}(\d+)"[^>]*>\s*<vt:lpwstr>(.*?)</vt:lpwstr>', re.DOTALL)
_DIGEST = pattern("[0-9a-f]{64}")


@dataclass(frozen=True)
class Provenance:
    """The day on which an answer was ``made``, by which ``version`` and ``command`` and what was ``asked`` of it (plan,
    scenarios, population, method, day), and the SHA-256 of its ``inputs``
    by their names: relative to the working directory, ``xuewei:…`` for those that come with the package, ``REV:…`` for
    those of a git revision, without folders for any other."""

    made: date
    version: str
    command: str
    inputs: Mapping[str, str]
    asked: Mapping[str, object] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As it is written."""
        inputs = [{"file": name, "sha256": digest} for name, digest in self.inputs.items()]
        head = {"made": str(self.made), "version": self.version, "command": self.command}
        return {**head, "asked": dict(self.asked), "inputs": inputs}

    def sentence(self, lang: str) -> str:
        """What people read of it: the day and the files, the package's own last."""
        names = sorted(self.inputs, key=lambda name: name.startswith(SHIPPED))
        shown = say("listed", lang).join(visible(name) for name in names[:SHOWN])
        shown = shown if len(names) <= SHOWN else say("provenance.more", lang, names=shown)
        return say("provenance", lang, made=self.made, version=self.version, n=len(names), names=shown)

    def pieces(self) -> Iterator[tuple[str, str]]:
        """As it is written among the properties of a document: names and texts."""
        text = json.dumps(self.plain(), separators=(",", ":"))  # letters of any script as escapes: cut anywhere
        for n, at in enumerate(range(0, len(text), PIECE), start=1):
            yield f"{PROPERTY}{n:04}", text[at : at + PIECE]


def today() -> date:
    """The day of a run, in the local calendar; that of ``SOURCE_DATE_EPOCH`` (seconds since 1970, UTC) where it is set,
    so that the same inputs make the same bytes."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(seconds), UTC).date() if seconds.isdecimal() else date.today()


def provenance() -> Provenance | None:
    """That of the run that is going on; None where its inputs are not noted."""
    run = current()
    if run is None or run.digests is None:
        return None
    here = os.path.realpath(os.curdir)
    names = _named(run.digests, here)
    asked = {key: _as_asked(value, here, names) for key, value in run.asked.items()}
    inputs = dict(sorted((name, run.digests[path]) for path, name in names.items()))
    return Provenance(today(), __version__, run.command, inputs, asked)


def _as_asked(value: object, here: str, names: Mapping[str, str]) -> object:
    """What was asked for, files and folders by the names of the inputs."""
    if isinstance(value, list | tuple):
        return [_as_asked(each, here, names) for each in value]
    if isinstance(value, str) and os.path.lexists(value):
        path = os.path.realpath(value)
        return names.get(path) or name_of(path, here)
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def sentences(lang: str) -> list[str]:
    """What people read of the run that is going on; nothing where its inputs are not noted."""
    found = provenance()
    return [] if found is None else [found.sentence(lang)]


def _named(paths: Collection[str], here: str) -> dict[str, str]:
    """Every input with its name; those of elsewhere have as many folders in it as tell them from all others."""
    below = {path: _below(path, here) for path in paths}
    elsewhere = [path for path, name in below.items() if name is None]
    taken = {name for name in below.values() if name is not None}
    found = {}
    for path, name in below.items():
        parts = Path(path).parts
        tails = ("/".join(parts[-n:]) for n in range(1, len(parts)))
        ends = [f"/{Path(other).as_posix()}" for other in elsewhere if other != path]
        alone = (each for each in tails if each not in taken and not any(end.endswith(f"/{each}") for end in ends))
        found[path] = next(alone, "/".join(parts[1:])) if name is None else name
    return found


def name_of(path: str, here: str) -> str:
    """What an input is called by itself: nothing of it tells where on a machine it was.

    >>> name_of("/home/me/city/people/census.csv", "/home/me/city"), name_of("/home/me/late.yaml", "/home/me/city")
    ('people/census.csv', 'late.yaml')
    """
    return _below(path, here) or os.path.basename(path)


def _below(path: str, here: str) -> str | None:
    """The path of an input from the working directory, or what tells it in a revision or in the package; None for one
    of elsewhere."""
    if not os.path.isabs(path):  # of a revision
        return path
    below = is_shipped(path)
    if below is not None:
        return SHIPPED + below
    return Path(path).relative_to(here).as_posix() if Path(path).is_relative_to(here) else None


def read_provenance(file: str) -> Provenance:
    """That of an answer in a file.

    Raises InputError for a file that cannot be read, or holds none.
    """
    raw = read_bytes(file, LIMIT)
    found = _of_archive(raw, file) if raw.startswith(b"PK") else _of_text(raw)
    if found is None:
        raise InputError([Fault(Place(file), "", "no_provenance")])
    return found


def _of_text(raw: bytes) -> Provenance | None:
    text = raw.decode("utf-8-sig", "replace")
    element = _ELEMENT.search(text)
    if element:
        return _checked(_loaded(element[1]))
    at = text.find(f'"{KEY}": {{', 0, HEAD)
    return _checked(_loaded(text[at + len(KEY) + 4 :])) if at >= 0 else None


def _of_archive(raw: bytes, file: str) -> Provenance | None:
    archive = Archive(raw, file)
    if CUSTOM not in archive.names:
        return None
    found = _PROPERTY.findall(archive.read(CUSTOM).decode("utf-8", "replace"))
    return _checked(_loaded("".join(html.unescape(text) for _, text in sorted(found, key=lambda each: int(each[0])))))


def _loaded(text: str) -> object:
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def custom_properties(pieces: Iterable[tuple[str, str]]) -> str:
    """The part of a document that holds its own properties, all of them texts."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    types = f'xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes"'
    inside = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{name}">'
        f"<vt:lpwstr>{html.escape(text, quote=False)}</vt:lpwstr></property>"
        for n, (name, text) in enumerate(pieces, start=2)
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties {types}>{inside}</Properties>'


def _checked(found: object) -> Provenance | None:
    """What was read, if it has the form that is written; None for anything else."""
    if not isinstance(found, dict):
        return None
    rows = found.get("inputs")
    words = [found.get(key) for key in ("made", "version", "command")]
    if not (isinstance(rows, list) and len(rows) <= MOST_INPUTS and all(isinstance(each, str) for each in words)):
        return None
    told = [(row.get("file"), row.get("sha256")) for row in rows if isinstance(row, dict)]
    inputs = {
        name: digest
        for name, digest in told
        if isinstance(name, str) and isinstance(digest, str) and _DIGEST.fullmatch(digest)
    }
    try:
        made = date.fromisoformat(str(words[0]))
    except ValueError:
        return None
    asked = found.get("asked")
    asked = asked if isinstance(asked, dict) else {}
    return Provenance(made, str(words[1]), str(words[2]), inputs, asked) if len(inputs) == len(rows) else None


def path_of(name: str, folder: Path) -> Path | None:
    """Where an input is looked for: below ``folder``, or within the package; None where a name leads out of it."""
    if ".." in Path(name).parts or os.path.isabs(name) or "\0" in name:
        return None
    return shipped(*name.removeprefix(SHIPPED).split("/")) if name.startswith(SHIPPED) else folder / name


def digest_now(name: str, folder: Path) -> str:
    """The SHA-256 of an input as it is now; empty where there is no such file, or none that may be read."""
    path = path_of(name, folder)
    try:
        return digest_of(path) if path is not None and regular(path) and not path.is_dir() else ""
    except (OSError, ValueError):
        return ""


def added(inputs: Iterable[str], folder: Path) -> list[str]:
    """Files of today beside some inputs that would be read with them: tables and parameters of a population folder."""
    folders = dict.fromkeys(str(Path(name).parent.as_posix()) for name in inputs if Path(name).name in _BESIDE)
    names = (f"{each}/{name}" if each != "." else name for each in folders for name in sorted(_BESIDE))
    there = (name for name in names if not name.startswith(SHIPPED) and name not in set(inputs))
    return [name for name in there if digest_now(name, folder)]
