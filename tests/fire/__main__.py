"""The attack by one command: ``python tests/fire --inputs 20000 --seed 1 --workers 2``; ``--all`` for all attacks."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fire.trial import Range

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # a process with threads cannot be forked
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)


def main() -> int:
    """Run the attack; 1 where anything was found."""
    from fire.campaign import campaign, told
    from fire.others import others
    from fire.trial import shooting_range

    asked = argparse.ArgumentParser(prog="python tests/fire", description=__doc__)
    asked.add_argument("--inputs", type=int, help="how many inputs (20,000; none beside --case)")
    asked.add_argument("--seed", type=int, default=1, help="other seeds, other inputs")
    asked.add_argument("--workers", type=int, default=2, help="processes")
    asked.add_argument("--minutes", type=float, default=15, help="stop after so long")
    asked.add_argument("--keep", type=Path, default=None, help="where failing cases are written, made small")
    asked.add_argument("--all", action="store_true", help="then kills, names, far cells and whatever else is here")
    asked.add_argument("--case", type=Path, nargs="*", help="run these kept cases again, before --inputs")
    found = asked.parse_args()
    count = (0 if found.case else 20_000) if found.inputs is None else found.inputs
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fire-") as place, shooting_range(Path(place)) as ground:
        wrong = _again(found.case or (), ground)
        if not count:
            return 1 if wrong else 0
        folder = found.keep or Path(tempfile.mkdtemp(prefix="fire-cases-"))
        answer = campaign(ground, count, found.seed, found.workers, found.minutes, folder)
    print(*told(answer), sep="\n")
    print(f"seed {found.seed}, {time.monotonic() - start:.0f} s; again: python tests/fire --case FILE…")
    failed = [name for name, code in others(found.seed) if code] if found.all else []
    for name in failed:
        print(f"failed: {name}")
    return 1 if wrong or answer.findings or failed else 0


def _again(places: Sequence[Path], ground: Range) -> int:
    """Run kept cases and show how they end; how many end as they should not."""
    from fire.judging import judged
    from fire.kept import read_case

    wrong = 0
    for each in places:
        case = read_case(each)
        found = ground.run(case)
        faults = judged(case, found, {**ground.seeds, **case.files})
        wrong += bool(faults)
        print(f"{each}: exit {found.code}, {found.seconds:.1f} s, {found.mib:.0f} MiB", *faults, sep="\n  ")
        print(found.out[-1500:], found.err[-1500:], sep="\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
