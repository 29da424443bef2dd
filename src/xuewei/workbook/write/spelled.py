"""Sentences as formulas: the same words as in every answer, with cells in the place of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter

from xuewei.language.counted import COUNT, DOES, ONE

LONGEST = 250
"""Characters of a text in a formula; Excel takes 255."""


def quoted(text: str) -> str:
    """A text as formulas write it.

    >>> quoted('小"学"校')
    '"小""学""校"'
    """
    parts = [text[n : n + LONGEST] for n in range(0, len(text), LONGEST)] or [""]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


def in_list(text: str) -> bool:
    """Whether a list inside a formula, ``{"";"…"}``, may hold a text: one that is short, without signs that no file
    holds as they are.

    >>> in_list("盐湖区"), in_list("\x1b[2J"), in_list("区" * 251)
    (True, False, False)
    """
    return len(text) <= LONGEST and text.isprintable()


def spelled(words: str, lang: str, values: Mapping[str, str]) -> str:
    """Words as a formula, ``values`` the formulas of what they are filled with; what is counted agrees with one of it.

    >>> spelled("{stage}缺 {n:,} 个", "zh", {"stage": "A1", "n": "B1"})
    'A1&"缺 "&TEXT(B1,"#,##0")&" 个"'
    >>> spelled("{n} seats", "en", {"n": "B1"})
    'B1&IF(B1=1," seat"," seats")'
    """
    return "&".join(_parts(words, lang, values)) or '""'


def _parts(words: str, lang: str, values: Mapping[str, str]) -> Iterator[str]:
    place = 0
    for found in COUNT.finditer(words) if lang == "en" else ():
        count, between, thing, space, does = found.groups("")
        yield from _filled(words[place : found.start()] + count, values)
        ((_, name, _, _),) = Formatter().parse(count)
        one, many = (f"{between}{a}{space}{b}" for a, b in ((ONE[thing], DOES.get(does, "")), (thing, does)))
        yield f"IF({values[str(name)]}=1,{quoted(one)},{quoted(many)})"
        place = found.end()
    yield from _filled(words[place:], values)


def _filled(words: str, values: Mapping[str, str]) -> Iterator[str]:
    for text, name, form, _ in Formatter().parse(words):
        if text:
            yield quoted(text)
        if name:
            yield f'TEXT({values[name]},"#,##0")' if form == "," else values[name]


def runs(years: Iterable[int], flags: Iterable[bool], between: str) -> Iterator[tuple[int, str]]:
    """After each year the first year of the run of flagged ones that it is in (0: in none), and all runs so far.

    >>> list(runs([2023, 2024, 2025, 2026], [True, True, False, True], "、"))
    [(2023, '2023'), (2023, '2023–2024'), (0, '2023–2024'), (2026, '2023–2024、2026')]
    """
    start, text = 0, ""
    for year, on in zip(years, flags, strict=True):
        start = (start or year) if on else 0
        if start == year:
            text += f"{between if text else ''}{year}"
        elif on:
            text = f"{text}–{year}" if start == year - 1 else f"{text[:-4]}{year}"
        yield start, text


def run_formulas(flag: str, year: str, start: str, above: tuple[str, str] | None, between: str) -> tuple[str, str]:
    """The two of :func:`runs` as formulas; ``above`` are the cells of the year before, None in the first year."""
    if above is None:
        return f"IF({flag},{year},0)", f'IF({flag},""&{year},"")'
    begun, text = above
    new = f'{text}&IF({text}="","",{quoted(between)})&{year}'
    longer = f'IF({start}={year}-1,{text}&"–"&{year},LEFT({text},LEN({text})-4)&{year})'
    return (
        f"IF({flag},IF({begun}>0,{begun},{year}),0)",
        f"IF({flag},IF({start}={year},{new},{longer}),{text})",
    )


def listings(names: Sequence[str], flags: Sequence[bool], between: str, last: str) -> Iterator[str]:
    """The flagged names so far, ``last`` before the last of all.

    >>> list(listings(["a", "b", "c"], [True, False, True], ", ", " and "))
    ['a', 'a', 'a and c']
    """
    text, count = "", 0
    for name, on in zip(names, flags, strict=True):
        count += on
        if on:
            text += f"{'' if count == 1 else last if count == sum(flags) else between}{name}"
        yield text


def listing_formula(flag: str, name: str, above: str | None, so_far: str, whole: str, words: tuple[str, str]) -> str:
    """The same as a formula; ``so_far`` and ``whole`` count the flagged ones up to here and in all."""
    if above is None:
        return f'IF({flag},{name},"")'
    between, last = map(quoted, words)
    joint = (
        f'IF({so_far}=1,"",IF({so_far}={whole},{last},{between}))'
        if between != last
        else (f'IF({so_far}=1,"",{between})')
    )
    return f"IF({flag},{above}&{joint}&{name},{above})"
