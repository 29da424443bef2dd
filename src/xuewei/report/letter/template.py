"""The template of a document: a Word file of any origin is checked, opened and emptied; its page and styles stay."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from copy import deepcopy
from dataclasses import field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, ZipInfo

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.archive import COMPOUND, ZIP, Archive
from xuewei.formats.places import AnyPath, read_bytes
from xuewei.late import dataclass
from xuewei.report.letter.tables import SIZES, Room, restyle

if TYPE_CHECKING:
    from docx.document import Document

LIMIT = 16 * 2**20
"""Largest file read, in bytes."""
UNFOLDED = 32 * 2**20
"""Bytes of all its parts once inflated."""
TYPES = "[Content_Types].xml"
"""The part that says what the others are."""
DOCUMENT, TEMPLATE = b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml"
"""What the main part of .docx is, and that of .dotx, which differs in nothing else."""
OF_DOCUMENTS = {"book_broken": "template_broken", "book_encrypted": "template_encrypted"}
"""Faults of an archive whose sentences differ for a document and a workbook."""
INSTEAD = {"Body Text": "Normal", "Picture Caption": "Caption"}
"""Styles of a template that do as well where it has not the one that is meant."""
NARROWEST, WIDEST = 7, 53
"""Centimetres that there may be between the margins; Word has no page that is wider than 56."""
LARGEST = 60
"""Half-points of the largest text of tables that is tried."""
DEEPEST = 20
"""Styles below a style that are looked at: it may be based on itself."""
SEPARATORS = {"separator": -1, "continuationSeparator": 0}
"""The lines above footnotes and above what is left of them on the next page, by their numbers."""
FAR = 2**20
"""The number of the first picture in headers and footers: beyond those of the body, for no two may have one."""
AFTER_FOOTNOTES = (
    *("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang"),
    *("w:clrSchemeMapping", "w:shapeDefaults", "w:decimalSymbol", "w:listSeparator"),
)
"""Settings that stand behind those of footnotes."""


def can_write() -> bool:
    """Whether python-docx is there."""
    try:
        import docx  # noqa: F401
    except ImportError:
        return False
    return True


def read_template(place: AnyPath) -> bytes:
    """A .docx or .dotx as a .docx whose archive is sound, its parts in their order.

    Raises InputError, in one line, for a file that is none, is encrypted, holds macros, is damaged or is too large.
    """
    raw, file = read_bytes(place, LIMIT), str(place)
    if raw.startswith(COMPOUND) and "EncryptedPackage".encode("utf-16-le") in raw:
        raise _fault(file, "template_encrypted")
    if not raw.startswith(ZIP):
        raise _fault(file, "no_template")
    try:
        archive = Archive(raw, file)
        if archive.unfolded > UNFOLDED:
            raise archive.fault("book_unfolds", limit=UNFOLDED // 2**20)
        parts = {name: archive.read(name) for name in archive.names}
    except InputError as wrong:
        (fault,) = wrong.faults
        raise _fault(file, OF_DOCUMENTS.get(fault.kind, fault.kind), **fault.values) from None
    types = parts.get(TYPES, b"")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise _fault(file, "template_macros")
    if DOCUMENT not in types and TEMPLATE not in types:
        raise _fault(file, "no_template")
    parts[TYPES] = types.replace(TEMPLATE, DOCUMENT)
    whole = BytesIO()
    with ZipFile(whole, "w") as packed:
        for name, part in parts.items():
            packed.writestr(ZipInfo(name), part)
    return whole.getvalue()


def _fault(file: str, kind: str, **values: object) -> InputError:
    return InputError([Fault(Place(file), "", kind, values)])


@dataclass(frozen=True)
class Template:
    """A document without a body. ``ids`` are the styles of it that have another id than in the shipped one, by that
    one; ``taken`` the names of those that it had not, and that are the shipped one's; ``room`` what a table has."""

    document: Document
    ids: Mapping[str, str] = field(default_factory=dict)
    taken: Sequence[str] = ()
    room: Room = field(default_factory=Room)


def open_template(lang: str, path: str | None = None) -> Template:
    """The shipped template of a language, or that of a file, with its page, headers, footers and styles.

    What a file has between its headers and footers is left out. Styles are found by their names; those that are
    missing are taken from the shipped one. Raises InputError for a file that cannot be one.
    """
    import docx

    shipped = docx.Document(BytesIO(Path(__file__).with_name(f"template.{lang}.docx").read_bytes()))
    if path is None:
        return Template(shipped)
    raw = read_template(path)
    try:
        document = docx.Document(BytesIO(raw))
        _empty(document)
        _settle(document)
        ids, taken = _complete(document, shipped)
        _check_parts(document, path)
        return Template(document, ids, taken, _room(document, ids["TableText"], path))
    except (InputError, MemoryError):
        raise
    except Exception:  # what is nearly a document may meet any of python-docx's
        raise InputError([Fault(Place(path), "", "template_broken")]) from None


