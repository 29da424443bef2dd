"""How the figures of a report are counted, line by line."""

from __future__ import annotations

from xuewei.show.bands import band_notes, ends
from xuewei.show.earlier import earlier_lines
from xuewei.show.plan_notes import notes
from xuewei.show.report.contents import Report


def counting(report: Report, lang: str) -> list[str]:
    """What the figures rest on, and what their bands say, where there are any."""
    told = [*earlier_lines(report.found, report.found.earlier(report.years), lang), *notes(report.found, lang)]
    if report.bands is None:
        return told
    records = [{"year": row.year, **ends(report.bands.band(row.year, row.area, row.stage))} for row in report.rows()]
    return [*told, *band_notes(report.bands.banding, records, lang)]
