"""Names that would do something where they are shown, and for each kind of output a judge of whether they do.

``NAMES`` are put wherever a plan holds text. Each of ``JUDGES`` reads one output as its reader would and says what
acts in it: a list of sentences, empty where nothing does.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

import yaml


class Hostile(NamedTuple):
    """A name and what it attacks."""

    name: str
    attacks: str


NAMES = tuple(
    Hostile(name, attacks)
    for attacks, names in {
        "a spreadsheet: formulas": (
            "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "=HYPERLINK(\"http://x.invalid\",\"甲\")", "=cmd|'/c calc'!A1",
            " =1+1", "\xa0=1+1", "\u3000=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(1)", "'=1+1", "''=1+1", "\"=1+1",
            "甲,=1+1", "甲;=1+1", "甲;\"=1+1\"", "甲\",=1+1,\"", "#N/A", "=WEBSERVICE(\"http://x.invalid\")",
            "%0A=1+1",
        ),
        "a spreadsheet: formulas behind a line's end": (
            "x\r=1+1\r", "x\n=1+1", "x\r\n=1+1", "\t=1+1", "\r=1+1", "\n@SUM(1)", "\ufeff=1+1", "\u200b=1+1",
            "x\u2028=1+1", "x\x85=1+1", "x\x0b=1+1", "x\x0c=1+1",
        ),
        "a workbook's XML": (
            "甲\x01乙", "_x0041_", "_x001B_[31m", "甲]]>乙", "&#0;", "甲\ufffe", "甲\uffff",
            "</t></is></c><c><f>1+1</f>", "[x.xlsx]S!A1", "*", "甲?~*", "<>甲",
        ),
        "a terminal": (
            "\x1b[31m朱\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x.invalid\x1b\\link\x1b]8;;\x1b\\", "\x9b31m",
            "\x9d0;t\x9c", "\x1b[2J\x1b[H", "\x1b]52;c;cm0=\x07", "甲\r乙", "甲\x08\x08乙", "\x07", "甲\x7f",
            "甲\nfake: line", "\x0eabc\x0f", "\x1bP$q\x1b\\", "\x9b2J",
        ),
        "the eye": (
            "甲\u202e乙\u202c", "甲\u2066乙\u2069", "\u200f甲", "甲\u061c", "甲\u200b乙", "甲\ufeff乙", "甲\u2060乙",
            "甲\xad乙", "甲\U000e0041",
        ),
        "Markdown": (
            "![x](http://x.invalid/a.png)", "[x](javascript:alert(1))", "`code`", "``", "**b**", "*i*", "__b__",
            "_i_", "~~s~~", "甲|乙", "\\|甲\\", "http://x.invalid", "www.x.invalid", "<http://x.invalid>",
            "a@x.invalid", "@all", "# h", "甲 #", "- 甲", "1. 甲", "> 甲", "---", "    code", "```", "~~~", "[^1]",
            "[x]: http://x.invalid", "$x^2$", "&lt;b&gt;", "&#61;1", "<!-- x -->", "\\*甲\\*", "+ 甲", "| a | b |",
            "===", "![x][y]", "mailto:a@x.invalid",
        ),
        "a page": (
            "<script>fetch('http://x.invalid')</script>", "<img src=x onerror=alert(1)>",
            "</script><script>alert(1)</script>", "<!--<script>", "\"><svg onload=alert(1)>",
            "' onmouseover='alert(1)", "javascript:alert(1)", "{{7*7}}", "${7*7}", "{name}", "{a|b}", "__proto__",
            "constructor", "]]><a>", "<iframe src=//x.invalid>", "&quot;&gt;",
        ),
        "YAML": (
            "甲: {b: c}", "甲 #乙", "- id: z", "!!python/object:os.system", "&a", "*a", "'", "\"", "null", "2021",
            "---\nplan: 乙", "%YAML 1.1",
        ),
        "rich, TeX, a shell, format strings": (
            "[bold]甲[/bold]", "[/x]", "[link=http://x.invalid]甲[/link]", ":warning:", "$\\frac{", "\\input{x}",
            "$(touch x)", "`touch x`", "; touch x", "%s%n", "{0.__class__}", "--output=victim.yaml", "../../victim",
        ),
    }.items()
    for name in names
)  # fmt: skip
"""At least 65, each once."""

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
UNSEEN = re.compile(
    "[\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FORMULA = re.compile(r"[\s\"\ufeff]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?\Z")


def acts_on_a_terminal(raw: bytes) -> list[str]:
    """Bytes that are more than lines of text."""
    text = raw.decode("utf-8", "surrogateescape")
    return [f"{found[0]!r} in {_line(text, found)}" for found in (*CONTROL.finditer(text), *UNSEEN.finditer(text))]


def acts_on_a_screen(raw: bytes) -> list[str]:
    """The same where colours are shown: only ours, and never those of a name."""
    text = raw.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    coloured = [f"{each.name!r} as it is" for each in NAMES if COLOUR.search(each.name) and each.name in text]
    return coloured + acts_on_a_terminal(COLOUR.sub("", text).encode("utf-8", "surrogateescape"))


def acts_in_csv(raw: bytes) -> list[str]:
    """Cells that are formulas, whichever sign separates them and whether lines inside quotes are lines or not."""
    text = raw.decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    lines = re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text)
    for separator in ",;\t":
        for start in (line.split(separator)[0] for line in lines):
            cells.add(start)
        if separator != ",":
            cells |= {cell for row in csv.reader(lines, delimiter=separator) for cell in row}
    live = sorted(cell for cell in cells if FORMULA.match(cell) and not _NUMBER.match(cell))
    return [f"{cell!r} is a formula" for cell in live] + acts_on_a_terminal(text.encode())


def acts_in_json(raw: bytes) -> list[str]:
    """What is no JSON, holds no finite number, or does something to a terminal."""
    wrong = [] if _is_json(raw) else ["is no JSON"]
    return wrong + acts_on_a_terminal(raw)


def _is_json(raw: bytes) -> bool:
    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(raw, parse_constant=refuse)
    except ValueError:
        return False
    return True


PLAIN_TOKENS = frozenset(
    f"{name}_{end}"
    for name in ("heading", "table", "thead", "tbody", "tr", "th", "td", "paragraph")
    for end in ("open", "close")
) | {"inline", "text"}  # fmt: skip
ADDRESS = re.compile(r"https?://|\bwww\.|@\w|\b(?:mailto|xmpp):", re.IGNORECASE)


def acts_in_markdown(raw: bytes) -> list[str]:
    """Anything but our headings, tables and paragraphs of text; and addresses that GitHub makes links of."""
    from markdown_it import MarkdownIt

    text = raw.decode()
    found = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        kinds = {token.type, *(child.type for child in token.children or ())}
        if kinds - PLAIN_TOKENS or (token.type == "heading_open" and token.tag not in ("h2", "h3")):
            found.append(f"{sorted(kinds - PLAIN_TOKENS)} at {token.map}: {token.content[:80]!r}")
    found += [f"{each[0]!r} becomes a link" for each in ADDRESS.finditer(text)]
    return found + acts_on_a_terminal(raw)


def acts_in_a_package(raw: bytes) -> list[str]:
    """Parts of a .xlsx or .docx that are no XML, and relations that leave it."""
    found = []
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        for name in package.namelist():
            part = package.read(name)
            if not name.endswith((".xml", ".rels")):
                continue
            try:
                ElementTree.fromstring(part)
            except ElementTree.ParseError as wrong:
                found.append(f"{name} is not well-formed: {wrong}")
            if b'TargetMode="External"' in part:
                found.append(f"{name} points outside")
    return found


LIVE = re.compile(r"HYPERLINK|WEBSERVICE|cmd\||x\.invalid|(?<![\w$.])1\+1(?!\d)")
"""What formulas of hostile names hold, and ours do not."""


def acts_in_a_workbook(raw: bytes) -> list[str]:
    """Cells that compute what a name says, links, and parts that are no XML."""
    found = acts_in_a_package(raw)
    if found:
        return found
    return [f"{place}: ={formula[:80]}" for place, formula in formulas(raw) if LIVE.search(formula)]


def formulas(raw: bytes) -> Iterator[tuple[str, str]]:
    """Every formula of a workbook with its place."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ElementTree.fromstring(package.read(name)).iter():
                    if cell.tag.endswith("}c"):
                        for inner in cell:
                            if inner.tag.endswith("}f") and inner.text:
                                yield f"{name}!{cell.get('r')}", inner.text


