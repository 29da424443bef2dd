"""A document while it is written: blocks one after another, its footnotes, and one file with the same bytes each time.

python-docx has no footnotes, so their part of the package is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xuewei.formats.provenance import CUSTOM, CUSTOM_TYPE, custom_properties, provenance
from xuewei.report.letter.tables import WIDTH, W, clean, cut, field, paragraph, restyle, run, table
from xuewei.report.letter.template import SEPARATORS, Template
from xuewei.report.words import say

if TYPE_CHECKING:
    from docx.document import Document

    from xuewei.tables.view import Sheet

MADE = datetime(2021, 12, 1)
"""The file's own date: always the same, so that the same plan gives the same bytes."""
PACKED = (1980, 1, 1, 0, 0, 0)
"""The date of every part in the file."""
NAME = 120
"""Columns of a heading or a title."""
LONGEST = 250
"""Characters that a document's title may have as one of its properties."""
REFERENCE = '<w:rStyle w:val="FootnoteReference"/>'
MARK = f"<w:r><w:rPr>{REFERENCE}</w:rPr>{{inside}}</w:r>"
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


class Draft:
    """A document in the language ``lang`` that takes the place of a template, with headings, text, tables, pictures and
    footnotes in their order."""

    def __init__(self, lang: str, title: str, template: Template) -> None:
        self.lang, self.template = lang, template
        self.notes = Footnotes()
        self.tables = self.pictures = 0
        self.document = template.document
        _properties(self.document, lang, title)

    def title(self, lines: Sequence[str]) -> None:
        """The title, in lines."""
        broken = "<w:r><w:br/></w:r>".join(run(line) for line in lines)
        self._add(paragraph("Title", [broken], namespace=W))

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 to 3, which counts itself."""
        text = cut(text[:1].upper() + text[1:], NAME)
        self._add(paragraph(f"Heading{level}", [run(text)], namespace=W))

    def text(self, text: str, sources: Sequence[str] = ()) -> None:
        """A paragraph, with footnotes behind it."""
        self._add(paragraph("BodyText", [run(text), self.notes.marks(sources)], namespace=W))

    def signed(self, lines: Sequence[str]) -> None:
        """Who signs and on which day, at the right."""
        for line in lines:
            self._add(paragraph("BodyText", [run(line)], align="right", namespace=W))

    def table(
        self,
        sheet: Sheet,
        *,
        sources: Sequence[str] = (),
        marks: Mapping[tuple[int, int], str] | None = None,
        shades: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """A table under its title, and its notes below it; ``marks`` are what footnotes say, by row and column."""
        self.tables += 1
        self._caption("Caption", "table", self.tables, sheet.title, sources)
        noted = {place: self.notes.mark(text) for place, text in sorted((marks or {}).items())}
        self._add(table(sheet, noted, shades, self.template.room))
        self._add(paragraph("TableNote", [run(" ".join(sheet.notes))] if sheet.notes else [], namespace=W))

    def picture(self, png: bytes, title: str, words: str, sources: Sequence[str] = ()) -> None:
        """A picture across the page with a title below it; ``words`` describe it to those who do not see it."""
        from docx.shared import Twips

        self.pictures += 1
        inline = self.document.part.new_pic_inline(BytesIO(png), width=Twips(min(WIDTH, self.template.room.width)))
        inline.docPr.set("name", clean(title))
        inline.docPr.set("descr", clean(words))
        place = self._add(paragraph("Picture", ["<w:r><w:drawing/></w:r>"], namespace=W))
        place[-1][-1].append(inline)
        self._caption("PictureCaption", "picture", self.pictures, title, sources)

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
        runs = [*counted, self.notes.marks(sources)]
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
