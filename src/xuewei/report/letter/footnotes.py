"""Footnotes: python-docx has none, so their part of the package is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xuewei.report.letter.tables import W, field, paragraph, restyle, run

if TYPE_CHECKING:
    from docx.document import Document

REFERENCE = '<w:rStyle w:val="FootnoteReference"/>'
MARK = f"<w:r><w:rPr>{REFERENCE}</w:rPr>{{inside}}</w:r>"
LINE = (
    '<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" '
    'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
)
SEPARATORS = {"separator": -1, "continuationSeparator": 0}
"""The lines above footnotes and above what is left of them on the next page, by their numbers."""


class Footnotes:
    """The footnotes of a document by what they say, in the order of their first marks."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def mark(self, told: str) -> str:
        """The runs that point to a footnote: a new one, or the one that says the same already."""
        known = self.numbers.get(told)
        if known is not None:
            return field(f"NOTEREF _Note{known} \\f \\h", str(known), REFERENCE)
        n = self.numbers[told] = len(self.numbers) + 1
        inside = MARK.format(inside=f'<w:footnoteReference w:id="{n}"/>')
        return f'<w:bookmarkStart w:id="{n}" w:name="_Note{n}"/>{inside}<w:bookmarkEnd w:id="{n}"/>'

    def marks(self, told: Sequence[str]) -> str:
        """The marks of several footnotes side by side."""
        return MARK.format(inside="<w:t>,</w:t>").join(map(self.mark, told))

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
            + paragraph("FootnoteText", [MARK.format(inside="<w:footnoteRef/>"), run(f" {told}")])
            + "</w:footnote>"
            for told, n in self.numbers.items()
        ]
        return f"<w:footnotes {W}>{''.join([*lines, *notes])}</w:footnotes>"
