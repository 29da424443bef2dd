"""A report in the look of an office's own document: its styles, page, headers and footers, and nothing else of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import msoffcrypto.format.ooxml
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Cm, Pt

from letters import lent
from xuewei.answers.compare.standings import BASE
from xuewei.errors import InputError, Place
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.report.contents import Report
from xuewei.report.letter import template as shipped
from xuewei.report.letter.document import Form, write_document
from xuewei.report.letter.draft import Numbers
from xuewei.report.letter.tables import SIZES, WIDTH
from xuewei.report.letter.template import LIMIT, open_template

from inside import Run
from inside import xuewei as xuewei
from paper import faults_of_format
from program import TOP

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLAN = TOP / "examples/small_city/plan.yaml"
OURS = ["Table Text", "Table Note", "Picture", "footnote text", "footnote reference"]
"""Styles that no word processor has of itself, and those of footnotes, which python-docx has not."""
ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
Parts = dict[str, bytes]


@pytest.fixture(autouse=True)
def pictures() -> Iterator[None]:
    """None of these tests looks at what is drawn in pictures."""
    with lent():
        yield


def own() -> Document:
    """An office's document: other letters and margins, a wide page, a header, and text that is not for others."""
    document = docx.Document()
    document.styles["Body Text"].font.name = "Arial"
    document.styles["heading 1"].font.size = Pt(19)
    document.add_paragraph("内部文稿", style="Heading 1")
    (page,) = document.sections
    page.page_width, page.page_height, page.left_margin, page.right_margin = Cm(29.7), Cm(21), Cm(3), Cm(2.7)
    page.header.paragraphs[0].text = "某某市教育局"
    document.core_properties.author = "某人"
    return document


def saved(document: Document, path: Path) -> str:
    """The path of a document once it is saved."""
    document.save(str(path))
    return str(path)


def changed(path: Path, change: Callable[[Parts], object]) -> str:
    """The shipped template with other parts."""
    source = Path(shipped.__file__).with_name("template.zh.docx")
    with ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, raw in parts.items():
            package.writestr(name, raw)
    return str(path)


def put(part: str, old: str, new: str) -> Callable[[Parts], None]:
    """A change of one part's text."""

    def change(parts: Parts) -> None:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode())

    return change


@cache
def contents() -> Report:
    """A small plan, a few years of it."""
    found = assess(*read_project(PLAN))
    return Report([(BASE, found)], range(found.years.start, found.years.start + 3))


def written(path: Path, template: str, lang: str = "zh") -> tuple[Document, list[str]]:
    """A report in a look, without a fault of its format, and what is said of it."""
    told = write_document(contents(), str(path), lang, open_template(lang, template))
    assert faults_of_format(path) == []
    return docx.Document(str(path)), told


def styles_used(document: Document) -> dict[str, str]:
    """The names of the styles of paragraphs and of text, by their ids in the body; those that there are not, as ?."""
    names = {each.style_id: str(each.name) for each in document.styles}
    used = {each.get(f"{W}val") for each in document.element.body.iter(f"{W}pStyle", f"{W}rStyle")}
    return {each: names.get(each, "?") for each in used}


def test_a_title_has_no_breaks_of_ours_in_letters_that_are_not_ours(tmp_path: Path) -> None:
    """Where lines end is for the office's style; in the shipped look words stay whole."""
    document, _ = written(tmp_path / "x.docx", saved(own(), tmp_path / "own.docx"))
    (title,) = [each for each in document.paragraphs if each.style and each.style.name == "Title"][:1]
    assert "\n" not in title.text
    assert title.text.endswith("学位余缺情况的报告")


def test_an_own_look_is_kept(tmp_path: Path) -> None:
    """Letters, page, margins and header are the office's; its text and its name are not in the report."""
    document, told = written(tmp_path / "x.docx", saved(own(), tmp_path / "own.docx"))
    (page,) = document.sections
    assert [round(each.cm, 1) for each in (page.page_width, page.left_margin, page.right_margin) if each] == [
        *(29.7, 3.0, 2.7)
    ]
    assert page.header.paragraphs[0].text == "某某市教育局"
    assert document.styles["Body Text"].font.name == "Arial"
    assert document.styles["heading 1"].font.size == Pt(19)
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings[:3] == ["结论", "建议", "测算情况"]
    with ZipFile(tmp_path / "x.docx") as package:
        assert not any(
            word.encode() in package.read(name) for name in package.namelist() for word in ("内部文稿", "某人")
        )
    assert document.core_properties.author == "xuewei"
    assert told == [f"模板缺少这些样式，用了自带的：{'、'.join(OURS)}"]


