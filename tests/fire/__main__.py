"""The attack by one command: ``python tests/fire --inputs 20000 --seed 1 --workers 2``; ``--all`` for all attacks."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # a process with threads cannot be forked
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)


def main() -> int:
    """Run the attack; 1 where anything was found."""
    from fire.campaign import campaign, told
    from fire.others import others

    asked = argparse.ArgumentParser(prog="python tests/fire", description=__doc__)
    asked.add_argument("--inputs", type=int, default=20_000, help="how many inputs")
    asked.add_argument("--seed", type=int, default=1, help="other seeds, other inputs")
    asked.add_argument("--workers", type=int, default=2, help="processes")
    asked.add_argument("--minutes", type=float, default=15, help="stop after so long")
    asked.add_argument("--keep", type=Path, default=None, help="where failing cases are written, made small")
    asked.add_argument("--all", action="store_true", help="then kills, names, far cells and whatever else is here")
    asked.add_argument("--case", type=Path, nargs="*", help="run these kept cases again, and nothing else")
    found = asked.parse_args()
    if found.case:
        return _again(found.case)
    folder = found.keep or Path(tempfile.mkdtemp(prefix="fire-cases-"))
    start = time.monotonic()
    answer = campaign(found.inputs, found.seed, found.workers, found.minutes, folder)
    print(*told(answer), sep="\n")
    print(f"seed {found.seed}, {time.monotonic() - start:.0f} s; again: python tests/fire --case FILE…")
    failed = [name for name, code in others(found.seed) if code] if found.all else []
    for name in failed:
        print(f"failed: {name}")
    return 1 if answer.findings or failed else 0


def _again(places: list[Path]) -> int:
    """Run kept cases and show how they end."""
    from fire.judging import judged
    from fire.kept import read_case
    from fire.trial import shooting_range

    wrong = 0
    with tempfile.TemporaryDirectory(prefix="fire-") as place, shooting_range(Path(place)) as ground:
        for each in places:
            case = read_case(each)
            found = ground.run(case)
            faults = judged(case, found, {**ground.seeds, **case.files})
            wrong += bool(faults)
            print(f"{each}: exit {found.code}, {found.seconds:.1f} s, {found.mib:.0f} MiB", *faults, sep="\n  ")
            print(found.out[-1500:], found.err[-1500:], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