def _empty(document: Document) -> None:
    """Leave the last page's form alone, and the parts that it and the look need."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
    from docx.opc.part import XmlPart
    from docx.oxml.ns import qn

    part, body = document.part, document.element.body
    page = [body.sectPr] if body.sectPr is not None else []
    document.element[:] = [body]
    body[:] = page
    looks = {KINDS.STYLES, KINDS.NUMBERING, KINDS.SETTINGS, KINDS.THEME, KINDS.FONT_TABLE}
    _keep(part.rels, looks, shown := body.xpath(".//@r:id"))
    beside = [part.rels[key].target_part for key in shown if not part.rels[key].is_external]
    drawn = [each for one in beside if isinstance(one, XmlPart) for each in one.element.iter(qn("wp:docPr"))]
    for n, each in enumerate(drawn, FAR):
        each.set("id", str(n))
    _keep(part.package.rels, {KINDS.OFFICE_DOCUMENT})


def _keep(relations: Any, kinds: Container[str], keys: Container[str] = ()) -> None:
    for key in [key for key, each in relations.items() if each.reltype not in kinds and key not in keys]:
        del relations[key]


def _check_parts(document: Document, path: str) -> None:
    """Raise InputError where whoever opens a report would fetch something (headers may lead to pages, and no more), or
    where a part has a name that two would have."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.parts.image import ImagePart

    parts = list(document.part.package.iter_parts())
    links = [each for part in parts for each in part.rels.values() if each.is_external]
    if any(each.reltype != RELATIONSHIP_TYPE.HYPERLINK for each in links):
        raise InputError([Fault(Place(path), "", "template_linked")])
    names = [str(each.partname) for each in parts if not isinstance(each, ImagePart)]
    names += ["/word/footnotes.xml", "/docProps/core.xml"]
    if len({*names}) < len(names) or any(each.startswith("/word/media/image") for each in names):
        raise InputError([Fault(Place(path), "", "template_broken")])


def _settle(document: Document) -> None:
    """Make the settings those of a document with our footnotes that leads to no other file."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    settings = document.settings.element
    _keep(document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels, ())
    for each in settings.xpath("./*[descendant-or-self::*/@r:id]|./*/w:footnote|./*/w:endnote"):
        each.getparent().remove(each)
    notes = settings.find(qn("w:footnotePr"))
    if notes is None:
        notes = settings.insert_element_before(OxmlElement("w:footnotePr"), *AFTER_FOOTNOTES)
    for n in SEPARATORS.values():
        notes.append(OxmlElement("w:footnote", {qn("w:id"): str(n)}))


def _complete(document: Document, shipped: Document) -> tuple[dict[str, str], list[str]]:
    """The ids of the styles that are needed by their ids in the shipped template, and the names of those that were
    missing, which are then the shipped ones."""
    there = {(each.type, str(each.name).casefold()): each.style_id for each in document.styles if each.style_id}
    ids: dict[str, str] = {}
    missing = []
    for style in shipped.styles:
        if not style.element.default and style.name != "Footer":  # footers are the template's
            names = (style.name, INSTEAD.get(str(style.name)))
            found = [there[place] for name in names if (place := (style.type, str(name).casefold())) in there]
            if found:
                ids[style.style_id] = found[0]
            else:
                missing.append(style)
    taken = {each.style_id: deepcopy(each.element) for each in missing}
    for key, element in taken.items():
        ids[key] = key
        while ids[key] in there.values():
            ids[key] += "_"
        element.styleId = ids[key]
        for each in element.xpath("w:basedOn|w:next"):  # what it says holds whatever the template's usual text is
            element.remove(each)
        document.styles.element.append(element)
    _count([taken[key] for key in taken if key.startswith("Heading")], document, shipped, ids)
    return ids, [str(each.name) for each in missing]


def _count(headings: Sequence[Any], document: Document, shipped: Document, ids: Mapping[str, str]) -> None:
    """Let headings that were taken count themselves as they did, unless some of the three are the template's own."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    ours, number = shipped.part.numbering_part, "1"
    if len(headings) == 3:
        restyle(ours.element, ids)
        if any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in document.part.rels.values()):
            theirs = document.part.numbering_part.element
            abstract = deepcopy(ours.element.find(qn("w:abstractNum")))
            n = 1 + max(map(int, theirs.xpath("./w:abstractNum/@w:abstractNumId")), default=0)
            abstract.set(qn("w:abstractNumId"), str(n))
            theirs.insert_element_before(abstract, "w:num", "w:numIdMacAtCleanup")
            number = str(theirs.add_num(n).numId)
        else:
            document.part.relate_to(ours, RELATIONSHIP_TYPE.NUMBERING)
    for heading in headings:
        for each in heading.xpath("w:pPr/w:numPr"):
            if len(headings) == 3:
                each.find(qn("w:numId")).set(qn("w:val"), number)
            else:
                heading.pPr.remove(each)


def _room(document: Document, table_text: str, path: str) -> Room:
    """What a table has between the margins, and the sizes of its text."""
    from docx.shared import Emu

    width = Emu(0)
    for page in document.sections:
        edges = (page.left_margin, page.right_margin, page.gutter)
        width = Emu((page.page_width or 0) - sum(each or 0 for each in edges))
    if not NARROWEST <= width.cm <= WIDEST:
        raise InputError([Fault(Place(path), "", "template_page", {"least": NARROWEST})])
    size = max(half_points(document, table_text), 2)
    return Room(width.twips, tuple(range(min(size, LARGEST), SIZES[-1] - 1, -1)) or (size,))


def half_points(document: Document, style_id: str) -> int:
    """How large the text of a style is."""
    sizes = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:sz/@w:val")
    style = next((each for each in document.styles if each.style_id == style_id), None)
    for _ in range(DEEPEST):
        if style is None:
            break
        if style.font.size is not None:
            return int(2 * style.font.size.pt)
        style = style.base_style
    return int(sizes[0]) if sizes else 20