def test_tables_fill_the_page_that_is_given(tmp_path: Path) -> None:
    """24 cm here, and a picture is not larger than ours."""
    document, _ = written(tmp_path / "x.docx", saved(own(), tmp_path / "own.docx"))
    widths = {sum(int(each.get(f"{W}w")) for each in one._tbl.tblGrid) for one in document.tables}
    assert widths == {Cm(24).twips}
    for one in document.tables:  # whose style of captions does not keep them with what follows
        assert one._tbl.getprevious().pPr.keepNext is not None
    assert {each.width.twips for each in document.inline_shapes} == {WIDTH}
    assert open_template("zh").room.sizes == SIZES


@pytest.mark.parametrize(("size", "sizes"), [(10, (20, 19, 18, 17, 16, 15, 14)), (6, (12,)), (900, (60, 59, 58))])
def test_the_text_of_tables_has_the_size_of_its_style(tmp_path: Path, size: int, sizes: tuple[int, ...]) -> None:
    """And smaller ones where that has no room; a style takes it from the one below, though these go round."""
    document = own()
    style, below = document.styles.add_style("Table Text", 1), document.styles.add_style("Small", 1)
    style.base_style, below.base_style = below, style
    assert open_template("zh", saved(document, tmp_path / "own.docx")).room.sizes[0] == 22  # the document's own
    below.font.size = Pt(size)
    assert open_template("zh", saved(document, tmp_path / "own.docx")).room.sizes[:7][: len(sizes)] == sizes


def test_styles_are_found_by_name_whatever_their_ids(tmp_path: Path) -> None:
    """Word in Chinese calls them 1, 2, a3; names of headings differ in their capitals."""

    def foreign(parts: Parts) -> None:
        for name in ("word/styles.xml", "word/numbering.xml"):
            for n, style in enumerate(("Heading1", "Heading2", "BodyText", "FootnoteText", "FootnoteReference")):
                parts[name] = parts[name].replace(f'"{style}"'.encode(), f'"{n}"'.encode())
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"heading 1"', b'"Heading 1"')

    document, told = written(tmp_path / "x.docx", changed(tmp_path / "own.docx", foreign))
    assert told == []
    assert "?" not in styles_used(document).values()
    assert styles_used(document)["0"] == "Heading 1"
    with ZipFile(tmp_path / "x.docx") as package:
        notes = package.read("word/footnotes.xml").decode()
    assert '<w:pStyle w:val="3"/>' in notes
    assert '<w:rStyle w:val="4"/>' in notes


