"""A failing case made small: as few words and as few lines as still fail in the same way."""

from __future__ import annotations

from dataclasses import replace

from fire.judging import findings
from fire.trial import Case, Range

MOST_TRIES = 150
"""Runs that one case may take to become small."""


def shrunk(ground: Range, case: Case, signature: str) -> Case:
    """A smaller case with the same signature, at worst the case itself."""
    tries = MOST_TRIES

    def fails(each: Case) -> bool:
        nonlocal tries
        tries -= 1
        return tries >= 0 and any(found.signature == signature for found in findings(ground, each))

    for name in list(case.files):
        rest = {other: content for other, content in case.files.items() if other != name}
        if fails(replace(case, files=rest)):
            case = replace(case, files=rest)
    n = 1
    while n < len(case.words):
        width = 2 if case.words[n].startswith("--") else 1
        for size in (width, 1):
            fewer = replace(case, words=(*case.words[:n], *case.words[n + size :]))
            if fails(fewer):
                case = fewer
                break
        else:
            n += 1
    for name in case.files:
        case = _fewer_lines(case, name, fails)
    return case


def _fewer_lines(case: Case, name: str, fails: object) -> Case:
    """The case with as few lines of one file as still fail."""
    assert callable(fails)
    try:
        lines = case.files[name].decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return case
    size = max(1, len(lines) // 2)
    while True:
        n = 0
        while n < len(lines):
            rest = lines[:n] + lines[n + size :]
            smaller = replace(case, files={**case.files, name: "\n".join(rest).encode()})
            if fails(smaller):
                lines, case = rest, smaller
            else:
                n += size
        if size == 1:
            return case
        size //= 2
