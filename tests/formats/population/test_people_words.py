"""Tables of people with the titles, codes, separators and encodings in which people have them hold what the keys of the
contract hold; what is not clear is refused with its line and its title, and what is not written is said."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats.population.areas import AREAS
from xuewei.formats.population.folder import read_enrolment, read_population
from xuewei.formats.population.tables import TABLES
from xuewei.formats.population.zone_tables import ZONE_TABLES
from xuewei.formats.titles import PLACES, TITLES, ZONES, titles_of
from xuewei.model.population import BirthsRow, EnrolmentRow, Population, Unwritten

from inside import run

Rows = list[list[str]]
Pick = Callable[[Sequence[str]], str]
COLUMNS = {
    **{name: table.columns for name, table in TABLES.items()},
    **{name: table.columns for name, table in ZONE_TABLES.items()},
    "areas": AREAS,
}
STAGES = {"kindergarten": ("幼儿园", "学前教育"), "primary": ("小学", "小学阶段"), "middle": ("初中", "普通初中")}
GRADES = {
    ("kindergarten", 1): ("小班",),
    ("kindergarten", 3): ("大班",),
    ("primary", 1): ("一年级", "小学一年级"),
    ("primary", 6): ("六年级", "小学六年级"),
    ("middle", 1): ("初一", "七年级", "初中一年级"),
    ("middle", 3): ("初三", "九年级"),
}
WORDS = {
    "male": ("男", "男性", "Male"),
    "female": ("女", "女生", "F"),
    "published": ("公布", "published"),
    "derived": ("推算",),
    "assumed": ("假设",),
    "hukou": ("户籍", "户籍子女"),
    "resident": ("常住",),
}
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
DAYS = (
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y.%m.%d}",
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: day.isoformat(),
)


def in_words(name: str, rows: Rows, pick: Pick, index: Callable[[int], int]) -> Rows:
    """A table in keys of the contract with other titles and other words in its cells."""
    head, body = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    known = titles_of(COLUMNS[name])
    called = {key: pick([key, *(title for title, each in known.items() if each == key)]) for key in head}
    ages = pick(["", "年龄组", "年龄"]) if name == "census" else ""
    made: Rows = []
    for row in body:
        cells = {key: cell_in_words(name, key, row, pick, index) for key in head}
        if ages:
            cells["age_from"] = _ages(row["age_from"], row["age_to"])
            del cells["age_to"]
        made.append([*cells.values()])
    titles = [ages if ages and key == "age_from" else called[key] for key in head if not (ages and key == "age_to")]
    return [titles, *made]


def _ages(first: str, last: str) -> str:
    return f"{first}岁及以上" if not last else f"{first}岁" if first == last else f"{first}-{last}岁"


def cell_in_words(name: str, key: str, row: dict[str, str], pick: Pick, index: Callable[[int], int]) -> str:
    """A cell as people write it."""
    text = row[key]
    if not text or key in ("area", "source", "share", "from", "to", "part_of", "from_area", "to_area"):
        return text
    if key in ("date", "period_end"):
        return DAYS[index(len(DAYS))](date.fromisoformat(text))
    if key == "year" and name in ("enrolment", "areas"):
        year = int(text)
        return pick([f"{year}年", f"{year}—{year + 1}学年", f"{year}/{(year + 1) % 100:02}", text])
    if key.endswith("year"):
        return pick([f"{text}年", text])
    if key in ("age", "age_from", "age_to"):
        return pick([f"{text}岁", text])
    if key == "stage":
        return pick([text, *STAGES[text]])
    if key == "grade":
        return pick([text, *GRADES[row["stage"], int(text)]])
    if text in WORDS:
        return pick([text, *WORDS[text]])
    return pick([text, f"{int(text):,}", f"{text}人", text.translate(FULL), f" {text} "])


def put(folder: Path, name: str, rows: Rows, separator: str = ",", encoding: str = "utf-8", more: int = 0) -> None:
    """Write a table, with ``more`` empty cells after each row."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows([*row, *[""] * more] for row in rows)
    (folder / f"{name}.csv").write_bytes(stream.getvalue().encode(encoding))


