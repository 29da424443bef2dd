"""Errors of ways to forecast pupils, side by side on many records.

    python bench/forecast [--folder FOLDER …] [--rolls FOLDER] [--sets NAME …] [--methods NAME …] [--seeds N] [--quick]
    python bench/forecast --bands [the same]

Mean absolute errors in percent of whole stages, one to five years ahead. Made-up records know the truth; the nation's
are shipped; any population folder may be added. Below, each method of ours against the best simple one of each record:
a method is kept only where none of these is above 1.

With --bands, instead, what bands hold in percent: from errors of other years, and from those that were known at the
origin; by record, and by stage and size of area.
"""

from __future__ import annotations

import argparse
import os
import sys
from itertools import chain
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[_name] = "1"
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)


def main() -> None:
    """Roll what is asked for and print the tables."""
    from forecast import coverage
    from forecast.methods import METHODS, SIMPLE
    from forecast.records import Record, folder, made, nation, rolls
    from forecast.roller import HEAD, markdown, rolled
    from forecast.truth import SETS

    asked = argparse.ArgumentParser(prog="python bench/forecast", description=__doc__)
    asked.add_argument("--folder", type=Path, nargs="*", default=[], help="population folders with pupils on record")
    asked.add_argument("--rolls", type=Path, help="a folder with rolls of a district by school and grade")
    asked.add_argument("--sets", nargs="*", choices=[*SETS], default=[*SETS], metavar="NAME", help="; ".join(SETS))
    asked.add_argument("--methods", nargs="*", choices=[*METHODS], default=[*METHODS], metavar="NAME")
    asked.add_argument("--seeds", type=int, default=3, help="how many of each made-up record")
    asked.add_argument("--bands", action="store_true", help="what bands hold instead of errors")
    asked.add_argument("--first", type=int, default=1, help="the first seed")
    asked.add_argument("--quick", action="store_true", help="one of each, from every fourth origin")
    wanted = asked.parse_args()
    every, seeds = (4, 1) if wanted.quick else (2, wanted.seeds)
    records: list[Record] = [*nation(), *(folder(path, every) for path in wanted.folder)]
    tried = chain(rolls(wanted.rolls) if wanted.rolls else (), records, made(wanted.sets, seeds, every, wanted.first))
    if wanted.bands:
        print(markdown(coverage.HEAD, coverage.rows(list(coverage.runs(tried)))))
        return
    found = rolled(
        tried,
        {name: METHODS[name] for name in METHODS if name in wanted.methods},
    )
    print(markdown(HEAD, found.rows()))
    for ours in (name for name in wanted.methods if name not in SIMPLE):
        print()
        head = ("record", "method", "best simple one", "error ÷ its", "error ÷ that of the truth")
        print(markdown(head, found.lost(ours, [name for name in SIMPLE if name in wanted.methods])))


if __name__ == "__main__":
    main()
