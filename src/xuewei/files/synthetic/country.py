"""A synthetic country on the disk."""

from __future__ import annotations

from pathlib import Path

from xuewei.errors import Fault, InputError
from xuewei.files.people.population_folder import read_population
from xuewei.files.synthetic.plan_text import plan_text
from xuewei.files.synthetic.tables import Table, births, census, totals, write_csv, write_parquet
from xuewei.files.writing import write_text
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
    _refuse(top)
    if format == "parquet":
        from xuewei.files.written.parquet import need_pyarrow

        need_pyarrow(str(top))
    wanted = max(FEWEST_SCHOOLS, areas // 2) if schools is None else schools
    found = synthetic_areas(seed, areas, shapes(read_population(), TOWN))
    source = SOURCE.format(seed=seed)
    said = {"areas": areas, "seed": seed, "schools": wanted, "format": format, "nation": NATION, "source": source}
    _make(top)
    paths = []
    for table in (census(found, source), births(found, source), totals(found, source)):
        paths.append(top / f"{table.name}.{format}")
        _write(paths[-1], table)
    texts = {
        "assumptions.yaml": f"# {say('assumptions', lang)}\nnation: {NATION}\n",
        "README.md": say("readme", lang, **said),
        "plan.yaml": plan_text(found, seed, wanted, lang),
    }
    for name, text in texts.items():
        paths.append(top / name)
        write_text(paths[-1], text)
    return paths


def _refuse(top: Path) -> None:
    """Raise InputError where something is in the way."""
    try:
        if top.is_dir() and any(top.iterdir()):
            raise InputError([Fault(str(top), None, "", "not_empty")])
        if (top.exists() or top.is_symlink()) and not top.is_dir():
            raise InputError([Fault(str(top), None, "", "not_directory")])
    except OSError as broken:
        raise InputError([Fault(str(top), None, "", "unwritable", {"why": broken.strerror or broken})]) from None


def _make(top: Path) -> None:
    try:
        top.mkdir(parents=True, exist_ok=True)
    except OSError as broken:
        raise InputError([Fault(str(top), None, "", "unwritable", {"why": broken.strerror or broken})]) from None


def _write(path: Path, table: Table) -> None:
    (write_parquet if path.suffix == ".parquet" else write_csv)(path, table)
