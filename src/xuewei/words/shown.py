"""Text as people see it: characters that would do something to a screen, a line or a reader stand there as escapes.

A name from a plan, a table or a disk may hold characters that move the cursor, begin a line, turn the direction of
reading or show as nothing. Text goes through :func:`visible` where it leaves the program.
"""

from __future__ import annotations

import re

_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Controls (C0, DEL, C1), ends of lines, marks that turn the direction of reading, marks that nobody sees (two names
would look the same), halves of surrogate pairs (bytes of a file name that are no text) and what is no character."""


def visible(text: str, keep: str = "") -> str:
    r"""Text with an escape for every character that acts; those in ``keep`` stay.

    >>> print(visible("第一\x1b[31m小学\n"), visible("a\nb\u202e", keep="\n"))
    第一\x1b[31m小学\n a
    b\u202e
    """
    if text.isprintable():
        return text
    return _ACTING.sub(lambda found: found[0] if found[0] in keep else escaped(found[0]), text)


def escaped(char: str) -> str:
    r"""One character as an escape.

    >>> print(*map(escaped, "\x1b\n\x9b\u2028"))
    \x1b \n \x9b \u2028
    """
    return repr(char)[1:-1]


def in_json(text: str) -> str:
    r"""JSON text whose strings hold escapes for characters that act: the same values.

    >>> in_json('{"name": "\x9b31m\u202e"}')
    '{"name": "\\u009b31m\\u202e"}'
    """
    return text if text.isprintable() else _ACTING.sub(_in_json, text)


def visible_in_json(text: str) -> str:
    r"""JSON text without line ends whose strings, once read, show an escape for every character that acts.

    >>> in_json('{"name": "\x9b31m"}'), visible_in_json('{"name": "\x9b31m"}')
    ('{"name": "\\u009b31m"}', '{"name": "\\\\x9b31m"}')
    """
    return text if text.isprintable() else _ACTING.sub(lambda found: "\\" + escaped(found[0]), text)


def _in_json(found: re.Match[str]) -> str:
    if found[0] == "\n":  # the line ends of the JSON itself: those of a string are escaped already
        return "\n"
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
