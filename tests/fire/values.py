"""Values that programs stumble over."""

from __future__ import annotations

from random import Random
from typing import Any

WHOLES = (0, 1, 2, 3, 7, 30, 99, 1899, 1990, 2019, 2020, 2021, 2023, 2026, 2035, 2060, 2061, 2100, 9999)
NUMBERS: tuple[Any, ...] = (
    *WHOLES,
    -1,
    -0.0,
    0.1,
    0.5,
    1.5,
    2.5,
    1e-9,
    5e-324,
    1 / 3,
    10**5,
    10**6,
    10**7,
    10**9,
    10**10,
    2**31,
    2**53 + 1,
    2**63,
    2**64,
    10**30,
    10**400,
    1e18,
    1e300,
    1e308,
    -1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
)
WRITTEN = (
    "合计",
    "初一",
    "0-4岁",
    "2020/11/1",
    "2023—2024学年",
    "1.2万",
    "",
    " ",
    "0",
    "-1",
    "1e3",
    "1E400",
    "1_000",
    "1,000",
    "１２",
    "٣",
    "²",
    "0x10",
    "012",
    "12:30",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "Infinity",
    "yes",
    "no",
    "null",
    "~",
    "true",
    "2021-02-30",
    "2021-13-01",
    "0000-01-01",
    "9999-12-31",
    "2021-9-1",
    "12-31",
    "02-29",
    "2021",
    "9" * 400,
    "-" + "9" * 30,
)
HOSTILE = (
    "a" * 5000,
    "学" * 3000,
    "\x1b[31m红\x1b[0m",
    "\x1b]0;t\x07",
    "\x9b31m",
    "x\r=1+1\r",
    "a\nb",
    "a\tb",
    "\x00",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e旋",
    "\ufeff",
    "\ufffe",
    "\U000e0001",
    "e\u0301" * 40,
    "\u200b",
    "=1+1",
    "@SUM(1)",
    "[bold]x[/bold]",
    "[/]",
    "**x**",
    "`x`",
    "|",
    "<script>x</script>",
    "&amp;",
    "]]>",
    "{x}",
    "%s%n",
    "../..",
    "/",
    "\\",
    "C:\\x",
    "'",
    '"',
    ",",
    ";",
    ":",
    "#",
    "- a",
    "{",
    "[",
    "*",
    "&a",
    "!!python/object:x",
    "--help",
    "-",
    "$(x)",
    "schools[0].id",
    "a.b.c",
    "a=b",
    "α",
    "𐍈",
    "\ud7ff",
    "合计",
    "小计",
    "甲 乙",
)


def number(chance: Random) -> Any:
    """A number of any size, or something that calls itself one."""
    if chance.random() < 0.2:
        return chance.randint(-5, 3000)
    return chance.choice(NUMBERS)


def words(chance: Random) -> str:
    """Text of any kind."""
    found = chance.random()
    if found < 0.1:
        return "".join(
            chr(chance.choice((chance.randint(1, 0x2FF), chance.randint(0x4E00, 0x9FFF))))
            for _ in range(chance.randint(1, 12))
        )
    return chance.choice(WRITTEN if found < 0.5 else HOSTILE)


def anything(chance: Random) -> Any:
    """A scalar, an empty or a nested one, of any type."""
    return chance.choice([number, words, words, _other])(chance)


def _other(chance: Random) -> Any:
    return chance.choice([None, True, False, [], {}, [[]], {"": ""}, [1, "a", None], {"a": {"b": {"c": 1}}}])
