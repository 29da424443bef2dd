"""Every shipped source has its English, a file is told by what it holds, Chinese alone is said to be so."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from xuewei.language.source_titles import CHINESE, ENGLISH, titled

from program import TOP

DATA = TOP / "data"


def figures(node: object, path: str) -> Iterator[tuple[str, dict[str, object]]]:
    """All mappings of a file that name a source."""
    if isinstance(node, dict):
        if isinstance(node.get("source"), str):
            yield path, node
        for key, value in node.items():
            yield from figures(value, f"{path}.{key}")
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from figures(value, f"{path}[{n}]")


@pytest.mark.parametrize("file", ["estates.yaml", "policy.yaml", "population/assumptions.yaml"])
def test_no_shipped_figure_lacks_its_source_in_english(file: str) -> None:
    """Beside it, in letters that an English reader can read, but for names."""
    found = list(figures(yaml.safe_load((DATA / file).read_text("utf-8")), file))
    assert len(found) > 5
    assert [path for path, node in found if not node.get("source_en")] == []


@pytest.mark.parametrize("file", sorted(DATA.glob("**/*.csv")), ids=lambda file: str(file.relative_to(DATA)))
def test_no_row_of_a_shipped_table_lacks_its_source_in_english(file: Path) -> None:
    """Whatever table it stands in."""
    with open(file, encoding="utf-8-sig") as lines:
        sources = {row["source"] for row in csv.DictReader(line for line in lines if not line.startswith("#"))}
    assert sources
    assert [each for each in sources if CHINESE.search(each) and each not in ENGLISH] == []


def test_the_plan_too() -> None:
    """Its document, and what its seats in use are."""
    plan = yaml.safe_load((DATA / "plan_2021_2025.yaml").read_text("utf-8"))
    assert {plan["source"]["title"], plan["base_seats"]["source"]} <= {*ENGLISH}


@pytest.mark.parametrize("name", ["births.csv", "数据/出生人口.xlsx", "POPULATION/Census.CSV"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_file_name_stands_alone(name: str, lang: str) -> None:
    """Nor the folder that it lies in."""
    found = titled(name, lang)
    file = name.rpartition("/")[2]
    assert file in found
    assert len(found) > len(file) + 8
    assert "/" not in found


def test_a_source_in_chinese_alone_is_quoted_in_english() -> None:
    """With its basis where that is known; in Chinese it stays as it is."""
    assert titled("县统计年鉴", "en") == "“县统计年鉴” (in Chinese)"
    assert titled("县统计年鉴", "en", "derived") == "“县统计年鉴” (in Chinese; derived)"
    assert titled("县统计年鉴", "zh") == "县统计年鉴"
    assert titled("county yearbook", "en") == "county yearbook"
