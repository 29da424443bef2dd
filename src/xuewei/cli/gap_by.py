"""What `gap --by grade` and `gap --by provision` show; apart, for `gap` alone needs none of it."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from xuewei.answers.gap.by_grade import by_grade, short_anywhere
from xuewei.answers.gap.by_provision import by_provision, provision_tables
from xuewei.cli.asked import bands_asked
from xuewei.cli.options import QUICK, tell
from xuewei.formats.policy import policy_of
from xuewei.model.assessment import Assessment
from xuewei.model.grades import grade_table
from xuewei.tables.base_seats import with_earlier
from xuewei.tables.view import View


def grades(
    found: Assessment,
    years: Sequence[int],
    stages: Sequence[str],
    areas: Sequence[str],
    *,
    lang: str,
    one_year: bool,
    level: float | None,
    format: str,
) -> tuple[View, bool]:
    """The view by grade, and whether a grade is short in it; exit 2 for bars, which are of stages."""
    if format == QUICK:
        raise typer.BadParameter(tell("bad.by_chart"), param_hint="--by")
    bands = bands_asked(found, level) if level else None
    tables = [grade_table(found, stage, years, areas) for stage in stages]
    shown = by_grade(found, tables, lang, one_year=one_year, bands=bands)
    return with_earlier(shown, found, found.earlier(years, stages, areas), lang), short_anywhere(tables)


def provisions(
    found: Assessment,
    years: Sequence[int],
    stages: Sequence[str],
    areas: Sequence[str],
    *,
    lang: str,
    year: int | None,
    band: str | None,
    format: str,
) -> tuple[View, bool]:
    """The view by provision, and whether a target cannot be met in it; exit 2 for bars and bands, which are of stages
    and grades."""
    if format == QUICK:
        raise typer.BadParameter(tell("bad.by_chart"), param_hint="--by")
    if band:
        raise typer.BadParameter(tell("bad.by_band"), param_hint="--band")
    government = policy_of(found.population.folder or None).government
    tables = provision_tables(found, years, stages, areas, government)
    shown, broken = by_provision(found, tables, government, lang, year=year)
    return with_earlier(shown, found, found.earlier(years, stages, areas), lang), broken
