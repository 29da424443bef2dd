"""Population folders of many areas: read whole and read in blocks, Parquet against CSV and blocks against the whole.

    python bench/many_areas.py [--quick]

Memory of blocks must not grow with the number of areas: that of 40,000 stands beside that of 2,844.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Job, prepare
from report import Setting, Yielded, alone, measured

FEW, MANY, SIZE = 2844, 40_000, 500
WHOLE = "from xuewei.formats.population.folder import read_population; read_population({0!r})"
BLOCKS = """
from xuewei.formats.population.blocks import population_blocks
for _ in population_blocks({0!r}, None, {1}): pass
"""


def _reading(what: str, code: str, folder: Path) -> Job:
    return Job(what, (sys.executable, "-c", code.format(str(folder), SIZE)))


def results(setting: Setting) -> Iterator[Yielded]:
    """Every way of reading."""
    few, many = setting.size(FEW, 6), setting.size(MANY, 12)
    folders = {}
    for areas, form in ((few, "csv"), (few, "parquet"), (many, "parquet")):
        prepare("country", setting.folder / f"{form}{areas}", areas, form)
        folders[areas, form] = setting.folder / f"{form}{areas}" / "country"
    whole = _reading(f"{few:,} areas in Parquet, read whole", WHOLE, folders[few, "parquet"])
    yield from measured(setting, "many areas", whole, [_reading("the same in CSV", WHOLE, folders[few, "csv"])], runs=2)
    for areas in (few, many):
        blocks = _reading(f"{areas:,} areas in Parquet, blocks of {SIZE}", BLOCKS, folders[areas, "parquet"])
        alike = _reading("the same read whole", WHOLE, folders[areas, "parquet"])
        yield from measured(setting, "many areas", blocks, [alike], runs=2)


if __name__ == "__main__":
    alone(results)
