"""Many cases on several processes, and what came of them."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fire.attacks import case, shares
from fire.judging import KINDS, Finding, judged
from fire.kept import keep
from fire.shrink import shrunk
from fire.trial import Range


@dataclass
class Tally:
    """What came of the cases of one attack."""

    cases: int = 0
    accepted: int = 0
    refused: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass
class Answer:
    """What came of a campaign: a tally of each attack, and one finding of each signature with how often it was met."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    often: Counter[str] = field(default_factory=Counter)
    places: dict[str, Path] = field(default_factory=dict)


def todo(count: int, seed: int) -> list[tuple[str, int]]:
    """The cases of a campaign in their order: all attacks by turns, so that one that ends early has met them all."""
    found = [(n / of, name, n) for name, of in shares(count).items() for n in range(of)]
    return [(name, n) for _, name, n in sorted(found)]


def fire(ground: Range, cases: Sequence[tuple[str, int]], seed: int, until: float | None = None) -> Answer:
    """Run cases one after the other, and make the first of each signature small; ``until``: when to stop."""
    found = Answer()
    for name, n in cases:
        if until is not None and time.monotonic() > until:
            break
        each = case(name, seed, n, ground.seeds)
        outcome = ground.run(each)
        tally = found.tallies.setdefault(name, Tally())
        tally.cases += 1
        tally.accepted += outcome.code in (0, 1)
        tally.refused += outcome.code in (2, 3)
        for kind, detail in judged(each, outcome, {**ground.seeds, **each.files}):
            one = Finding(each, kind, detail)
            tally.wrong[kind] += 1
            found.often[one.signature] += 1
            if one.signature not in found.findings:
                found.findings[one.signature] = one
                print(f"found in {name} {n}: {one.signature!r}", file=sys.stderr, flush=True)
    return found


def campaign(ground: Range, count: int, seed: int, workers: int, minutes: float, folder: Path) -> Answer:
    """Run ``count`` cases on ``workers`` processes for at most ``minutes``; keep failing ones, small, in ``folder``."""
    cases, until = todo(count, seed), time.monotonic() + 60 * minutes
    pids = {}
    for n in range(workers):
        mine = ground.place / str(n)
        mine.mkdir()
        pid = os.fork()
        if pid == 0:
            _worker(Range(mine, ground.seeds), cases[n::workers], seed, until, mine)
        pids[pid] = mine
    for pid in pids:
        os.waitpid(pid, 0)
    found = _together([_read(mine) for mine in pids.values()])
    for signature, finding in found.findings.items():
        small = shrunk(Range(ground.place / "small", ground.seeds), finding.case, signature)
        found.places[signature] = keep(Finding(small, finding.kind, finding.detail), folder)
    return found


def _worker(ground: Range, cases: Sequence[tuple[str, int]], seed: int, until: float, place: Path) -> None:
    import pickle
    import traceback

    try:
        (place / "answer").write_bytes(pickle.dumps(fire(ground, cases, seed, until)))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _read(place: Path) -> Answer:
    import pickle

    if not (place / "answer").exists():
        raise SystemExit("a process of the attack itself ended without an answer: see above")
    found: Answer = pickle.loads((place / "answer").read_bytes())
    return found


def _together(answers: Sequence[Answer]) -> Answer:
    found = Answer()
    for each in answers:
        for name, tally in each.tallies.items():
            whole = found.tallies.setdefault(name, Tally())
            whole.cases += tally.cases
            whole.accepted += tally.accepted
            whole.refused += tally.refused
            whole.wrong += tally.wrong
        for signature, finding in each.findings.items():
            found.findings.setdefault(signature, finding)
        found.often += each.often
    return found


def told(found: Answer) -> Iterator[str]:
    """A line for each attack, their sum, and each distinct fault with where it is kept."""
    yield f"{'attack':28}{'cases':>7}{'accepted':>9}{'refused':>9}" + "".join(f"{kind:>11}" for kind in KINDS)
    whole = Tally()
    for name, tally in found.tallies.items():
        yield _line(name, tally)
        whole.cases += tally.cases
        whole.accepted += tally.accepted
        whole.refused += tally.refused
        whole.wrong += tally.wrong
    yield _line("all", whole)
    for signature, times in found.often.most_common():
        yield f"{times:>5} × {json.dumps(signature, ensure_ascii=False)}  {found.places.get(signature, '')}"


def _line(name: str, tally: Tally) -> str:
    head = f"{name:28}{tally.cases:>7}{tally.accepted:>9}{tally.refused:>9}"
    return head + "".join(f"{tally.wrong[kind] or '·':>11}" for kind in KINDS)
