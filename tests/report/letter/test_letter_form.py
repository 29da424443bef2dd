"""What stands around a document's text: whole as it is written, or refused before anything is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from letters import lent

from inside import run

LONG = (
    "关于印发某某市中心城区二〇二六至二〇三五年基础教育阶段公办与民办学校布局调整"
    "和学位供给专项规划及其分年度实施方案（征求意见稿）并就学位余缺情况作出说明的报告"
)


@pytest.fixture(autouse=True)
def pictures() -> Iterator[None]:
    """None of these tests looks at pictures."""
    with lent():
        yield


def test_a_title_stands_whole(tmp_path: Path) -> None:
    """However many lines it takes, and in the properties too; so do the names."""
    path, office = tmp_path / "x.docx", "某某市教育局基础教育处学位规划工作专班" * 4
    form = ("--title", LONG, "--sign", office, "--addressee", office, "--number", "某教〔2026〕12号")
    done = run("report", "--to", "2025", *form, "--output", path)
    assert (done.returncode, done.stderr) == (0, "")
    document = Document(str(path))
    texts = [each.text for each in document.paragraphs]
    assert LONG in texts
    assert office in texts
    assert f"{office}：" in texts
    assert document.core_properties.title == LONG
    assert not any("…" in text for text in texts if text.startswith(("关于", "某某市")))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--title", ""], "--title：不能是空的（不写则为 关于…学位余缺情况的报告）"),
        (["--number", ""], "--number：不能是空的（不写则没有版头）"),
        (["--addressee", ""], "--addressee：不能是空的（不写则留空待填）"),
        (["--sign", " 　"], "--sign：不能是空的"),
        (["--addressee", "某市\n人民政府"], "--addressee：应为一行文字"),
        (["--title", "题" * 121], "--title：至多 120 字（实为 121 字）"),
        (["--date", ""], "--date：应为日期"),
        (["--date", "2027年1月3日"], "--date：应为日期"),
        (["--date", "0027-01-03"], "--date：须在 1900 至 2100 之间（实为 27）"),
        (["--number", "第三号"], "--number：发文字号应写作 运教〔2027〕3号"),
        (["--number", "运教[2027]第03号"], "是否想写 运教〔2027〕3号"),
        (["--number", "运教（2027）3号"], "是否想写 运教〔2027〕3号"),
    ],
)
def test_what_cannot_stand_there_is_refused_before_anything_is_written(
    tmp_path: Path, words: list[str], told: str
) -> None:
    """With the option and what it should be; exit 2."""
    done = run("report", *words, "--output", tmp_path / "x.docx")
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize(
    ("lang", "signed", "mark"),
    [
        ("zh", [], "（发文机关）文件"),
        ("zh", ["--sign", "某市教育局"], "某市教育局文件"),
        ("en", [], "(issued by)"),
        ("en", ["--sign", "The Bureau"], "The Bureau"),
    ],
)
def test_a_number_stands_below_the_name_of_who_issues_it_or_a_place_for_it(
    tmp_path: Path, lang: str, signed: list[str], mark: str
) -> None:
    """Never below nothing; without a number there is no head."""
    number = "运教〔2027〕3号"
    done = run("report", "--to", "2025", "--number", number, *signed, "--lang", lang, "--output", tmp_path / "x.docx")
    assert (done.returncode, done.stderr) == (0, "")
    texts = [each.text for each in Document(str(tmp_path / "x.docx")).paragraphs]
    assert texts[:2] == [mark, number]
    run("report", "--to", "2025", *signed, "--lang", lang, "--output", tmp_path / "y.docx")
    assert mark not in [each.text for each in Document(str(tmp_path / "y.docx")).paragraphs][:2]


@pytest.mark.parametrize("ending", ["", "：", ":", "： "])
def test_an_addressee_has_one_colon(tmp_path: Path, ending: str) -> None:
    """However its name was written."""
    for n, (lang, told) in enumerate((("zh", "市政府："), ("en", "To 市政府:"))):
        path = tmp_path / f"{n}.docx"
        run("report", "--to", "2025", "--addressee", f"市政府{ending}", "--lang", lang, "--output", path)
        assert told in [each.text for each in Document(str(path)).paragraphs]


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """A line for each option."""
    wrong = ("--title", "", "--sign", "", "--date", "明天", "--number", "3")
    done = run("report", *wrong, "--output", tmp_path / "x.docx")
    for option in ("--title", "--sign", "--date", "--number"):
        assert done.stderr.count(f"{option}：") == 1


def test_a_number_may_wait_for_its_figure_and_english_has_its_own(tmp_path: Path) -> None:
    """Room is left in a draft; elsewhere offices number as they like."""
    for n, words in enumerate((["--number", "运教〔2027〕　号"], ["--number", "No. 12/2027", "--lang", "en"])):
        done = run("report", "--to", "2025", *words, "--output", tmp_path / f"{n}.docx")
        assert (done.returncode, done.stderr) == (0, "")
