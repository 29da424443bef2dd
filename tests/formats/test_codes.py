"""Codes of Chinese tables: each is read as people mean it, and what is none is no code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.formats import codes
from xuewei.language.words import grade_name

SPREAD = str.maketrans("0123456789-,", "０１２３４５６７８９－，")


@pytest.mark.parametrize(
    "form", ["{0}-{1}岁", "{0}—{1}", "{0}～{1}周岁", "{0}岁至{1}岁", " {0} - {1} 岁", "{0}–{1} years"]
)
@given(low=st.integers(0, 119), more=st.integers(0, 20))
def test_a_group_of_ages_keeps_its_ends(form: str, low: int, more: int) -> None:
    """Whatever stands between them and behind, in digits of either width; beyond the oldest it is none."""
    high = low + more
    text = form.format(low, high)
    assert codes.age(text) == codes.age(text.translate(SPREAD)) == ((low, high) if high <= codes.OLDEST else None)


@pytest.mark.parametrize(
    "text", ["85岁及以上", "85岁以上", "85+", "≥85", "85 and over", "85岁及其以上", "85 years and over"]
)
def test_the_oldest_are_open_above(text: str) -> None:
    """However it is said."""
    assert codes.age(text) == (85, None)


@pytest.mark.parametrize(
    "text", ["5岁以下", "4-0岁", "121岁", "三岁", "0-4-9", "小学", "男", "5月9日", "2020", "不满0岁"]
)
def test_what_may_be_more_than_one_age_is_none(text: str) -> None:
    """It is asked, not guessed."""
    assert codes.age(text) is None


@pytest.mark.parametrize("word", ["合计", "合 计", "总数", "小计", "总计："])
def test_a_total_is_of_all_ages_and_both_sexes(word: str) -> None:
    """And of no grade."""
    assert (codes.age(word), codes.sex(word), codes.is_total(word)) == (codes.ALL, codes.ALL, True)
    assert (codes.grade(word), codes.school_year(word)) == (None, None)


@given(stage=st.sampled_from(["kindergarten", "primary", "middle", "senior"]), at=st.integers(1, 9), five=st.booleans())
def test_a_grade_is_read_as_it_is_called(stage: str, at: int, five: bool) -> None:
    """Also where primary school has five grades and middle school four."""
    grades = {"kindergarten": 3, "primary": 5 if five else 6, "middle": 4 if five else 3, "senior": 3}
    if at <= grades[stage]:
        named = grade_name(stage, at, grades[stage], "zh")
        assert codes.grade(named, grades) == (stage, at)
        assert codes.grade(named, grades, of=stage) == (stage, at)
        assert codes.grade(str(at), grades, of=stage) == (stage, at)


@given(number=st.integers(1, 12), five=st.booleans())
def test_twelve_years_of_school_are_counted_through(number: int, five: bool) -> None:
    """七年级 is the first grade of middle school, and a bare 7 as well."""
    grades = {"primary": 5, "middle": 4} if five else codes.USUAL
    before = [("primary", 0), ("middle", grades["primary"]), ("senior", 9)]
    stage, first = next(each for each in reversed(before) if each[1] < number)
    assert codes.grade(str(number), grades) == (stage, number - first)
    if number <= 9:
        assert codes.grade(f"{'一二三四五六七八九'[number - 1]}年级", grades) == (stage, number - first)
        assert codes.grade(f"{number}年级", grades) == (stage, number - first)


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("0", None),
        ("13", None),
        ("托班", None),
        ("学前班", None),
        ("初一", "primary"),
        ("小学", "middle"),
        ("高四", None),
    ],
)
def test_a_grade_that_no_stage_has_is_none(text: str, of: str | None) -> None:
    """Nor one of another stage than the row's."""
    assert codes.grade(text, of=of) is None


@given(year=st.integers(1900, 2100))
def test_a_school_year_is_the_year_it_begins_in(year: int) -> None:
    """In every way in which it is written."""
    short, long = (year + 1) % 100, year + 1
    if long <= 2099:
        for text in (f"{year}—{long}学年", f"{year}/{short:02}", f"{year}{short:02}", f"{year}-{long}学年度第一学期"):
            assert codes.school_year(text) == year
    if year <= 2099:
        for text in (f"{year}年", f"{year}", f"{year}学年", f"{year}年秋季学期", f"{year}年度", f"{year}.0"):
            assert codes.school_year(text) == year
    assert codes.school_year(f"{year}-{year + 2}") is None


@given(day=st.dates(date(1955, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_every_form(day: date) -> None:
    """The serial number of a spreadsheet is one of them."""
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    for text in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日零时",
        f"{day:%Y%m%d}",
        f"{day} 00:00:00",
        f"{serial}",
        f"{serial}.0",
    ):
        assert codes.day(text) == day, text


@pytest.mark.parametrize(
    "text", ["11/1/2020", "2020年11月", "2021-02-29", "2020/11.1", "1620", "99999", "1850-01-01", ""]
)
def test_what_may_be_another_day_is_none(text: str) -> None:
    """Months first, no day, no such day, or a number that is no day."""
    assert codes.day(text) is None


@given(number=st.integers(0, 10**9))
def test_a_count_is_the_same_with_separators_and_in_wide_digits(number: int) -> None:
    """And with 人 behind it."""
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number}人", f"{number}.0"):
        assert codes.count(text) == codes.count(text.translate(SPREAD)) == codes.Count(number)


@given(number=st.integers(0, 10**9))
def test_ten_thousands_in_a_cell_are_scaled_exactly(number: int) -> None:
    """Without the dust of binary fractions."""
    found = codes.count(f"{number // 10000}.{number % 10000:04}万人")
    assert found == codes.Count(number, scaled=True)


@pytest.mark.parametrize(
    "text", ["*", "**", "＊", "<10", "＜5人", "≤3", "—", "－", "——", "…", "……", "/", "不详", "N/A", "少于5"]
)
def test_a_masked_cell_says_so(text: str) -> None:
    """It is neither nothing nor none."""
    assert codes.count(text) == codes.Count(None, masked=True)


@pytest.mark.parametrize("text", ["约20", "-5", "1,23", "12 34", "12%", "小学", "1.2.3", "20+30", "1e5"])
def test_what_is_no_count_is_none(text: str) -> None:
    """A cell that says two things, or less than nothing, is not read."""
    assert codes.count(text) is None
