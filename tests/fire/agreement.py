"""Answers of several commands to one project that must agree, however strange the project is."""

from __future__ import annotations

import contextlib
import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fire import trees

WORD = "@agree"
"""What stands in the place of a command line."""
Row = dict[str, Any]


class DisagreementError(Exception):
    """Two answers that do not agree."""


def agree(main: Callable[[], None], words: tuple[str, ...]) -> None:
    """Ask the project in the working directory several things; ``words``: further options, such as of its people.

    Raises DisagreementError. A project that cannot be used ends as the program does.
    """
    asked = ["--plan", "plan.yaml", *words]

    def answer(*line: str) -> tuple[int, str]:
        out = io.StringIO()
        sys.argv = ["xuewei", *line]
        code: object = 0
        with contextlib.redirect_stdout(out):
            try:
                main()
            except SystemExit as end:
                code = end.code or 0
        return code if isinstance(code, int) else 1, out.getvalue()

    def rows(*line: str) -> list[Row]:
        code, out = answer(*line, *asked, "--format", "json")
        if code:
            raise SystemExit(code)
        return list(json.loads(out)["rows"])

    gap = {_key(row): row for row in rows("gap")}
    _demands(gap, rows("forecast"), rows("forecast", "--by", "grade"))
    _explained(gap, lambda row: rows("explain", *(f"--{name}={row[name]}" for name in ("year", "stage", "area"))))
    if answer("diff", "plan.yaml", "plan.yaml", *words)[0]:
        raise DisagreementError("a plan differs from itself")
    _book(answer, asked)
    _shuffled(Path("plan.yaml"))
    if {_key(row): row for row in rows("gap")} != gap:
        raise DisagreementError("the order of schools changes the balance")


def _key(row: Row) -> tuple[Any, ...]:
    return row["year"], row["area"], row["stage"]


def _demands(gap: dict[tuple[Any, ...], Row], forecast: list[Row], by_grade: list[Row]) -> None:
    for row in forecast:
        if _key(row) in gap and gap[_key(row)]["demand"] != row["demand"]:
            raise DisagreementError("gap and forecast differ in the demand")
    sums: dict[tuple[Any, ...], float] = {}
    for row in by_grade:
        sums[_key(row)] = sums.get(_key(row), 0) + row["demand"]
    for row in forecast:
        if _key(row) in sums and sums[_key(row)] != row["demand"]:
            raise DisagreementError("grades do not add up to their stage")


def _explained(gap: dict[tuple[Any, ...], Row], explain: Callable[[Row], list[Row]]) -> None:
    """The parts of the seats of one row add up to the seats of the balance."""
    row = random.Random(len(gap)).choice(list(gap.values()))
    parts = [each for each in explain(row) if each["kind"] in ("base", "school", "seats")]
    if parts and abs(sum(each["amount"] for each in parts) - row["seats"]) > len(parts):
        raise DisagreementError("the seats that are explained are not those of the balance")


def _book(answer: Callable[..., tuple[int, str]], asked: list[str]) -> None:
    """The workbook of a plan, read back, is the plan."""
    code, _ = answer("ledger", *asked, "--output", "out.xlsx")
    if code:
        raise DisagreementError("a plan that has a balance has no workbook")
    code, _ = answer("import", "out.xlsx", "--into", "plan.yaml")
    if code == 1:
        raise DisagreementError("a workbook read back is another plan")
    if code:
        raise DisagreementError("a workbook of ours is refused")


def _shuffled(plan: Path) -> None:
    tree = trees.load(plan.read_text("utf-8"))
    random.Random(1).shuffle(tree["schools"])
    plan.write_text(trees.dump(tree), "utf-8")
