"""What is said in English has its units in English too."""

from __future__ import annotations

import importlib
import pkgutil
import re

import xuewei

UNIT = re.compile(r"(?:[\d}(=] ?|^|, )(?:[千百]?万?亿?元|轨|学位|人|所|年)(?![\u4e00-\u9fff])|万元|轨")
"""A Chinese unit behind a figure, in brackets, or alone."""
PROGRAM = ".__main__"
"""What runs when it is imported."""


def english() -> dict[str, str]:
    """Every English text of every table of words, by its module and key."""
    found = {}
    for each in pkgutil.walk_packages(xuewei.__path__, "xuewei."):
        if each.name.endswith(PROGRAM):
            continue
        for name, table in vars(importlib.import_module(each.name)).items():
            if not isinstance(table, dict):
                continue
            for key, pair in table.items():
                if isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair):
                    found[f"{each.name}.{name}.{key}"] = pair[1]
    return found


def test_no_unit_is_left_in_chinese_in_english() -> None:
    """Money, classes, seats, persons: of all sentences, heads, helps and faults of the program."""
    texts = english()
    assert len(texts) > 2000
    assert {key: text for key, text in texts.items() if UNIT.search(text)} == {}
