"""A document while it is written: blocks one after another, its footnotes, and one file with the same bytes each time.

python-docx has no footnotes, so their part of the package is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field as field_of
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xuewei.formats.provenance import CUSTOM, CUSTOM_TYPE, custom_properties, provenance
from xuewei.late import dataclass
from xuewei.report.letter.tables import TWENTIETHS, WIDTH, W, clean, cut, field, paragraph, restyle, run, table
from xuewei.report.letter.template import SEPARATORS, Template, half_points
from xuewei.report.letter.words import say
from xuewei.tables.palette import SEAL, SOFT, digits
from xuewei.tables.plain import plain_lines, typeset
from xuewei.tables.text import in_a_row

if TYPE_CHECKING:
    from docx.document import Document

    from xuewei.tables.view import Sheet

MADE = datetime(2021, 12, 1)
"""The file's own date: always the same, so that the same plan gives the same bytes."""
PACKED = (1980, 1, 1, 0, 0, 0)
"""The date of every part in the file."""
NAME = 120
"""Columns of a heading or of the title of a table."""
LONGEST_NAME = 120
"""Characters of a document's title, and of the names and the number around its text."""
WHOLE = 2 * LONGEST_NAME
"""Columns of as many."""
LONGEST = 250
"""Characters that a document's title may have as one of its properties."""
REFERENCE = '<w:rStyle w:val="FootnoteReference"/>'
MARK = f"<w:r><w:rPr>{REFERENCE}</w:rPr>{{inside}}</w:r>"
MARK_SIZE, MARK_DOWN = 72, 1984
"""Half-points of its mark at most; twentieths of a point above it: 35 mm."""
FLUSH = '<w:ind w:left="0" w:firstLineChars="0" w:firstLine="0"/>'
LINE = (
    '<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" '
    'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
)


