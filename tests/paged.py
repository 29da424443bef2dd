"""A page in a browser: the rows of its table, and what the engine says they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.report.contents import Report
from xuewei.report.page.page_file import page
from xuewei.tables.notes import balance_words

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROWS = """() => {
  for (;;) {
    const more = [...document.querySelectorAll('#table > button')].find((each) => !each.hidden);
    if (!more) break;
    more.click();
  }
  return [...document.querySelectorAll('#answer-table tbody tr')].map((row) => [
    Number(row.dataset.year), row.dataset.area, row.dataset.stage,
    ...['seats', 'demand', 'balance', 'alert'].map((key) => row.querySelector(`[data-key=${key}]`).textContent),
  ]);
}"""
"""Opens the whole table and reads it."""


def written(folder: Path, found: Assessment, lang: str = "zh") -> Path:
    """The page of an assessment on the disk."""
    file = folder / f"报告-{lang}.html"
    file.write_text(page(Report([("base", found)], list(found.years)), lang), encoding="utf-8")
    return file


def shown(view: Page) -> list[tuple[int, str, str, str, str, str, str]]:
    """Every row of the page's table: year, area, stage, seats, demand, balance, warning as they are printed."""
    return [tuple(row) for row in view.evaluate(ROWS)]


def expected(found: Assessment, lang: str = "zh") -> list[tuple[int, str, str, str, str, str, str]]:
    """The same rows by the engine."""
    return [
        (
            row.year,
            row.area,
            row.stage,
            f"{row.seats:,}",
            f"{row.demand:,}",
            balance_words(row.balance, lang),
            named("warning", row.warning, lang),
        )
        for row in found.rows()
    ]
