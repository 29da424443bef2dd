"""A population folder read, by us or by pyarrow's CSV reader alone; or its plan's demand with all that was read.

python -m programs.reading FOLDER ours|pyarrow|assess
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from programs.clock import tell


def ours(folder: Path) -> Callable[[], object]:
    """The folder as every command reads it."""
    from xuewei.formats.population.folder import read_population

    return lambda: read_population(folder)


def bare(folder: Path) -> Callable[[], object]:
    """Its tables in columns of whatever types pyarrow takes them for."""
    from pyarrow import csv

    tables = sorted(folder.glob("*.csv"))
    return lambda: [csv.read_csv(table, csv.ReadOptions(use_threads=False)) for table in tables]


def demand(folder: Path) -> Callable[[], object]:
    """Demand and balance of the plan in the folder."""
    from xuewei.formats.project import read_project
    from xuewei.model.assessment import assess

    plan, people = read_project(folder / "plan.yaml")
    return lambda: assess(plan, people)


def main() -> None:
    """Time one of them."""
    ways = {"ours": ours, "pyarrow": bare, "assess": demand}
    tell(ways[sys.argv[2]](Path(sys.argv[1])))


if __name__ == "__main__":
    main()