class Footnotes:
    """The footnotes of a document by what they say, in the order of their first marks."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def mark(self, text: str) -> str:
        """The runs that point to a footnote: a new one, or the one that says the same already."""
        known = self.numbers.get(text)
        if known is not None:
            return field(f"NOTEREF _Note{known} \\f \\h", str(known), REFERENCE)
        n = self.numbers[text] = len(self.numbers) + 1
        inside = MARK.format(inside=f'<w:footnoteReference w:id="{n}"/>')
        return f'<w:bookmarkStart w:id="{n}" w:name="_Note{n}"/>{inside}<w:bookmarkEnd w:id="{n}"/>'

    def marks(self, texts: Sequence[str]) -> str:
        """The marks of several footnotes side by side."""
        return MARK.format(inside="<w:t>,</w:t>").join(map(self.mark, texts))

    def join(self, document: Document, ids: Mapping[str, str]) -> None:
        """Make them a part of a document, whose styles have these ids."""
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart
        from docx.oxml import parse_xml

        name, kind, notes = PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, parse_xml(self.xml())
        restyle(notes, ids)
        document.part.relate_to(XmlPart(name, kind, notes, document.part.package), RELATIONSHIP_TYPE.FOOTNOTES)

    def xml(self) -> str:
        """All of them as the part holds them."""
        lines = [LINE.format(kind=kind, n=n) for kind, n in SEPARATORS.items()]
        notes = [
            f'<w:footnote w:id="{n}">'
            + paragraph("FootnoteText", [MARK.format(inside="<w:footnoteRef/>"), run(f" {text}")])
            + "</w:footnote>"
            for text, n in self.numbers.items()
        ]
        return f"<w:footnotes {W}>{''.join([*lines, *notes])}</w:footnotes>"


def columns(text: str) -> int:
    """Columns of a text on the screen: a Chinese character takes two."""
    from rich.cells import cell_len

    return cell_len(clean(text))


@dataclass(frozen=True)
class Numbers:
    """Lists in which headings count anew: by the level of a heading the number of its list and its level there."""

    lists: Mapping[int, tuple[int, int]] = field_of(default_factory=dict)

    @classmethod
    def anew(cls, template: Template) -> Numbers:
        """A new list for each in which the headings of a template count; none where they do not count."""
        document, found, made = template.document, {}, dict[int, int]()
        for level in (1, 2, 3):
            key = f"Heading{level}"
            style = next((each for each in document.styles if each.style_id == template.ids.get(key, key)), None)
            number = None if style is None else next(iter(style.element.xpath("w:pPr/w:numPr/w:numId/@w:val")), None)
            if style is None or number is None:
                continue
            listed = document.part.numbering_part.element
            abstract = listed.xpath(f"./w:num[@w:numId={int(number)}]/w:abstractNumId/@w:val")
            if not abstract:
                continue
            if int(number) not in made:
                new = listed.add_num(int(abstract[0]))
                new.add_lvlOverride(0).add_startOverride(1)
                made[int(number)] = new.numId
            place = next(iter(style.element.xpath("w:pPr/w:numPr/w:ilvl/@w:val")), "0")
            found[level] = made[int(number)], int(place)
        return cls(found)

    def look(self, level: int) -> str:
        """What a heading of a level says of its list."""
        if level not in self.lists:
            return ""
        number, place = self.lists[level]
        return f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr>'


class Draft:
    """A document in the language ``lang`` that takes the place of a template, with headings, text, tables, pictures and
    footnotes in their order."""

    def __init__(self, lang: str, title: str, template: Template) -> None:
        self.lang, self.template = lang, template
        self.notes = Footnotes()
        self.tables = self.pictures = self.annexes = 0
        self._numbers = Numbers()
        self.document = template.document
        _properties(self.document, lang, title)

    def headed(self, mark: str, number: str) -> None:
        """The head of a document: the mark of who issues it in red, its number, a red line. An office's template has
        mark and line of its own, so there the number stands alone."""
        own = bool(self.template.ids)
        if mark and not own:
            letters = columns(mark) / 2
            size = max(44, min(MARK_SIZE, int(2 * WIDTH / 20 / max(letters, 1))))
            look = f'<w:spacing w:before="{MARK_DOWN}" w:after="579" w:line="240" w:lineRule="auto"/>{FLUSH}'
            red = f'<w:color w:val="{digits(SEAL)}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
            self._add(
                paragraph(
                    "BodyText", [run(cut(mark, WHOLE), red, "方正小标宋简体")], align="center", look=look, namespace=W
                )
            )
        line = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="10" w:color="{digits(SEAL)}"/></w:pBdr>'
        below = f'<w:spacing w:after="{2 * 579}"/>'
        look = f"{FLUSH}" if own else f"{line}{below}{FLUSH}"
        self._add(paragraph("BodyText", [run(cut(number, WHOLE))], align="center", look=look, namespace=W))

    def title(self, lines: Sequence[str], outline: int | None = None) -> None:
        """The title, in lines; ``outline`` its level in the outline."""
        broken = "<w:r><w:br/></w:r>".join(run(line) for line in lines)
        self._add(paragraph("Title", [broken], outline=outline, namespace=W))

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 to 3, which counts itself, from 1 on in every annex."""
        text = cut(text[:1].upper() + text[1:], NAME)
        number = self._numbers.look(level) if self.annexes else ""
        self._add(paragraph(f"Heading{level}", [run(text)], look=number, namespace=W))

    def flush(self, text: str) -> None:
        """A paragraph that begins at the edge, as those do to whom a document goes."""
        self._add(paragraph("BodyText", [run(text)], look=FLUSH, namespace=W))

    def characters(self, n: float) -> int:
        """So many characters of the text, in twentieths of a point."""
        return int(n * TWENTIETHS * half_points(self.document, self.template.ids.get("BodyText", "BodyText")))

    def blank(self) -> None:
        """A line with nothing on it."""
        self._add(paragraph("BodyText", [], kept=True, namespace=W))

    def listed(self, names: Sequence[str]) -> None:
        """The annexes by name, a line below what was written; those after the first stand below its name."""
        self.blank()
        word = say("annexes", self.lang)
        for n, name in enumerate(names, start=1):
            text = say("annex.listed", self.lang, n=n, name=name)
            look = "" if n == 1 else f'<w:ind w:left="{self.characters(columns(word) / 2)}"/>'
            self._add(paragraph("BodyText", [run(word + text if n == 1 else text)], kept=True, look=look, namespace=W))

    def annex(self, name: str) -> None:
        """Begin an annex on a page of its own: its number at the edge, its name as a title; headings count anew."""
        self.annexes += 1
        self._numbers = Numbers.anew(self.template)
        mark = say("annex.mark", self.lang, n=self.annexes)
        bold = "" if self.lang == "zh" else "<w:b/>"
        look = f"<w:pageBreakBefore/>{FLUSH}"
        self._add(paragraph("BodyText", [run(mark, bold, "黑体")], kept=True, look=look, namespace=W))
        self.blank()
        self.title([name], outline=0)

    def noted(self, lines: Iterable[str], *, kept: bool = False) -> None:
        """Notes, each a paragraph, without names of files, keys and commands; the last ``kept`` on the page of what
        follows."""
        texts = plain_lines(lines, self.lang)
        for n, text in enumerate(texts, start=1):
            self.text(text, kept=kept and n == len(texts))

    def text(self, text: str, sources: Sequence[str] = (), *, quiet: bool = False, kept: bool = False) -> None:
        """A paragraph, with footnotes behind it; one that is ``quiet`` steps back, one that is ``kept`` stands on the
        page of what follows."""
        look = f'<w:color w:val="{SOFT.removeprefix("#")}"/>' if quiet else ""
        self._add(paragraph("BodyText", [run(text, look), self._cited(sources)], kept=kept, namespace=W))

    def signed(self, name: str, day: str) -> None:
        """Who signs and on which day, a line below what was written, as GB/T 9704-2012 7.3.5.2 has it without a seal:
        the name two characters from the right edge, the day beginning two characters after it; of a day that is
        longer, that two from the edge."""
        self.blank()
        wide, long = columns(name) / 2, columns(day) / 2
        right, below = (2.0, wide - long) if wide >= long else (long + 4 - wide, 2.0)
        for text, space in ((name, right), (day, below)):
            edge = self.characters(space)
            look = f'<w:ind w:left="0" w:right="{edge}" w:firstLineChars="0" w:firstLine="0"/>'
            self._add(paragraph("BodyText", [run(text)], align="right", kept=text is name, look=look, namespace=W))

    def table(
        self,
        sheet: Sheet,
        *,
        sources: Sequence[str] = (),
        marks: Mapping[tuple[int, int], str] | None = None,
        shades: Mapping[tuple[int, int], str] | None = None,
        apart: bool = False,
    ) -> None:
        """A table under its title, and its notes below it, where they are long ``apart``, each a paragraph; ``marks``
        are what footnotes say, by row and column."""
        self.tables += 1
        self._caption("Caption", "table", self.tables, sheet.title, sources)
        noted = {place: self.notes.mark(typeset(text, self.lang)) for place, text in sorted((marks or {}).items())}
        self._add(table(sheet, noted, shades, self.template.room))
        notes = plain_lines(sheet.notes, self.lang)
        for text in (notes if apart else [in_a_row(notes, self.lang)]) or [""]:
            self._add(paragraph("TableNote", [run(text)] if text else [], namespace=W))

    def picture(self, png: bytes, title: str, words: str, sources: Sequence[str] = ()) -> None:
        """A picture across the page with a title below it; ``words`` describe it to those who do not see it."""
        from docx.shared import Twips

        self.pictures += 1
        inline = self.document.part.new_pic_inline(BytesIO(png), width=Twips(min(WIDTH, self.template.room.width)))
        for side in "TBLR":  # what is not written is an eighth of an inch in LibreOffice
            inline.set(f"dist{side}", "0")
        inline.docPr.set("name", clean(title))
        inline.docPr.set("descr", clean(words))
        place = self._add(paragraph("Picture", ["<w:r><w:drawing/></w:r>"], namespace=W))
        place[-1][-1].append(inline)
        self._caption("PictureCaption", "picture", self.pictures, title, sources)

    def _cited(self, sources: Sequence[str]) -> str:
        return self.notes.marks([typeset(each, self.lang) for each in sources])

    def save(self, path: str) -> None:
        """Write it to a file."""
        restyle(self.document.element.body, self.template.ids)
        self.notes.join(self.document, self.template.ids)
        self._say_provenance()
        loose, whole = BytesIO(), BytesIO()  # a ZipFile cannot be closed on a full disk
        self.document.save(loose)
        with ZipFile(loose) as parts, ZipFile(whole, "w") as packed:
            for name in parts.namelist():
                entry = ZipInfo(name, PACKED)
                entry.compress_type = ZIP_DEFLATED
                packed.writestr(entry, parts.read(name))
        Path(path).write_bytes(whole.getvalue())

    def _say_provenance(self) -> None:
        """Put what it was made of among the properties of the document, where that is noted; a template's own go."""
        found = provenance()
        if found is None:
            return
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        package = self.document.part.package
        old = [key for key, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES]
        for key in old:
            del package.rels[key]
        blob = custom_properties(found.pieces()).encode()
        part = Part(PackURI(f"/{CUSTOM}"), CUSTOM_TYPE, blob, package)
        package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)

    def _caption(self, style: str, kind: str, n: int, title: str, sources: Sequence[str]) -> None:
        """A counted title of a table or picture."""
        word = say(kind, self.lang)
        counted = [run(f"{word} "), field(f"SEQ {word} \\* ARABIC", str(n)), run(f"  {cut(title, NAME)}")]
        runs = [*counted, self._cited(sources)]
        self._add(paragraph(style, runs, kept=kind == "table", namespace=W))

    def _add(self, block: str) -> Any:
        from docx.oxml import parse_xml

        found = parse_xml(block)
        self.document.element.body.sectPr.addprevious(found)
        return found


def _properties(document: Document, lang: str, title: str) -> None:
    """What a file says of itself, without a clock."""
    known = document.core_properties
    known.title, known.author, known.last_modified_by = clean(title)[:LONGEST], "xuewei", "xuewei"
    known.comments, known.language, known.revision = "", {"zh": "zh-CN", "en": "en-GB"}[lang], 1
    known.created = known.modified = MADE
