"""The answer under chance of every area of a country that has been read.

python -m programs.answers FOLDER DRAWS
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from xuewei.answers.simulate.tasks import BLOCK, Sampling, Task, answer, counted, tasks
from xuewei.formats.population.blocks import parts
from xuewei.formats.project import read_project

from programs.clock import tell


def all_tasks(folder: Path, draws: int) -> Iterator[Task]:
    """The tasks of `xuewei simulate`, from seed 1."""
    plan, people = read_project(folder / "plan.yaml")
    return tasks(
        plan, people.assumptions, parts(people, counted(plan, people.assumptions), BLOCK), Sampling(draws, 1, 2035)
    )


def main() -> None:
    """Time the answers, block by block as the command takes them."""
    every = list(all_tasks(Path(sys.argv[1]), int(sys.argv[2])))
    assert answer(every[0]).tallies
    tell(lambda: sum(len(answer(task).tallies) for task in every), warm=False)


if __name__ == "__main__":
    main()
