"""Of which kind a YAML file is, told by its first keys: of a file of another kind no text is ever shown.

A plan may name any file in ``extends`` and any folder in ``population``, and a branch that somebody else wrote names
files of the reader's machine: what is wrong with them would show what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

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
