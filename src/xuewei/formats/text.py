"""Files as text in an encoding we know, of which kind a YAML file is, and text that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.places import AnyPath, read_bytes

_KEYS = re.compile(r"^[\s{\"']*([A-Za-z_]+)[\"']?[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class Kind:
    """A kind of file: the fault of a file that is not of it, and its keys. ``marks`` are those of which one is enough;
    without them at least half of a file's keys must be known. ``blank``: a file that holds nothing, or an empty map, is
    of it too."""

    fault: str
    keys: Collection[str] = ()
    marks: Collection[str] = ()
    blank: bool = False

    def fits(self, found: Collection[str]) -> bool:
        """Whether a file with the keys ``found`` is of this kind.

        >>> OURS.fits({"plan", "schols"}), OURS.fits({"host", "password"})
        (True, False)
        >>> Kind("unknown_file", ("horizon", "stages")).fits({"horizon", "stagse"})
        True
        """
        if not set(self.marks).isdisjoint(found):
            return True
        known = [key for key in found if key in self.keys]
        return bool(known) and 2 * len(known) >= len(found)


OURS = Kind("no_plan_file", marks=("plan", "schools", "scenario"))
"""A plan or a scenario."""


def broken_keys(text: str) -> set[str]:
    """What seem to be the keys of a text that is no YAML.

    >>> sorted(broken_keys("plan: a\\nschools: [\\n"))
    ['plan', 'schools']
    """
    return set(_KEYS.findall(text))


YAML_LIMIT = 64 * 2**20
CSV_LIMIT = 64 * 2**20
"""Largest files read, in bytes: a plan of 5,000 schools has 1 MB, a census of 2,800 counties 10 MB."""


def read_text(place: AnyPath, limit: int, expected: Collection[str] = ()) -> str:
    """The text of a file in UTF-8 (with or without BOM) or GB18030, with Unix line ends.

    ``expected`` are words of which the first line must hold one where UTF-8 is right: GBK bytes of some Chinese words
    are valid UTF-8 by chance. Raises InputError for a file that is missing, too large, binary or unreadable.
    """
    text, _ = decoded(read_bytes(place, limit), str(place), expected)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(raw: bytes, file: str, expected: Collection[str] = ()) -> tuple[str, str]:
    """The text of ``raw`` with its own line ends, and its encoding; that whose first line holds an expected word wins.

    Raises InputError where no encoding fits.
    """
    if b"\0" in raw:
        raise InputError([Fault(Place(file), "", "binary")])
    found = []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found.append((raw.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    if not found:
        raise InputError([Fault(Place(file), "", "encoding")])
    fitting = (pair for pair in found if any(word in pair[0].split("\n", 1)[0] for word in expected))
    text, encoding = next(fitting, found[0])
    marked = raw.startswith(b"\xef\xbb\xbf") or encoding != "utf-8-sig"
    return text, encoding if marked else "utf-8"


FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What a formula begins with; some spreadsheets take the wide signs of Chinese and Japanese for the narrow ones."""
_BEGINS = r"(?:^|(?<=[;\r\n]))"
"""Where a cell begins: at the front, and where other separators or a line's end would begin another."""
_FORMULA = r"(?=[\s\"']*[=+\-@＝＋－＠]|'*[\t\r])"
_RISKY = re.compile(_BEGINS + _FORMULA)
_DISARMED = re.compile(f"{_BEGINS}'{_FORMULA}")


def inert(text: str) -> str:
    r"""Text that a spreadsheet takes as text: an apostrophe before what would be a formula, in whichever line.

    >>> inert("=A1"), inert("盐湖区"), inert("甲\r=1+1"), inert("甲;=1+1")
    ("'=A1", '盐湖区', "甲\r'=1+1", "甲;'=1+1")
    """
    return _RISKY.sub("'", text)


def armed(text: str) -> str:
    """Text as it was before :func:`inert`.

    >>> armed("'=A1"), armed("'盐湖区"), armed(inert("'=A1"))
    ('=A1', "'盐湖区", "'=A1")
    """
    return _DISARMED.sub("", text)
