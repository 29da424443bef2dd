"""One of a thing is said in the singular, in whatever English sentence it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district import district
from xuewei.language.counted import DOES, ONE, filled

from inside import run

PLURAL = re.compile(rf"(?<![\d.,–])1 (?:more |new |other |such )?({'|'.join([*ONE, 'people', 'stages', 'lines'])})\b")
THEIRS = re.compile(rf"(?<![\d.,–])1 ({'|'.join(ONE.values())}) ({'|'.join(DOES)})\b")
SMALL = Path(__file__).parent.parent.parent / "examples" / "small_city"
COMMANDS = """
    gap
    gap --year 2027
    gap --detail
    gap --by grade
    gap --by grade --year 2027
    gap --by provision
    gap --format chart
    ledger
    forecast
    forecast --by grade
    schools
    schools --year 2026 --zone 第1片
    schools --sort shortage
    check plan.yaml people
    check --policy
    explain --year 2027 --stage primary
    explain --year 2027 --stage primary --zone 第1片
    explain --year 2027 --school new
    track --as-of 2027-10-01
    simulate --draws 10 --year 2027
    convert-options
    warn
    warn --by zone
    warn --by school --detail
    optimise --time-limit 3
    compare one.yaml
    diff plan.yaml one.yaml
    sweep --set opening_lag=1
    backtest
    fit
    plan set new opens=2029
    import list.csv --output new.yaml
    import list.csv --into plan.yaml
    chart gap --output a.svg --force
    gap --plan broken.yaml
    gap --area 乙
"""
BROKEN = (
    "plan: p\narea: 甲\nyears: [2021, 2025]\nstages: {a: {entry_age: 3, grades: 1, class_sizes: [1, 2]}}\nschools: []\n"
)
LIST = "学校名称,区域,学区,学段,班数,学位,投用年\n一小,试区,第1片,小学,6,270,2000\n二小,试区,第1片,小学,1,45,2028\n"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one zone, with one planned school and a scenario of one change."""
    folder = tmp_path_factory.mktemp("one")
    district(folder, 1)
    (folder / "one.yaml").write_text("scenario: 迟\nextends: plan.yaml\nset: {opening_lag: 2}\n", encoding="utf-8")
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    return folder


def plurals(text: str) -> list[str]:
    """Parts of a text that speak of one thing as of several, with what stands around."""
    flat = " ".join(text.split())
    return [
        flat[max(each.start() - 60, 0) : each.end() + 30] for find in (PLURAL, THEIRS) for each in find.finditer(flat)
    ]


@pytest.mark.parametrize("line", COMMANDS.strip().splitlines(), ids=str.strip)
def test_no_command_speaks_of_one_thing_as_of_several(line: str, one: Path) -> None:
    """Of one zone, one school, one year."""
    done = run(*line.split(), "--lang", "en", cwd=one)
    assert "Traceback" not in done.stderr
    assert plurals(done.stdout + "\n" + done.stderr) == []


@given(st.sampled_from(sorted(ONE)), st.sampled_from(sorted(DOES)), st.integers(0, 12_000))
def test_the_count_alone_decides(things: str, does: str, n: int) -> None:
    """Whatever is counted, its words agree with what is printed before it."""
    said = filled(f"of {{n:,}} more {things} {does} it", "en", {"n": n})
    thing, verb = (ONE[things], DOES[does]) if n == 1 else (things, does)
    assert said == f"of {n:,} more {thing} {verb} it"


def test_words_of_people_stay_as_they_are() -> None:
    """A name with a 1 is no count, and Chinese has no plural."""
    assert (
        filled("{name} schools of {place}", "en", {"name": "No. 1", "place": "1 seats"}) == "No. 1 schools of 1 seats"
    )
    assert filled("{n} seats", "zh", {"n": 1}) == "1 seats"
