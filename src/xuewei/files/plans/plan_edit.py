"""A school's row edited in place: comments, order and quoting stay, and so does every line that need not change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter

from xuewei.errors import Fault, InputError, nearest
from xuewei.files.plans.plan_file import plan_of, read_plan
from xuewei.files.writing import write_bytes
from xuewei.files.written.nodes import plain_word, yaml_of
from xuewei.files.written.place import read_bytes
from xuewei.files.written.text import YAML_LIMIT, decoded
from xuewei.model.plan import Plan, School

Change = Callable[[Any, School, str], None]
_COMMENT = re.compile(r"\s*(#|$)")


class _Representer(RoundTripRepresenter):
    """Writes null as ``null``, where ruamel.yaml would leave nothing."""


_Representer.add_representer(
    type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
)


def edit_plan(path: str | Path, school: str, values: Mapping[str, str]) -> tuple[Plan, Plan]:
    """Set dotted keys of one school, written as YAML values, in the plan's file; the plan before and after.

    Raises InputError, leaving the file as it is, where the plan cannot be read, has no such school, or would not be a
    plan any more.
    """

    def put(row: Any, found: School, place: str) -> None:
        for key, value in values.items():
            _put(row, key.split("."), _value(value, key, str(path)), str(path))

    return edit_school(path, school, put)


def edit_school(path: str | Path, school: str, change: Change) -> tuple[Plan, Plan]:
    """Let ``change`` have the row of one school in the plan's file; the plan before and after.

    ``change`` gets the row as ruamel.yaml holds it, the school as it was read, and its place for messages. Raises
    InputError, leaving the file as it is, as :func:`edit_plan` does, and where ``change`` raises it.
    """
    before = read_plan(path)
    raw = read_bytes(path, YAML_LIMIT)
    text, encoding = decoded(raw, str(path))
    lines = text.split("\n")
    written = "\n".join(line.removesuffix("\r") for line in lines)
    ids = [each.id for each in before.schools]
    if school not in ids:
        raise InputError([Fault(str(path), None, "id", "no_school", {}, school, nearest(school, ids))])
    row = ids.index(school)
    unchanged, changed = _dumped(written, row, lambda found: change(found, before.schools[row], f"schools[{row + 1}]"))
    after_text = _patched(lines, unchanged, changed)
    try:
        after = _plan(after_text, str(path))
    except InputError as wrong:  # its lines are those of a text that nobody will see
        raise InputError(replace(fault, line=None) for fault in wrong.faults) from None
    if after != before:
        write_bytes(path, _closer(after_text, _patched(lines, unchanged, changed, above=True), after).encode(encoding))
    return before, after


def _plan(text: str, file: str) -> Plan:
    return plan_of(yaml_of(text.replace("\r\n", "\n"), file), file)


def _closer(below: str, above: str, wanted: Plan) -> str:
    """The text with its new lines ``above`` the comments that come before the next thing, unless that would say
    something else: what looks like a comment may be a line of some longer text."""
    with suppress(InputError):
        if _plan(above, wanted.file) == wanted:
            return above
    return below


def _dumped(text: str, row: int, change: Callable[[Any], None]) -> tuple[str, str]:
    """The document as ruamel.yaml writes it, without and with the change of a school's row."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.width = 10**6
    dash = next((line.index("-") for line in text.split("\n") if line.lstrip().startswith("- ")), 2)
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    document = yaml.load(text)
    dumps = [_text(yaml, document)]
    change(document["schools"][row])
    return dumps[0], _text(yaml, document)


def _value(written: str, key: str, file: str) -> Any:
    """A value from the command line: a list, a map or quoted text as YAML writes it, else one plain word."""
    if not written.startswith(("[", "{", '"', "'")):
        return plain_word(written)
    try:
        return YAML().load(written)
    except YAMLError as broken:
        raise InputError([Fault(file, None, key, "syntax", {"why": str(broken).split("\n")[0]}, written)]) from None


def _put(row: Any, keys: Sequence[str], value: Any, file: str) -> None:
    *outer, last = keys
    for key in outer:
        if row.get(key) is None:
            row[key] = {}
        row = row[key]
        if not hasattr(row, "items"):
            raise InputError([Fault(file, None, ".".join(keys), "map", {}, str(row))])
    row[last] = value


def _text(yaml: YAML, document: Any) -> str:
    stream = StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _patched(lines: Sequence[str], unchanged: str, changed: str, *, above: bool = False) -> str:
    """The file's own lines, with those that the edit changes: what ruamel.yaml merely writes another way stays.

    ``lines`` keep a carriage return where they have one. Where the edit falls on lines that ruamel.yaml joins or
    splits, its whole document is taken. ``above``: new lines stand above the comments and empty lines before them.
    """
    plain = [line.removesuffix("\r") for line in lines]
    ours: dict[int, int] = {}
    for tag, a, b, c, d in SequenceMatcher(None, unchanged.split("\n"), plain, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            ours.update(zip(range(a, b + 1), range(c, d + 1), strict=True))
    found, end = list(lines), "\r" if lines[0].endswith("\r") else ""
    edits = SequenceMatcher(None, unchanged.split("\n"), changed.split("\n"), autojunk=False).get_opcodes()
    for tag, a, b, c, d in reversed(edits):
        if tag == "equal":
            continue
        if a not in ours or b not in ours or ours[b] - ours[a] != b - a:
            return changed.replace("\n", f"{end}\n")
        first, last = ours[a], ours[b]
        while above and first == last > 0 and _COMMENT.match(plain[first - 1]):
            first = last = first - 1
        found[first:last] = [line + end for line in changed.split("\n")[c:d]]
    return "\n".join(found)
