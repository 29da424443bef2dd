"""What stands around the text of a document, as the command line says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import typer

from xuewei.cli.asked import FIRST_YEAR, LAST_YEAR, day_asked
from xuewei.cli.options import tell
from xuewei.language.helps import HELPS
from xuewei.late import pattern
from xuewei.report.letter.document import Form
from xuewei.report.letter.draft import LONGEST_NAME

NUMBER = pattern(r"\S+〔(?:19|20)\d\d〕(?:[1-9]\d*|\s*)号")
"""A number of an official document (GB/T 9704-2012, 7.2.5): office, year in full in 〔〕, and a number without noughts
before it, or room for it."""
BRACKETS = str.maketrans("[（(【「〖", "〔" * 6) | str.maketrans("]）)】」〗", "〕" * 6)


def form_asked(
    title: str | None, addressee: str | None, sign: str | None, day: str | None, number: str | None, lang: str
) -> Form:
    """The form of a document; exit 2 with everything that is wrong with it, option by option."""
    texts = {"--title": title, "--addressee": addressee, "--sign": sign, "--number": number}
    wrong = dict(_unfit(texts))
    if number is not None and "--number" not in wrong and lang == "zh" and not NUMBER.fullmatch(number.strip()):
        meant = re.sub(r"〕第?0*", "〕", number.strip().translate(BRACKETS))
        near = tell("did_you_mean", near=meant) if meant != number and NUMBER.fullmatch(meant) else ""
        wrong["--number"] = tell("bad.number", found=number) + near
    found = None
    try:
        found = None if day is None else day_asked(day, "--date")
    except typer.BadParameter as bad:
        wrong["--date"] = bad.message
    if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
        wrong["--date"] = tell("bad.between", low=FIRST_YEAR, high=LAST_YEAR, found=found.year)
    if wrong:
        first, *others = ((option, wrong[option]) for option in (*texts, "--date") if option in wrong)
        more = "".join(tell("bad.more", option=option, told=told) for option, told in others)
        raise typer.BadParameter(first[1] + more, param_hint=first[0])
    title, addressee, sign, number = ((each or "").strip() for each in texts.values())
    return Form(title, addressee, sign, found, number)


def _unfit(texts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """What is wrong with texts of one line, by option: nothing in them, more than a line, or too long."""
    checks: dict[str, Callable[[str], bool]] = {
        "bad.empty": lambda text: not text.strip(),
        "bad.one_line": lambda text: not text.replace("\u3000", "").isprintable(),
        "bad.long": lambda text: len(text) > LONGEST_NAME,
    }
    for option, text in texts.items():
        kind = next((kind for kind, wrong in checks.items() if text is not None and wrong(text)), None)
        if text is not None and kind is not None:
            own = f"{kind}.{option.removeprefix('--')}"
            yield option, tell(own if own in HELPS else kind, most=LONGEST_NAME, found=len(text))
