"""Documents that stand in Chinese and in English say the same: headings, tables, lists, keys, commands and figures."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator

import pytest

from program import TOP

DOCS = TOP / "docs"
PAIRS = ("method", "formats", "accuracy")
TIMES = {"million": 10**6, "billion": 10**9, "万": 10**4, "亿": 10**8}
FORMULA = re.compile(r"[=÷·×−√Σ≥≤±]|\bmod\b|^⌈")
"""What marks a span of code as a formula, which is written in the words of its language."""
POINT = re.compile(r"- |\d+\. |#+ |\|")


def blocks(text: str) -> list[str]:
    """Headings, paragraphs, points, rows of tables and blocks of code, in their order; names for links left out, and so
    are the tables of the backtest, which the program prints in either language."""
    found = [""]
    text = text.partition("<!-- backtest -->")[0]
    for line in re.sub(r'^<a id="[\w-]+"></a>\n', "", text, flags=re.MULTILINE).splitlines():
        if not line.strip() or POINT.match(line):
            found.append("")
        found[-1] += f"{line}\n" if line.strip() else ""
    return [each for each in found if each]


def form(block: str) -> str:
    """What a block is: the mark of its heading with a number, a point, a row, code or a paragraph."""
    if heading := re.match(r"(#+) (\d+\.)?", block):
        return heading[0]
    mark = POINT.match(block)
    return mark[0] if mark else "code" if block.startswith("    ") else "paragraph"


def keys(block: str) -> set[str]:
    """Names of the contract: all Latin words inside backticks but those of formulas; of code all but its comments."""
    if form(block) == "code":
        return {told for line in block.splitlines() if (told := line.partition("#")[0].strip())}
    spans = [span for span in re.findall(r"`([^`]+)`", block) if not FORMULA.search(span)]
    return {word for span in spans for word in re.findall(r"[\w.*-]*[A-Za-z][\w.*-]*", span)}


def figures(block: str) -> set[str]:
    """Every number in digits outside names of code; months are numbers, 万 and million are multiplied out. 10,000 yuan
    (万元) alone is a unit."""
    plain = re.sub(r"`([^`]+)`", lambda span: span[1] if FORMULA.search(span[1]) else " ", block)
    plain = re.sub(r"\]\([^)]*\)", "]", plain)
    for n, month in list(enumerate(month_name))[1:]:
        plain = re.sub(rf"\b{month}s?\b", f" {n} ", plain)
    plain = re.sub(r" × 10,000 yuan\b", "万", plain)
    plain = re.sub(r"\b10,000 yuan\b", "yuan", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    found = re.findall(r"(\d+(?:\.\d+)*)(?: ?(million|billion|万|亿))?", plain)
    return {f"{float(n) * TIMES.get(unit, 1):.12g}" for n, unit in found if n.count(".") < 2}


def both(name: str) -> Iterator[tuple[str, str]]:
    """The blocks of a document, Chinese and English, side by side."""
    chinese, english = (blocks((DOCS / each).read_text(encoding="utf-8")) for each in (f"{name}.md", f"{name}.en.md"))
    for one, other in zip(chinese, english, strict=False):
        assert form(one) == form(other), (one, other)
        yield one, other
    assert len(chinese) == len(english)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("of", [keys, figures])
def test_both_languages_say_the_same(name: str, of: Callable[[str], set[str]]) -> None:
    """Block by block, the Chinese has the keys and the figures of the English, and no others."""
    differing = [(one[:60], of(one) - of(other), of(other) - of(one)) for one, other in both(name)]
    assert [each for each in differing if each[1] or each[2]] == []


@pytest.mark.parametrize("name", PAIRS)
def test_each_document_keeps_to_its_language(name: str) -> None:
    """No paragraph was left in the other one; Chinese text is not folded, for the end of a line shows as a blank."""
    ideographs = re.compile(r"[\u4e00-\u9fff]")
    for one, other in both(name):
        if form(one) in ("code", "|"):
            continue
        plain = [re.sub(r"`[^`]*`", "", each) for each in (one, other)]
        assert not re.search(r"(?:[A-Za-z]+ ){6}", plain[0]), one
        assert len(ideographs.findall(plain[1])) < 0.3 * len(plain[1]), other
        assert not re.search(r"\n {2}\S", one), one


@pytest.mark.parametrize("name", PAIRS)
def test_links_stay_in_their_language(name: str) -> None:
    """The Chinese leads to the Chinese, the English to the English; every file and place is there."""
    for end, other in ((".md", ".en.md"), (".en.md", ".md")):
        text = (DOCS / f"{name}{end}").read_text(encoding="utf-8")
        places = set(re.findall(r'<a id="([\w-]+)">', text))
        places |= {each.lower().replace(" ", "-") for each in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)}
        for file, _, place in (each.partition("#") for each in re.findall(r"\]\(([^)]*)\)", text)):
            assert file not in {f"{each}{other}" for each in PAIRS}, (name, end, file)
            assert (DOCS / file).exists(), (name, end, file)
            assert file or place in places, (name, end, place)