def acts_in_a_document(raw: bytes) -> list[str]:
    """Links and fields of a .docx that are not its own, and parts that are no XML."""
    found = acts_in_a_package(raw)
    if found:
        return found
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        for element in ElementTree.fromstring(package.read("word/document.xml")).iter():
            if element.tag.endswith("}instrText") and not re.match(
                r"\s*(PAGE|NUMPAGES|SEQ|TOC|REF|NOTEREF)\b", element.text or ""
            ):
                found.append(f"field {element.text!r}")
    return found


class _Elements(HTMLParser):
    """Elements and attributes as a browser meets them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what loads or runs."""
        self.scripts += tag == "script"
        if tag in ("img", "iframe", "object", "embed", "link", "base", "form"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (name in ("src", "href") and not (value or "").startswith("#")):
                self.found.append(f"<{tag} {name}={value!r}>")


OWN_SCRIPTS = 4
"""The page's data, its library, its script, and that of what stands beside the balance."""


def acts_in_a_page(raw: bytes) -> list[str]:
    """Elements of a page that load or run, besides its own scripts."""
    elements = _Elements()
    elements.feed(raw.decode())
    more = [f"{elements.scripts} scripts"] if elements.scripts != OWN_SCRIPTS else []
    return elements.found + more


def acts_in_a_picture(raw: bytes) -> list[str]:
    """A .svg that is no XML, or holds what loads or runs; a .png has no text."""
    if raw.startswith(b"\x89PNG"):
        return []
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as wrong:
        return [f"is not well-formed: {wrong}"]
    found = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        links = [value for name, value in element.attrib.items() if name.endswith("href") and not value.startswith("#")]
        links = [each for each in links if not each.startswith("data:image/png")]
        if tag in ("script", "foreignObject", "a") or links or any(name.startswith("on") for name in element.attrib):
            found.append(f"<{tag}> {links}")
    return found


def acts_in_yaml(raw: bytes) -> list[str]:
    """A plan or a scenario that is no YAML, or has keys that it should not."""
    try:
        found = yaml.safe_load(raw.decode())
    except yaml.YAMLError as wrong:
        return [f"is no YAML: {wrong}"]
    known = {
        *("plan", "source", "area", "areas", "years", "opening_lag", "fill", "base_seats", "published", "stages"),
        *("schools", "scenario", "extends", "note", "change", "add", "remove", "population", "delivered_share"),
    }  # fmt: skip
    return [f"key {key!r}" for key in found if key not in known]


def _line(text: str, found: re.Match[str]) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    return repr(text[start : found.end() + 20][:100])


JUDGES: Mapping[str, Callable[[bytes], list[str]]] = {
    "table": acts_on_a_terminal,
    "md": acts_in_markdown,
    "csv": acts_in_csv,
    "json": acts_in_json,
    "chart": acts_on_a_terminal,
    "xlsx": acts_in_a_workbook,
    "docx": acts_in_a_document,
    "html": acts_in_a_page,
    "svg": acts_in_a_picture,
    "png": acts_in_a_picture,
    "yaml": acts_in_yaml,
}
"""What acts in an output, by its kind."""
