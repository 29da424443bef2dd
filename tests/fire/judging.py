"""What is wrong with how a case ended: crashes, the cost, figures that cannot be, files left behind, faults untold."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fire.agreement import WORD
from fire.trial import HEAVY, SLOW, Case, Outcome, Range

KINDS = ("traceback", "abort", "slow", "heavy", "non-finite", "wrong", "left", "said")
"""What can be wrong with a case: how it ended, what it took, what it printed, left behind, or said of faults."""
UNWELCOME = ("diff", "check", "gap", "track", "import", "optimise", "verify")
"""Commands with an unwelcome answer, exit 1."""
EDITORS = (("plan", "set"), ("track", "close"))


@dataclass(frozen=True)
class Finding:
    """Something wrong with a case: one of :data:`KINDS`, and what tells it from others of its kind."""

    case: Case
    kind: str
    detail: str

    @property
    def signature(self) -> str:
        """What two cases of one fault share."""
        return f"{self.kind}: {self.detail}"


def findings(ground: Range, case: Case) -> list[Finding]:
    """What is wrong with a case, run now."""
    found = ground.run(case)
    return [Finding(case, kind, detail) for kind, detail in judged(case, found, {**ground.seeds, **case.files})]


def judged(case: Case, found: Outcome, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What is wrong with an outcome: (kind, detail)."""
    command = " ".join(case.words[:2] if case.words[:1] in (("plan",), ("git",)) else case.words[:1])
    wrong = []
    if found.crash.startswith("disagreement"):
        return [("wrong", found.crash)]
    if found.crash or "Traceback (most recent call last)" in found.err or "Exception ignored" in found.err:
        wrong.append(("traceback", found.crash or found.err.strip().rpartition("\n")[2][:80]))
    elif found.code == -signal.SIGXCPU or found.code == -signal.SIGKILL or found.code == -signal.SIGALRM:
        wrong.append(("slow", command))
    elif found.code < 0:
        wrong.append(("abort", f"signal {-found.code} in {command}"))
    elif found.code not in (0, 2, 3) and not (found.code == 1 and command.split()[0] in UNWELCOME):
        wrong.append(("wrong", f"exit {found.code} of {command}"))
    if warned := re.search(r"/(xuewei/\S+\.py):\d+: (\w*Warning)", found.err):
        wrong.append(("said", f"{warned[2]} of {warned[1]}"))
    if found.seconds > SLOW and ("slow", command) not in wrong:
        wrong.append(("slow", command))
    if found.mib > HEAVY:
        wrong.append(("heavy", command))
    if found.code in (2, 3) and command != WORD:
        wrong += [("left", f"{command} wrote though it ended with {found.code}")] * bool(found.written)
        wrong += _told(found, command)
    elif found.code in (0, 1) and command != WORD:
        wrong += _left(case, found, command, files)
        wrong += _printed(case, found, command, files)
    return wrong


def _told(found: Outcome, command: str) -> list[tuple[str, str]]:
    """What is wrong with the words that say why nothing was done."""
    lines = found.err.splitlines()
    if not lines:
        return [("said", f"{command} ends with {found.code} and says nothing")]
    if found.code == 3 and not all(": " in line or line.startswith("… ") for line in lines):
        return [("said", f"{command} has a fault that is not one line of the form file: what")]
    if found.out.strip():
        return [("said", f"{command} prints though it ends with {found.code}")]
    return []


def _left(case: Case, found: Outcome, command: str, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Files that nobody asked for, or inputs that are gone."""
    named = {os.path.normpath(part) for word in case.words for part in (word, word.partition("=")[2]) if part}
    if command == "import":
        named |= {f"{os.path.splitext(each)[0]}.yaml" for each in named} | {"population"}  # pupils, births of a list
    edits = command == "import" and "--register" in case.words
    edits |= command.startswith(("plan set", "git ")) or case.words[:2] in EDITORS or "--into" in str(case.words)
    wrong = []
    for name in found.written:
        if any(name.startswith(f"{each}.parts/") for each in named):
            continue
        asked = name in named or any(name.startswith(f"{each}/") for each in named) or command.startswith("git ")
        if not asked:
            wrong.append(("left", f"{command} leaves {re.sub(r'[^./]{6,}', '…', name)}"))
        elif name in files and not edits:
            wrong.append(("left", f"{command} writes over its input"))
    return wrong


NUMBERLESS = re.compile(r"(?<![\w.\-/\"'@])[-+]?(?:nan|inf|infinity)(?![\w\"'])", re.IGNORECASE)


def _printed(case: Case, found: Outcome, command: str, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What is wrong with an answer, printed or written."""
    wrong = []
    texts = {"": found.out, **{name: _text(raw) for name, raw in found.results.items() if name not in files}}
    written_in = " ".join((*case.words, *(_text(raw) for raw in case.files.values())))
    if "--help" in case.words:
        return []
    json_asked = "json" in _value(case.words, "--format")
    for name, text in texts.items():
        if name.endswith((".html", ".svg", ".docx", ".xlsx", ".png", ".pdf", ".parquet")):
            continue
        if json_asked and text.startswith("{"):
            wrong += _json(text, command)
        elif NUMBERLESS.search(text) and not NUMBERLESS.search(written_in):
            wrong.append(("non-finite", command))
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", found.out) and not json_asked:
        wrong.append(("wrong", "a control character is printed"))
    return wrong


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _value(words: tuple[str, ...], option: str) -> str:
    """The last value of an option, empty without one."""
    found = ""
    for word, following in zip(words, (*words[1:], ""), strict=True):
        found = following if word == option else word.partition("=")[2] if word.startswith(f"{option}=") else found
    return found


class _NumberlessError(ValueError):
    pass


def _refuse(text: str) -> float:
    raise _NumberlessError(text)


def _json(text: str, command: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text, parse_constant=_refuse)
    except _NumberlessError:
        return [("non-finite", f"{command} in JSON")]
    except ValueError:
        return [("wrong", f"{command} prints what is no JSON")]
    rows = found.get("rows", ()) if isinstance(found, dict) else ()
    return list(dict.fromkeys(("wrong", f"{command}: {what}") for row in rows for what in impossible(row)))


def impossible(row: Mapping[str, object]) -> Iterator[str]:
    """What cannot be of a row: figures that do not add up, are out of order, or below nothing.

    >>> list(impossible({"seats": 5, "demand": 9, "balance": 4}))
    ['balance is not seats less demand']
    """

    def value(name: str) -> float | None:
        found = row.get(name)
        return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None

    seats, demand, balance = value("seats"), value("demand"), value("balance")
    if seats is not None and demand is not None and balance is not None and abs(seats - demand - balance) > 1:
        yield "balance is not seats less demand"
    for name in ("demand", "persons", "usable_seats", "expected_shortage", "classes_short", "norm_low", "seats_added"):
        if (found := value(name)) is not None and found < 0 and name != "seats_added":
            yield f"{name} is below nothing"
    for low, high in (
        ("p10", "p50"),
        ("p50", "p90"),
        ("low", "high"),
        ("demand_low", "demand_high"),
        ("balance_low", "balance_high"),
        ("norm_low", "norm_high"),
    ):
        one, other = value(low), value(high)
        if one is not None and other is not None and one > other:
            yield f"{low} is above {high}"
    if (found := value("p_short")) is not None and not 0 <= found <= 1:
        yield "p_short is no chance"
