"""A window of 80 columns: a line for every project of `track` and `diff`, a bar for every part of `explain`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import xuewei
from xuewei.answers.compare.changes_view import by_project
from xuewei.answers.compare.difference import plan_changes
from xuewei.language.source_titles import titled
from xuewei.model.plan import School
from xuewei.tables.text import EIGHTHS, bar
from xuewei.tables.view import BAR, text_of

from inside import run
from program import TOP

SIGNS = set(f"█{EIGHTHS.strip()}")
NAMES = st.text("甲乙小学中A1 ", max_size=30).map(str.strip)


def narrow(*words: str | Path) -> str:
    """What a command says in a window of 80 columns."""
    return run(*words, cwd=TOP, COLUMNS="80").stdout


def table(text: str, title: str) -> list[str]:
    """The lines of a table below its head."""
    lines = text.splitlines()
    begin = lines.index(title) + 1
    rule = next(n for n in range(begin, len(lines)) if set(lines[n]) == {"─"}) + 1
    return lines[rule : next(n for n in range(rule, len(lines) + 1) if n == len(lines) or not lines[n])]


@pytest.mark.parametrize(
    ("lang", "title", "red"), [("zh", "逾期与预警", "红"), ("en", "Late, and likely to be late", "red")]
)
@pytest.mark.parametrize("plan", [None, "examples/progress/plan.yaml"])
def test_a_late_project_is_one_line(lang: str, title: str, red: str, plan: str | None) -> None:
    """Its name whole, with its days and what is wrong; the lines are as many as the records that are not green."""
    words = ["track", "--as-of", "2026-05-01", "--lang", lang, *(["--plan", plan] if plan else [])]
    records = json.loads(run(*words, "--format", "json", cwd=TOP).stdout)["rows"]
    late = [each for each in records if each["colour"] != "green"]
    told = narrow(*words)
    found = [line for line in table(told, title) if line.startswith(("红", "黄", "red", "yellow"))]
    assert len(found) == len(late) > 3
    assert all(cell_len(line) <= 80 for line in told.splitlines())
    for project in late:
        (own,) = [line for line in found if f"  {project['name'] or project['id']}  " in line]
        assert f"{project['days_late']:,}" in own or project["colour"] == "yellow"
        assert own.split("  ")[-1].strip()


def test_projects_of_one_name_are_told_apart_by_their_id(tmp_path: Path) -> None:
    """Where two bear the same name, the id stands beside it, also where the column of ids has no room."""
    text = (TOP / "examples" / "progress" / "plan.yaml").read_text("utf-8").replace("西区九年一贯制学校", "西区初中")
    plan = tmp_path / "plan.yaml"
    plan.write_text(text.replace("../small_city", str(TOP / "examples" / "small_city")), encoding="utf-8")
    told = narrow("track", "--as-of", "2026-05-01", "--plan", plan)
    assert {"西区初中 west-middle", "西区初中 west-nine-year"} <= {
        " ".join(line.split()[1:3]) for line in table(told, "逾期与预警") if line.startswith("红")
    }


@settings(max_examples=50)  # each lays out six projects
@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_a_project_that_is_written_differently_is_one_line(names: list[str], data: st.DataObject) -> None:
    """Whatever its name and however much of it changes: one row each (without the column of ids where it would be
    empty), all of its fields there or field by field below, and on 80 columns where its name leaves room."""
    shipped = xuewei.read_plan()
    schools = shipped.schools[: len(names)]
    old = replace(shipped, schools=tuple(replace(one, name=name) for one, name in zip(schools, names, strict=True)))
    new = replace(old, schools=tuple(_changed(one, data) for one in old.schools))
    changes = list(plan_changes(old, new))
    if not changes:
        return
    lang = data.draw(st.sampled_from(["zh", "en"]))
    first, *rest = by_project(old, new, changes, lang)
    subjects = list(dict.fromkeys(change.subject for change in changes))
    assert len(first.rows) == len(subjects)
    below = [row for sheet in rest for row in sheet.rows]
    for subject, row in zip(subjects, first.rows, strict=True):
        kind, name, *key, what = map(text_of, row)
        assert subject in (name, *key) or name.endswith(f" {subject}")
        own = [change for change in changes if change.subject == subject]
        detailed = [each for each in below if text_of(each[1]).split(" ")[0] == subject]
        assert len(detailed) in (0, len(own))
        assert detailed or what.count("→") == len(own) or own[0].kind in ("added", "removed")
        widest = max(cell_len(text_of(each[1])) for each in first.rows)
        if widest < 46:
            assert cell_len(kind) + 2 + widest + 2 + cell_len(what) <= 80


def _changed(one: School, data: st.DataObject) -> School:
    parts: dict[str, st.SearchStrategy[Any]] = {
        "opens": st.sampled_from([2026, 2031]),
        "status": st.sampled_from(["approved", "cancelled"]),
        "note": st.text("甲乙 ", min_size=1, max_size=60),
        "seats": st.just({"primary": 999_999}),
    }
    chosen = data.draw(st.sets(st.sampled_from(sorted(parts))))
    values: dict[str, Any] = {name: data.draw(parts[name]) for name in sorted(chosen)}
    return replace(one, **values)


def test_what_has_no_room_stands_field_by_field(tmp_path: Path) -> None:
    """A project of which three fields change, and one with room for its only one."""
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(
        "scenario: 改\nextends: plan_2021_2025\nchange:\n"
        "  - {id: 2023-primary-1, opens: 2026, status: approved, note: 地块待定}\n"
        "  - {id: 2022-middle-1, status: approved}\n",
        encoding="utf-8",
    )
    told = narrow("diff", "plan_2021_2025", scenario)
    first = table(told, "改了什么")
    assert [line.split()[1:] for line in first[:2]] == [
        ["2022年拟建初中1（规划未列校名）", "阶段", "拟建", "→", "已批"],
        ["2023年拟建小学（规划未列校名）", "投用年", "2024", "→", "2026；另", "2", "项见下"],
    ]
    assert [line.split()[1] for line in table(told, "逐项")] == ["2023-primary-1"] * 3
    whole = narrow("diff", "plan_2021_2025", "examples/without_2025.yaml")
    assert "逐项" not in whole


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9), st.integers(1, 40))
def test_a_bar_is_as_long_as_its_part(part: float, most: float, columns: int) -> None:
    """To an eighth of a column; what is not nought is seen, below nought with a sign."""
    part = max(min(part, most), -most)
    text = bar(part, most, columns)
    signed, drawn = text.startswith("−"), text.removeprefix("−")
    assert signed == (part < 0)
    assert bool(drawn) == (part != 0)
    assert cell_len(drawn) <= columns
    length = sum(8 if sign == "█" else EIGHTHS.index(sign) for sign in drawn)
    assert abs(length - max(abs(part) / most * columns * 8, 1 if part else 0)) <= 0.5 + 1e-6


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ("--year", "2030", "--stage", "middle"),
        ("--year", "2027", "--stage", "primary", "--area", "东片", "--plan", "tests/county/plan.yaml"),
        ("--year", "2030", "--stage", "special", "--area", "盐湖区", "--plan", "examples/counties/all_stages.yaml"),
        ("--year", "2022", "--stage", "senior", "--area", "盐湖区", "--plan", "examples/counties/all_stages.yaml"),
    ],
)
def test_every_part_of_an_explanation_has_its_bar(lang: str, words: tuple[str, ...]) -> None:
    """The longest is the largest; parts still add up to what stands below them, every source stands below its table,
    and machines get no bars."""
    told = narrow("explain", *words, "--lang", lang)
    for parts in _parts(told):
        amounts, drawn = [amount for amount, _ in parts[:-1]], [line for _, line in parts[:-1]]
        assert sum(amounts) == parts[-1][0]
        assert drawn == [bar(amount, max(amounts), BAR) for amount in amounts]
        assert parts[-1][1] == ""
    flat = "".join(told.split())
    found = json.loads(narrow("explain", *words, "--lang", lang, "--format", "json"))
    for row in found["rows"]:
        if row["source"] and row["id"] != "base" and (row["kind"] == "seats" or row["id"].startswith(("age", "whole"))):
            source = "".join(titled(row["source"], lang).split())
            assert re.search(rf"[：:]{re.escape(source)}[。.]", flat)
    for form in ("json", "csv"):
        assert "█" not in narrow("explain", *words, "--lang", lang, "--format", form)


def _parts(told: str) -> list[list[tuple[int, str]]]:
    """The amounts before the bars of the first two tables with those bars, the sum last."""
    found = []
    lines = told.splitlines()
    for rule in [n for n, line in enumerate(lines) if line and set(line) == {"─"}][:2]:
        rows = []
        for line in lines[rule + 1 :]:
            cells = re.split(r"\s{2,}", line.strip())
            drawn = next((n for n, cell in enumerate(cells) if cell and set(cell) <= SIGNS), None)
            if drawn is not None:
                rows.append((_amount(cells[drawn - 1]), cells[drawn]))
            if cells[0] in ("合计", "total"):
                rows.append((_amount(cells[-1]), ""))
                break
        found.append(rows)
    return found


def _amount(cell: str) -> int:
    return int(cell.replace(",", ""))