def tables(number: Callable[[int], int], basis: Pick) -> dict[str, Rows]:
    """A folder of two areas in keys of the contract."""

    def whence() -> Sequence[str]:
        return basis(["published", "derived", "assumed"]), "统计局"

    ages = [("0", "0"), ("1", "4"), ("5", "9"), ("10", "39"), ("40", "")]
    return {
        "census": [
            ["area", "sex", "age_from", "age_to", "persons", "date", "basis", "source"],
            *(
                [area, sex, *group, str(number(9000)), "2020-11-01", *whence()]
                for area in ("甲县", "乙县")
                for sex in ("male", "female")
                for group in ages
            ),
        ],
        "births": [
            ["area", "year", "births", "basis", "source", "period_end", "published_year"],
            *(["甲县", str(year), str(number(3000) + 1), *whence(), f"{year}-12-31", ""] for year in range(2015, 2024)),
            ["丙县", "2015", str(number(3000) + 1), *whence(), "", ""],
        ],
        "totals": [["area", "date", "persons", "basis", "source"], ["甲县", "2022-12-31", "50000", *whence()]],
        "enrolment": [
            ["area", "year", "stage", "grade", "pupils", "basis", "source"],
            *(
                ["甲县", str(year), stage, str(grade), str(number(3000)), *whence()]
                for year in (2022, 2023)
                for stage, grade in GRADES
            ),
            ["乙县", "2023", "primary", "", str(number(3000)), *whence()],
        ],
        "children": [
            ["area", "birth_year", "persons", "kind", "date", "basis", "source"],
            *(["甲一片", str(year), str(number(3000)), "hukou", "2023-12-31", *whence()] for year in (2019, 2020)),
            ["乙县", "2020", str(number(3000)), "resident", "2023-12-31", *whence()],
        ],
        "zones": [["area", "part_of", "share", "basis", "source"], ["甲一片", "甲县", "0.5", *whence()]],
        "flows": [
            ["from_area", "to_area", "stage", "share", "basis", "source"],
            ["甲县", "乙县", "middle", "0.25", *whence()],
        ],
        "areas": [["year", "from", "to", "share", "basis", "source"], ["2016", "丙县", "乙县", "", *whence()]],
    }


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_folder_in_words_of_people_holds_what_one_in_keys_holds(seed: int) -> None:
    """Every table, in any titles and words, any separator and encoding, with any number of empty cells at the end."""
    chance = Random(seed)
    pick, below = chance.choice, chance.randrange
    made = tables(below, pick)
    with tempfile.TemporaryDirectory() as top:
        keys, people = Path(top, "keys"), Path(top, "people")
        keys.mkdir()
        people.mkdir()
        for name, rows in made.items():
            put(keys, name, rows)
            encoding = pick(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
            put(people, name, in_words(name, rows, pick, below), pick([",", ";", "\t", "，", "；"]), encoding, below(3))
        assert read_population(people) == read_population(keys)
        assert read_enrolment(people).rows == read_enrolment(keys).rows


def test_no_title_means_two_columns_of_a_table() -> None:
    """Else the first of them would take it from the other."""
    for columns in COLUMNS.values():
        titles = {name: TITLES.get(name, "").split() for name in columns}
        if "part_of" in columns:
            titles["area"] = ZONES.split()
        found = [title for each in titles.values() for title in each]
        assert len(found) == len(set(found))
        assert set(titles_of(columns)) == set(found) - set(columns)
    assert set(PLACES.split()) <= set(titles_of(TABLES["census"].columns))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with nothing in it."""
    (tmp_path / "people").mkdir()
    return tmp_path / "people"


def enrolment(folder: Path, text: str) -> list[tuple[str, int | None, float]]:
    """Stages, grades and pupils of the rows below a head."""
    (folder / "enrolment.csv").write_text(text, encoding="utf-8")
    return [(row.stage, row.grade, row.pupils) for row in read_enrolment(folder).rows.enrolment]


def faults(folder: Path, name: str, text: str) -> list[str]:
    """The English lines of the faults of a table in a folder."""
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        (read_enrolment if name == "enrolment" else read_population)(folder)
    return [fault.text("en").replace(f"{folder}/", "") for fault in wrong.value.faults]


@pytest.mark.parametrize(
    ("stage", "grade", "found"),
    [
        ("小学", "三年级", ("primary", 3)),
        ("小学", "3", ("primary", 3)),
        ("小学", "", ("primary", None)),
        ("小学", "合计", ("primary", None)),
        ("primary", "小学三年级", ("primary", 3)),
        ("初中", "八年级", ("middle", 2)),
        ("middle", "初二", ("middle", 2)),
        ("初二", "", ("middle", 2)),
        ("初二", "初二", ("middle", 2)),
        ("初二", "2", ("middle", 2)),
        ("学前", "大班", ("kindergarten", 3)),
        ("高中", "高一", ("senior", 1)),
        ("普通高中", "", ("senior", None)),
    ],
)
def test_stages_and_grades_by_any_name(folder: Path, stage: str, grade: str, found: tuple[str, int | None]) -> None:
    """With stage and grade in columns of their own."""
    text = f"区域,学年,学段,年级,在校生\n甲县,2023年,{stage},{grade},120\n"
    assert enrolment(folder, text) == [(*found, 120)]


@pytest.mark.parametrize(
    ("grade", "found"),
    [("三年级", ("primary", 3)), ("7", ("middle", 1)), ("初中", ("middle", None)), ("中班", ("kindergarten", 2))],
)
def test_a_grade_alone_names_its_stage(folder: Path, grade: str, found: tuple[str, int | None]) -> None:
    """七年级 without a stage is of middle school."""
    assert enrolment(folder, f"区域,学年,年级,在校生\n甲县,2023,{grade},120\n") == [(*found, 120)]


def test_grades_are_counted_by_the_stages_of_the_folder(folder: Path) -> None:
    """Where primary school has five grades, 六年级 is the first of middle school; what a folder calls a stage is one."""
    own = "{entry_age: 6, grades: 5, class_size: 45}"
    middle = "{entry_age: 11, grades: 4, class_size: 50}"
    (folder / "assumptions.yaml").write_text(
        f"stages:\n  primary: {own}\n  middle: {middle}\n  特教: {own.replace('6', '15')}\n", encoding="utf-8"
    )
    text = "区域,学年,学段,年级,在校生\n甲县,2023,,六年级,120\n甲县,2023,特教,1,12\n"
    found = enrolment(folder, text.replace("学段,", "").replace(",,", ",").replace("特教,1", "特教"))
    assert found == [("middle", 1, 120), ("特教", None, 12)]
    assert enrolment(folder, text.replace(",,", ",初中,")) == [("middle", 1, 120), ("特教", 1, 12)]


ACROSS = [
    ("area,year,stage,1,2", "甲县,2023,primary,120,", [("primary", 1, 120)]),
    ("area,year,stage,grade1,Grade 2", "甲县,2023,primary,120,130", [("primary", 1, 120), ("primary", 2, 130)]),
    ("区域;学年;学段;1年级;2年级;合计", "甲县;2023/24;初中;120;130;250", [*(("middle", n, 110 + 10 * n) for n in (1, 2)), ("middle", None, 250)]),
    ("区域,学年,大班,六年级（人）,七年级", "甲县,2023,90,120,130", [("kindergarten", 3, 90), ("primary", 6, 120), ("middle", 1, 130)]),
    ("区域,学年,一年级,二年级,合计", "甲县,2023,120,0,120", [("primary", 1, 120), ("primary", 2, 0), ("primary", None, 120)]),
    ("区域,学年,幼儿园,小学", "甲县,2023,300,700", [("kindergarten", None, 300), ("primary", None, 700)]),
]  # fmt: skip


@pytest.mark.parametrize(("head", "line", "found"), ACROSS)
def test_a_column_a_grade_is_read(
    folder: Path, head: str, line: str, found: list[tuple[str, int | None, float]]
) -> None:
    """Grades, or stages, across the page: a cell is a row of its own, an empty one none."""
    assert enrolment(folder, f"{head}\n{line}\n") == found


def test_faults_of_a_column_a_grade_stand_once_with_its_title(folder: Path) -> None:
    """What is wrong with a line is not said of every grade in it."""
    head = "区域,学年,学段,1年级,2年级,3年级"
    assert faults(folder, "enrolment", f"{head}\n甲县,20年,小学,1,2,3\n甲县,2023,小学,1,二十,abc\n") == [
        "enrolment.csv:2: 学年: must be a whole number from 1900 to 2100 (found 20年)",
        "enrolment.csv:3: 2年级: must be a number from 0 to 10000000000 (found 二十)",
        "enrolment.csv:3: 3年级: must be a number from 0 to 10000000000 (found abc)",
    ]
    (wrong,) = faults(folder, "enrolment", f"{head}\n甲县,2023,小学,1,2,3\n甲县,2023,小学,1,2,3\n")
    assert wrong.startswith("enrolment.csv:3: ")


def test_a_count_of_no_grade_is_refused_beside_a_column_a_grade(folder: Path) -> None:
    """Else the classes of a school would count once a grade."""
    (wrong,) = faults(folder, "enrolment", "区域,学年,学段,1年级,2年级,班数\n甲县,2023,小学,40,45,2\n")
    assert wrong.startswith("enrolment.csv:1: 班数: cannot stand beside a column a grade")


@pytest.mark.parametrize(
    ("cell", "births"),
    [('"1,234"', 1234), ("１２３４", 1234), ("1234人", 1234), ("0.12万", 1200), ("1 234", 1234), ("12.5", 12.5)],
)
def test_numbers_as_they_are_printed(folder: Path, cell: str, births: float) -> None:
    """With separators of thousands, in full width, with a unit."""
    (folder / "births.csv").write_text(f"区县,年份,出生人口\n甲县,2020年,{cell}\n", encoding="utf-8")
    assert [row.births for row in read_population(folder).births] == [births]


def test_a_unit_in_the_title_counts(folder: Path) -> None:
    """出生数（万人） holds tens of thousands, unless a cell says its own."""
    text = "区县,年份,出生数（万人）\n甲县,2020,0.21\n甲县,2021,1900人\n甲县,2022,0.2万\n"
    (folder / "births.csv").write_text(text, encoding="utf-8")
    assert [row.births for row in read_population(folder).births] == [2100, 1900, 2000]


HEAD = "区域,性别,年龄组,人数,日期\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "births",
            "区域,年份,出身人口数\n甲县,2020,5\n",
            [
                "births.csv:1: 出身人口数: unknown column. Did you mean 出生人口数?",
                "births.csv:1: births: column births (出生数) is missing",
            ],
        ),
        (
            "births",
            "area,yaer,births\n甲县,2020,5\n",
            ["births.csv:1: yaer: unknown column. Did you mean year?", "births.csv:1: year: column year is missing"],
        ),
        (
            "births",
            "区域,area,年份,出生数\n甲县,甲县,2020,5\n",
            ["births.csv:1: area: is the same column as 区域 (area)"],
        ),
        ("births", "区域,年份,出生数,出生数\n甲县,2020,5,5\n", ["births.csv:1: 出生数: duplicate column"]),
        ("births", "区域,出生数\n甲县,5\n", ["births.csv:1: year: column year (年份) is missing"]),
        ("births", "区域,年份,出生数\n全县合计,2020,5\n", ["births.csv:2: 区域: is a row of sums"]),
        ("births", "区域,年份,出生数\n甲县,2020,*\n", ["births.csv:2: 出生数: gives no number"]),
        ("births", "区域,年份,出生数\n甲县,2020,<10\n", ["births.csv:2: 出生数: gives no number"]),
        ("births", "区域,年份,出生数\n甲县,2020,10²\n", ["births.csv:2: 出生数: must be a number"]),
        ("births", "区域,年份,出生数\n甲县,2020,约20\n", ["births.csv:2: 出生数: must be a number"]),
        ("births", "区域,年份,出生数\n甲县,20年,5\n", ["births.csv:2: 年份: must be a whole number"]),
        ("births", "区域,年份,出生数\n甲县,2020,5,6\n", ["births.csv:2: has 4 cells, but the header has 3"]),
        ("census", HEAD + "甲县,合计,0岁,5,2020/11/1\n", ["census.csv:2: 性别: is a row of sums"]),
        ("census", HEAD + "甲县,男,合计,5,2020/11/1\n", ["census.csv:2: 年龄组: is a row of sums"]),
        ("census", HEAD + "甲县,难,0岁,5,2020/11/1\n", ["census.csv:2: 性别: must be one of"]),
        ("census", HEAD + "甲县,男,0岁,5,2020/13/1\n", ["census.csv:2: 日期: must be a date"]),
        ("enrolment", "区域,学年,年级,在校生\n甲县,2023,合计,5\n", ["enrolment.csv:2: 年级: is a row of sums"]),
        ("enrolment", "区域,学年,学段,年级,在校生\n甲县,2023,小学,初一,5\n", ["enrolment.csv:2: 年级: is no grade"]),
        ("enrolment", "区域,学年,学段,年级,在校生\n甲县,2023,初一,2,5\n", ["enrolment.csv:2: 年级: is no grade"]),
        (
            "enrolment",
            "区域,学年,学段,在校生\n甲县,2023,小学校校,5\n",
            ["enrolment.csv:2: stage: is not a known stage"],
        ),
        ("enrolment", "区域,学年,年级,在校生\n甲县,2023,七年级,5\n甲县,2023,初一,6\n", ["enrolment.csv:3: "]),
    ],
)
def test_what_is_not_clear_is_told_with_the_titles_of_the_file(
    folder: Path, name: str, text: str, said: list[str]
) -> None:
    """Nothing is guessed; the nearest title is looked for in both languages."""
    found = faults(folder, name, text)
    assert len(found) == len(said), found
    assert all(line.startswith(each) for line, each in zip(found, said, strict=True)), found


BIRTHS = "区域;年份;出生数;\n" + "".join(f"甲县;{year}年;{2000 - year % 10};\n" for year in range(2012, 2024))
WRITTEN = "area,year,births,basis,source\n甲县,2012,9,published,公报\n"


def test_what_is_not_written_stands_for_the_weakest(folder: Path) -> None:
    """Basis assumed, the file as its source; both known as nobody's words, also in one cell alone."""
    (folder / "births.csv").write_text("区域,年份,出生数\n甲县,2012,9\n", encoding="utf-8")
    people = read_population(folder)
    assert people.births == (BirthsRow("甲县", 2012, 9, "assumed", "births.csv", date(2012, 12, 31), None, 2),)
    assert isinstance(people.births[0].basis, Unwritten)
    assert people.unwritten == {("source", "basis"): ["births"]}
    (folder / "births.csv").write_text(WRITTEN + "甲县,2013,9,published,\n", encoding="utf-8")
    assert read_population(folder).unwritten == {("source",): ["births"]}
    (folder / "births.csv").write_text(WRITTEN + "甲县,2013,9,,公报\n", encoding="utf-8")
    assert read_population(folder).unwritten == {("basis",): ["births"]}
    (folder / "births.csv").write_text(WRITTEN, encoding="utf-8")
    assert read_population(folder).unwritten == {}


def test_sums_of_unwritten_rows_are_unwritten(folder: Path) -> None:
    """Pupils of an area that changed stay without a source."""
    (folder / "areas.csv").write_text("年份,原区域,现区域\n2022,乙县,甲县\n", encoding="utf-8")
    rows = "".join(f"{area},{year},小学,{pupils}\n" for area, year, pupils in (("乙县", 2021, 5), ("甲县", 2021, 7)))
    (folder / "enrolment.csv").write_text(f"区域,学年,学段,在校生\n{rows}甲县,2022,小学,13\n", encoding="utf-8")
    people = read_enrolment(folder).rows
    summed = EnrolmentRow("甲县", 2021, "primary", None, 12, "assumed", "enrolment.csv；areas.csv")
    assert summed in people.enrolment
    assert people.unwritten == {("source", "basis"): ["enrolment", "areas"]}


PLAN = """\
plan: 试
area: 甲县
years: [2021, 2025]
population: people
base_seats: {year: 2023, seats: {primary: 9000, middle: 5000}}
schools:
  - {id: a, type: primary, area: 甲县, seats: {primary: 540}, opens: 2024}
"""
COMMANDS = [
    ("check", "plan.yaml", "people"),
    ("gap", "--plan", "plan.yaml", "--year", "2025"),
    ("forecast", "--plan", "plan.yaml"),
    ("forecast", "--population", "people"),
    ("warn", "--plan", "plan.yaml"),
    ("backtest", "people"),
]


@pytest.fixture
def project(tmp_path: Path, folder: Path) -> Path:
    """A plan beside people in their own words, without a source."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "births.csv").write_bytes(BIRTHS.encode("gb18030"))
    ages = [("男", "女"), [*(f"{n}-{n + 4}岁" for n in range(0, 85, 5)), "85岁及以上"]]
    rows = "".join(f"甲县\t{sex}\t{age}\t1，000\t2020年11月1日\n" for sex in ages[0] for age in ages[1])
    (folder / "census.csv").write_bytes(("地区\t性别\t年龄\t人口数\t普查时点\n" + rows).encode("utf-16"))
    names = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "初一", "八年级", "初三")
    rows = "".join(
        f"甲县,{year}—{year + 1}学年,{name},{1900 + year % 7},\n" for year in range(2019, 2024) for name in names
    )
    (folder / "enrolment.csv").write_text("区域,学年,年级,在校生,\n" + rows, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_answers_say_once_that_no_source_is_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """In one sentence with the columns that say it; none where sources are written."""
    monkeypatch.chdir(project)
    shown = run(*command).stdout
    assert shown.count("未写来源") == 1, shown
    assert "births.csv" in shown.partition("未写来源")[2]
    assert run(*command, "--lang", "en").stdout.count("Source not written") == 1
    for file in (project / "people").iterdir():
        people: Population = read_population(project / "people")
        assert people.unwritten
        if file.name == "census.csv":
            file.unlink()


@pytest.mark.parametrize("command", [("simulate", "--plan", "plan.yaml", "--draws", "20"), ("explain", "--help")])
def test_other_answers_read_them_too(project: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    """Blocks of a population among them."""
    monkeypatch.chdir(project)
    assert run(*command).returncode == 0
