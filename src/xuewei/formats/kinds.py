"""Which kind of YAML file one is: by its keys, before anything else of it is read."""

from __future__ import annotations

import re
from collections.abc import Collection

from xuewei.formats.places import YAML_LIMIT, AnyPath, read_text
from xuewei.late import dataclass, pattern

_KEYS = pattern(r"^[\s{\"']*([A-Za-z_]+)[\"']?[ \t]*:", re.MULTILINE)
_TOP_KEYS = pattern(r"^([a-z_]+)[ \t]*:", re.MULTILINE)


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


def kind_of(place: AnyPath) -> str | None:
    """``plan`` or ``scenario`` by the keys at the left edge of a YAML file; None for anything else.

    Nothing else of the file is read: it may be any YAML of somebody else's.
    """
    found = set(_TOP_KEYS.findall(read_text(place, YAML_LIMIT)))
    plan = "plan" in found and not found.isdisjoint({"schools", "register"})
    return "scenario" if {"scenario", "extends"} <= found else "plan" if plan else None
