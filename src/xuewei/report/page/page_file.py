"""One self-contained file out of the page's parts: its form, style, script, charts library, data and words."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from xuewei.charts.map_places import MapPlaces
from xuewei.formats.provenance import KEY, provenance, sentences
from xuewei.language.shown import visible, visible_in_json
from xuewei.language.words import named
from xuewei.late import pattern
from xuewei.report.contents import Report, counting
from xuewei.report.page.advice import advice, choice
from xuewei.report.page.beside import beside
from xuewei.report.page.figures import figures
from xuewei.report.page.map_values import map_values
from xuewei.report.page.words import page_words, say
from xuewei.report.sources import assumptions, plan_source, source_rows
from xuewei.tables.palette import style_rules


def texts(report: Report, lang: str) -> dict[str, Any]:
    """The texts of a page, all of them to be shown as text."""
    found = report.found
    plan = found.plan
    return {
        "lang": lang,
        "title": plan.name,
        "laid": list(plan.scenarios),
        "source": plan_source(plan, lang),
        "assumptions": [
            [row.name, row.value, row.range, row.basis, named("basis", row.basis, lang), row.source]
            for row in assumptions(found, lang)
        ],
        "sources": [
            [row.what, row.years, row.basis, named("basis", row.basis, lang), row.source]
            for row in source_rows(found, lang)
        ],
        "resting": advice(report, lang),
        "choice": choice(report, lang),
        "notes": [*counting(report, lang), *sentences(lang)],
        "words": page_words(lang),
    }


IMPORT = pattern(r'^import \{ ((?:\w+, )*\w+) \} from "\./(\w+)\.js";\n', re.MULTILINE)
"""Names as they are, from a neighbour; nothing else of what JavaScript knows."""
DECLARED = pattern(r"^(export )?(?:function|const|let) (\w+)", re.MULTILINE)
FOREIGN = pattern(r"^(?:(?:import|export|var|class|async)\b|(?:const|let) \W).*", re.MULTILINE)
"""Lines at the margin that would need more than joining."""


def joined(entry: str, source: Callable[[str], str]) -> str:
    """The module ``entry`` and all that it imports as one text, each once and after what it imports itself.

    ``source`` gives the text of a module by its name. ValueError for modules that import each other in a circle, a name
    that its module does not export, a name that two modules declare, and forms of import or export beside
    ``import { a, b } from "./c.js";`` and ``export`` before a function or constant; KeyError, OSError or whatever else
    ``source`` raises for an unknown module.

    >>> parts = {"main": 'import { two } from "./sums.js";\\nshow(two);\\n', "sums": "export const two = 2;\\n"}
    >>> print(joined("main", parts.__getitem__))
    const two = 2;
    <BLANKLINE>
    show(two);
    <BLANKLINE>
    """
    texts: dict[str, str] = {}
    exports: dict[str, set[str]] = {}
    owners: dict[str, str] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"a circle: {name}.js imports itself through {' → '.join(above[above.index(name) :])}")
        if name in texts:
            return
        text = source(name)
        for names, other in IMPORT.findall(text):
            add(other, (*above, name))
            for each in names.split(", "):
                if each not in exports[other]:
                    raise ValueError(f"{name}.js imports {each}, which {other}.js does not export")
        body = IMPORT.sub("", text)
        exports[name] = set()
        for exported, each in DECLARED.findall(body):
            if (owner := owners.setdefault(each, name)) != name:
                raise ValueError(f"{name}.js and {owner}.js both declare {each}")
            if exported:
                exports[name].add(each)
        texts[name] = DECLARED.sub(lambda found: found[0].removeprefix("export "), body)
        if foreign := FOREIGN.search(texts[name]):
            raise ValueError(f"{name}.js: {foreign[0]!r} cannot be joined")

    add(entry, ())
    return "\n".join(texts.values())


LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def page(report: Report, lang: str, shown: MapPlaces | None = None) -> str:
    """The report as an HTML page; ``shown`` is what its map shows (None: it has no map).

    The same report has the same text. Every name from a plan goes into the page as data, where the script takes it as
    text; nothing of it is ever part of the markup.
    """
    held = given(report, lang, shown)
    scripts = {"library": library(), "script": script()}
    more = [script("beside")] if "beside" in held else []
    parts = {
        "lang": LANGUAGE_TAGS[lang],
        "title": escape(visible(say("page.title", lang, plan=report.found.plan.name))),
        "noscript": escape(say("page.noscript", lang)),
        "skip": escape(say("page.skip", lang)),
        "policy": policy([*scripts.values(), *more]),
        "style": style_rules() + part("page.css") + (part("beside.css") if more else ""),
        "data": in_script(held),
        "provenance": _provenance(),
        **scripts,
        "beside": "".join(f"<script>{each}</script>\n" for each in more),
    }
    text = part("page.html")
    head, *rest = text.split("{{")
    pieces = [head]
    for piece in rest:
        name, _, after = piece.partition("}}")
        pieces += [parts[name], after]
    return "".join(pieces)


def _provenance() -> str:
    """What the page was made of, for machines; nothing where that is not noted."""
    found = provenance()
    return f'<script type="application/json" id="{KEY}">{in_script(found.plain())}</script>\n' if found else ""


def given(report: Report, lang: str, shown: MapPlaces | None = None) -> dict[str, object]:
    """What the page's script is given, as plain values; ``script/types.d.ts`` names it all."""
    told = texts(report, lang)
    more = beside(report, lang, told["notes"])
    own = {**told, **figures(report, lang), "map": map_values(report.found, shown, lang)}
    return own if more is None else {**own, "beside": more}


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
    return files("xuewei.report.page").joinpath(name).read_text(encoding="utf-8")


def library() -> str:
    """The charts library; FileNotFoundError where the package was not built."""
    return part("echarts/echarts.min.js")


@cache
def script(entry: str = "main") -> str:
    """The page's own script in one piece (or that of what a page has ``beside`` it), its names hidden from everything
    else in the page; joined out of the modules as they are now, so that a change of one is seen without another
    installation."""
    inside = joined(entry, lambda name: part(f"script/{name}.js"))
    return f'(() => {{\n"use strict";\n{inside}\n}})();\n'
