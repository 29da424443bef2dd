"""People by area and age over ten years, against popro and against a cohort step in pandas.

    python bench/people.py [--quick]

150 synthetic areas × 19 ages × 10 years: 28,500 rows. popro (target: 300 times as fast) scales each cohort of the
census, or each year's births, by the known total of every year, which it has to be given; ours also has survival,
births by fertility and net migration by age, of all ages and both sexes, and gives the same rows of them. The pandas
version is our step as an analyst would write it: one frame of area, sex and age, shifted by group.
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import prepare, program
from report import Setting, Yielded, alone, measured

AREAS, AGES, AHEAD = 150, 19, 10


def results(setting: Setting) -> Iterator[Yielded]:
    """Ours beside both."""
    areas = setting.size(AREAS, 2)
    prepare("people_files", setting.folder, areas)
    ours = program(f"{areas * AGES * AHEAD:,} rows of {areas} areas", "people_rows", setting.folder)
    popro = program(
        "popro project_all", "popro_rows", setting.folder,
        python=setting.alternatives, needs="popro", most=2, at_least=300,
    )  # fmt: skip
    frame = program("cohort step in pandas", "pandas_rows", setting.folder)
    yield from measured(setting, "people", ours, [popro, frame])


if __name__ == "__main__":
    alone(results)
