"""One self-contained file out of the page's parts: its form, style, script, charts library and data."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from xuewei.show.report.contents import Report
from xuewei.show.report.page.figures import figures
from xuewei.show.report.page.modules import joined
from xuewei.show.report.page.told import told
from xuewei.words.page import say
from xuewei.words.shown import visible, visible_in_json

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def page(report: Report, lang: str, boundaries: Mapping[str, object] | None = None) -> str:
    """The report as an HTML page; ``boundaries`` are the shapes of its areas (see ``files.boundaries``).

    The same report has the same text. Every name from a plan goes into the page as data, where the script takes it as
    text; nothing of it is ever part of the markup.
    """
    scripts = {"library": library(), "script": script()}
    parts = {
        "lang": LANGUAGE_TAGS[lang],
        "title": escape(visible(say("page.title", lang, plan=report.found.plan.name))),
        "noscript": escape(say("page.noscript", lang)),
        "skip": escape(say("page.skip", lang)),
        "policy": policy(list(scripts.values())),
        "style": part("page.css"),
        "data": in_script(given(report, lang, boundaries)),
        **scripts,
    }
    text = part("page.html")
    head, *rest = text.split("{{")
    pieces = [head]
    for piece in rest:
        name, _, after = piece.partition("}}")
        pieces += [parts[name], after]
    return "".join(pieces)


def given(report: Report, lang: str, boundaries: Mapping[str, object] | None = None) -> dict[str, object]:
    """What the page's script is given, as plain values; ``script/types.d.ts`` names it all."""
    return {**told(report, lang), **figures(report, lang), "map": boundaries}


def policy(scripts: list[str]) -> str:
    """The page's own rule for browsers: these scripts and no others, nothing from anywhere else."""
    digests = " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts)
    rest = "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {digests}; {rest}"


def in_script(data: object) -> str:
    """JSON that can stand inside a script element: no mark of its end, of a comment, or of a line's end. What would
    turn the direction of reading or show as nothing on the page stands there as an escape that people see.

    >>> in_script({"name": "</script><!--"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u003c!--"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for each in "<>&":
        text = text.replace(each, f"\\u{ord(each):04x}")
    return visible_in_json(text)


@cache
def part(name: str) -> str:
    """A part of the page that ships with the package."""
    return files("xuewei.show.report.page").joinpath(name).read_text(encoding="utf-8")


def library() -> str:
    """The charts library; FileNotFoundError where the package was not built."""
    return part("echarts/echarts.min.js")


@cache
def script() -> str:
    """The page's own script in one piece, its names hidden from everything else in the page; joined out of the modules
    as they are now, so that a change of one is seen without another installation."""
    inside = joined("main", lambda name: part(f"script/{name}.js"))
    return f'(() => {{\n"use strict";\n{inside}\n}})();\n'
