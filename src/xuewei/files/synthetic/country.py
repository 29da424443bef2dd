"""A synthetic country on the disk."""

from __future__ import annotations

from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.folders import filling
from xuewei.files.people.population_folder import read_population
from xuewei.files.spares import LOCK
from xuewei.files.synthetic.plan_text import plan_text
from xuewei.files.synthetic.tables import Table, births, census, totals, write_csv, write_parquet
from xuewei.files.writing import write_text
from xuewei.files.written.parquet import need_pyarrow
from xuewei.model.synthetic_areas import DEFAULT_AREAS, synthetic_areas
from xuewei.model.synthetic_shapes import shapes
from xuewei.words.synthetic import NATION, SOURCE, say

TOWN = "盐湖区"
"""The shipped district that the shape of towns with many arrivals is taken from."""
FEWEST_SCHOOLS = 5
"""One of each type, however few the areas."""


def write_country(
    folder: str | Path,
    areas: int = DEFAULT_AREAS,
    seed: int = 1,
    *,
    format: str = "csv",
    schools: int | None = None,
    lang: str = "zh",
) -> list[Path]:
    """Write a country of ``areas`` synthetic areas into ``folder``; the files, as written, ``plan.yaml`` last.

    ``format``: csv or parquet, of census, births and totals. ``schools``: planned schools, by default one for two
    areas and at least five. Raises InputError, with nothing written, for a folder that is not empty or no folder, and
    where Parquet is asked for without pyarrow.
    """
    top = Path(folder)
    if format == "parquet":
        need_pyarrow(str(top))
    wanted = max(FEWEST_SCHOOLS, areas // 2) if schools is None else schools
    source = SOURCE.format(seed=seed)
    said = {"areas": areas, "seed": seed, "schools": wanted, "format": format, "nation": NATION, "source": source}
    with filling(top, lambda where: _refuse_full(where, top)) as part:
        found = synthetic_areas(seed, areas, shapes(read_population(), TOWN))
        names = []
        for table in (census(found, source), births(found, source), totals(found, source)):
            names.append(f"{table.name}.{format}")
            _write(part / names[-1], table)
        texts = {
            "assumptions.yaml": f"# {say('assumptions', lang)}\nnation: {NATION}\n",
            "README.md": say("readme", lang, **said),
            "plan.yaml": plan_text(found, seed, wanted, lang),
        }
        for name, text in texts.items():
            write_text(part / name, text)
    return [top / name for name in (*names, *texts)]


def _refuse_full(where: Path, folder: Path) -> None:
    """Raise InputError for a folder that is not empty, but for what stands there while it is filled."""
    if where.is_dir() and any(not each.name.endswith(LOCK) for each in where.iterdir()):
        raise InputError([Fault(Place(str(folder)), "", "not_empty")])


def _write(path: Path, table: Table) -> None:
    (write_parquet if path.suffix == ".parquet" else write_csv)(path, table)