def test_a_bare_document_has_all_styles_from_ours(tmp_path: Path) -> None:
    """Headings count themselves as ours do, in a list of their own; the text is the office's normal one."""
    document = own()
    for each in ("Heading 1", "Heading 2", "Heading 3", "Title", "Body Text"):
        document.styles[each].delete()
        document.styles[f"{each} Char"].delete()
    document.styles["Caption"].delete()
    document.styles.add_style("Heading1", 1).element.set(f"{W}styleId", "Heading1")  # another one of that id
    found, (told,) = written(tmp_path / "x.docx", saved(document, tmp_path / "own.docx"), "en")
    names = ["Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "Table Text", "Table Note", "Picture"]
    assert told.endswith(", ".join([*names, "Picture Caption", *OURS[3:]]))
    assert styles_used(found)["Heading1_"] == "Heading 1"
    assert {"Normal", "Title", "Heading 2"} <= set(styles_used(found).values())
    numbers = {each.element.pPr.numPr.numId.val for each in found.styles if str(each.name) in names[1:4]}
    (number,) = numbers
    listed = found.part.numbering_part.element
    (level,) = listed.xpath(f"./w:abstractNum[@w:abstractNumId=../w:num[@w:numId={number}]/*/@w:val]/w:lvl[1]/w:pStyle")
    assert level.get(f"{W}val") == "Heading1_"


def test_without_lists_of_its_own_a_document_gets_ours(tmp_path: Path) -> None:
    """A document need have no part for them, nor one for settings."""
    document = own()
    for each in ("Heading 1", "Heading 2", "Heading 3"):
        document.styles[each].delete()
    for key, each in list(document.part.rels.items()):
        if each.reltype in (RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.SETTINGS):
            del document.part.rels[key]
    found, _ = written(tmp_path / "x.docx", saved(document, tmp_path / "own.docx"))
    assert found.styles["Heading 1"].element.pPr.numPr.numId.val == 1
    assert len(found.part.numbering_part.element.xpath("./w:abstractNum/w:lvl")) == 3


def test_a_heading_that_alone_is_missing_does_not_count_itself(tmp_path: Path) -> None:
    """Its number would go on and on, for the office's own levels above it are in no list with it."""
    document = own()
    document.styles["Heading 3"].delete()
    found = open_template("zh", saved(document, tmp_path / "own.docx")).document
    assert found.styles["Heading 3"].element.pPr.numPr is None
    assert found.styles["Heading 3"].font.size == Pt(16)


def test_headings_count_anew_in_every_annex_where_they_count_at_all(tmp_path: Path) -> None:
    """In lists of their own that begin at 1; those of an office that count nowhere stay so."""
    assert Numbers.anew(open_template("zh")).lists == {1: (2, 0), 2: (2, 1), 3: (2, 2)}
    assert Numbers.anew(open_template("zh", saved(own(), tmp_path / "own.docx"))).lists == {}
    write_document(contents(), str(tmp_path / "x.docx"), "zh")
    document = docx.Document(str(tmp_path / "x.docx"))
    firsts = [each for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    numbers = [int(next(iter(each._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")), "1")) for each in firsts]
    assert numbers == [1, 1, 1, 1, 2, 2, 2, 4, 4, 4]  # an annex of schools has no headings
    starts = document.part.numbering_part.element.xpath("./w:num/w:lvlOverride/w:startOverride/@w:val")
    assert starts == ["1", "1", "1"]


def test_an_office_has_a_letterhead_of_its_own(tmp_path: Path) -> None:
    """Under it stands the number alone, without our mark and red line."""
    form = Form(sign="某市教育局", number="某教〔2026〕12号")
    path = tmp_path / "x.docx"
    write_document(contents(), str(path), "zh", open_template("zh", saved(own(), tmp_path / "own.docx")), form)
    assert faults_of_format(path) == []
    document = docx.Document(str(path))
    assert document.sections[0].header.paragraphs[0].text == "某某市教育局"
    assert document.paragraphs[0].text == "某教〔2026〕12号"
    assert not list(document.element.iter(f"{W}pBdr"))
    assert "某市教育局文件" not in [each.text for each in document.paragraphs]


def test_the_same_template_gives_the_same_bytes(tmp_path: Path) -> None:
    """A header with a picture as well; and a .dotx is as good as a .docx."""
    document = own()
    write_document(contents(), str(tmp_path / "pictures.docx"), "zh")
    with ZipFile(tmp_path / "pictures.docx") as package:
        png = package.read("word/media/image1.png")
    document.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(png), Cm(2))
    path = saved(document, tmp_path / "own.docx")
    one, other = tmp_path / "1.docx", tmp_path / "2.docx"
    for each in (one, other):
        written(each, path)
    assert one.read_bytes() == other.read_bytes()
    with ZipFile(path) as package, ZipFile(tmp_path / "own.dotx", "w") as lent:
        for name in package.namelist():
            lent.writestr(name, package.read(name).replace(b"document.main+xml", b"template.main+xml"))
    written(other, str(tmp_path / "own.dotx"))
    assert one.read_bytes() == other.read_bytes()


def test_nothing_leads_out_of_a_report(tmp_path: Path) -> None:
    """The template it was made from and a data source are left out, and the settings of its own footnotes."""
    document = own()
    settings = document.settings.element
    part = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    key = part.relate_to("file:///C:/secret/Normal.dotm", ATTACHED, is_external=True)
    spaces = f'xmlns:w="{W[1:-1]}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    settings.insert(1, parse_xml(f'<w:attachedTemplate {spaces} r:id="{key}"/>'))
    notes = '<w:footnotePr {0}><w:numRestart w:val="eachPage"/><w:footnote w:id="7"/></w:footnotePr>'
    settings.insert_element_before(parse_xml(notes.format(spaces)), "w:compat")
    found, _ = written(tmp_path / "x.docx", saved(document, tmp_path / "own.docx"))
    with ZipFile(tmp_path / "x.docx") as package:
        assert not any(b"secret" in package.read(name) for name in package.namelist())
    assert found.settings.element.xpath("./w:attachedTemplate") == []
    assert found.settings.element.xpath("./w:footnotePr/w:footnote/@w:id") == ["-1", "0"]
    assert len(found.settings.element.xpath("./w:footnotePr/w:numRestart")) == 1


def encrypted(path: Path) -> None:
    """A document behind a password."""
    inside = BytesIO()
    own().save(inside)
    inside.seek(0)
    with open(path, "wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(inside).encrypt("secret", target)


def linked(path: Path) -> None:
    """A document whose header shows a picture that stands elsewhere."""
    document = own()
    part = document.sections[0].header.part
    part.relate_to("http://example.org/x.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.save(str(path))


def taken(parts: Parts) -> None:
    """A footer under the name that footnotes will have."""
    parts["word/footnotes.xml"] = parts.pop("word/footer1.xml")
    for name in ("word/_rels/document.xml.rels", TYPES):
        parts[name] = parts[name].replace(b"footer1.xml", b"footnotes.xml")


def bomb(parts: Parts) -> None:
    """A part that unfolds to more than is read."""
    parts["word/media/image1.png"] = bytes(40 * 2**20)


def laughs(parts: Parts) -> None:
    """A part of entities that unfold without end."""
    names = [f"a{n}" for n in range(30)]
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    head = f'<!DOCTYPE w:styles [<!ENTITY a0 "ha">{entities}]>'
    text = parts["word/styles.xml"].decode().replace("<w:styles", f"{head}<w:styles", 1)
    parts["word/styles.xml"] = text.replace('w:val="Title"', 'w:val="&a29;"').encode()


TYPES, DOCUMENT = "[Content_Types].xml", "word/document.xml"
FAULTS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "nothing": ("no_template", lambda path: path.write_bytes(b"")),
    "text": ("no_template", lambda path: path.write_text("样式", encoding="utf-8")),
    "old": ("no_template", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))),
    "workbook": ("no_template", lambda path: changed(path, put(TYPES, "wordprocessingml.document", "sheet"))),
    "page of another kind": ("no_template", lambda path: changed(path, lambda parts: parts.pop(TYPES))),
    "password": ("template_encrypted", encrypted),
    "macros": (
        "template_macros",
        lambda path: changed(path, put(TYPES, "document.main", "document.macroEnabled.main")),
    ),
    "code": ("template_macros", lambda path: changed(path, lambda parts: parts.update({"word/vbaProject.bin": b""}))),
    "large": ("too_large", lambda path: path.write_bytes(bytes(LIMIT + 1))),
    "bomb": ("book_unfolds", lambda path: changed(path, bomb)),
    "cut": ("template_broken", lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100))),
    "no styles": ("template_broken", lambda path: changed(path, lambda parts: parts.pop("word/styles.xml"))),
    "not XML": ("template_broken", lambda path: changed(path, put("word/styles.xml", "</w:styles>", ""))),
    "no number": ("template_broken", lambda path: changed(path, put(DOCUMENT, 'w:left="1587"', 'w:left="far"'))),
    "entities": ("template_broken", lambda path: changed(path, laughs)),
    "no body": ("template_broken", lambda path: changed(path, put(DOCUMENT, "w:body", "w:other"))),
    "our name": ("template_broken", lambda path: changed(path, taken)),
    "no page": ("template_page", lambda path: changed(path, put(DOCUMENT, "w:sectPr", "w:other"))),
    "no paper": ("template_page", lambda path: changed(path, put(DOCUMENT, '<w:pgSz w:w="11906" w:h="16838"/>', ""))),
    "narrow": ("template_page", lambda path: changed(path, put(DOCUMENT, 'w:left="1587"', 'w:left="6500"'))),
    "links": ("template_linked", linked),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_template_is_told_in_a_line(tmp_path: Path, name: str) -> None:
    """One fault of the file as a whole, in both languages."""
    kind, make = FAULTS[name]
    path = tmp_path / "own.docx"
    make(path)
    with pytest.raises(InputError) as wrong:
        open_template("zh", str(path))
    (fault,) = wrong.value.faults
    assert (fault.kind, fault.place) == (kind, Place(str(path)))
    assert fault.text("en") != fault.text("zh")


def test_on_the_command_line(tmp_path: Path, xuewei: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template is used, never written over, and its faults come with those of the plan; only a .docx takes one."""
    monkeypatch.chdir(tmp_path)
    saved(own(), tmp_path / "own.docx")
    shutil.copy("own.docx", "same.docx")
    line = ("report", "--plan", PLAN, "--to", "2023", "--template", "own.docx", "--output")
    code, out, told = xuewei(*line, "x.docx", "--lang", "en")
    assert (code, out) == (0, "")
    assert told.splitlines() == [f"the template lacks these styles, so the shipped ones stand in: {', '.join(OURS)}"]
    assert docx.Document("x.docx").sections[0].header.paragraphs[0].text == "某某市教育局"
    Path("link.docx").hardlink_to("own.docx")
    for name in ("own.docx", "link.docx"):
        assert xuewei(*line, name) == (3, "", f"{name}: 是本次运行读取的文件，不覆盖；确要覆盖请加 --force\n")
    assert Path("own.docx").read_bytes() == Path("same.docx").read_bytes()
    assert xuewei(*line, "x.html")[0] == 2
    none = xuewei("report", "--plan", "none.yaml", "--template", "none.docx", "--output", "y.docx")
    assert none == (3, "", "none.yaml: 没有这个文件\nnone.docx: 没有这个文件\n")
    assert not Path("y.docx").exists()
