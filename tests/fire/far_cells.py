"""Small workbooks that ask for a machine: cells far away, repeated, merged or unfolded without end, as bytes.

Every function gives pairs of a name and the bytes of a file. ``refused`` are all that must be refused, ``harmless``
those that look like it and may be read or refused. Both walk over shapes × the forms in which a shape can be written.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Book = tuple[str, bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SHEET = "xl/worksheets/sheet1.xml"
TITLES = (("A1", "项目名称"), ("B1", "小学"), ("C1", "计划年"), ("A2", "规划一小"))
"""The head of a list and the beginning of its only row: with what follows, it is read where nothing is wrong."""


@dataclass(frozen=True)
class Member:
    """A part of an archive as it is written, truly or not: ``said`` is the size that it claims to unfold to."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    said: int | None = None
    flags: int = 0
    method: int = 8
    extra: bytes = b""


def member(name: str, text: str | bytes) -> Member:
    """An honest part."""
    raw = text.encode() if isinstance(text, str) else text
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Member(name.encode(), packer.compress(raw) + packer.flush(), len(raw), zlib.crc32(raw))


def repeated(name: str, head: str, text: str, times: int, tail: str) -> Member:
    """A part that repeats a text: a block of it is packed once, and its packed form written many times."""
    begun, block, end = head.encode(), text.encode(), tail.encode()
    per = max(1, 2**20 // len(block))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(begun) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(block * per) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(block * (times % per) + end) + packer.flush()
    crc = zlib.crc32(begun)
    for _ in range(times // per):
        crc = zlib.crc32(block * per, crc)
    crc = zlib.crc32(block * (times % per) + end, crc)
    size = len(begun) + len(block) * times + len(end)
    return Member(name.encode(), first + once * (times // per) + last, size, crc)


def archive(members: Sequence[Member], overlap: bool = False) -> bytes:
    """An archive of these parts; with ``overlap`` all of them point at the bytes of the last."""
    body, listed = b"", b""
    places = []
    for each in members:
        places.append(len(body))
        said = each.size if each.said is None else each.said
        fields = struct.pack(
            "<HHHHHIIIHH", 20, each.flags, each.method, 0, 33, each.crc, len(each.packed), said, len(each.name), 0
        )
        body += b"PK\x03\x04" + fields + each.name + each.packed
    for each, place in zip(members, places, strict=True):
        said = each.size if each.said is None else each.said
        at = places[-1] if overlap else place
        fields = struct.pack(
            "<HHHHHHIIIHHHHHII", 20, 20, each.flags, each.method, 0, 33, each.crc, len(each.packed), said,
            len(each.name), len(each.extra), 0, 0, 0, 0, at,
        )  # fmt: skip
        listed += b"PK\x01\x02" + fields + each.name + each.extra
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(listed), len(body), 0)
    return body + listed + b"PK\x05\x06" + end


def cell(ref: str, text: str = "1") -> str:
    """A cell with text."""
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def list_rows() -> str:
    """The rows of a small list."""
    head = "".join(cell(ref, text) for ref, text in TITLES[:3])
    return (
        f'<row r="1">{head}</row><row r="2">{cell(*TITLES[3])}<c r="B2"><v>1080</v></c><c r="C2"><v>2023</v></c></row>'
    )


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """The text of a sheet."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{list_rows()}{rows}</sheetData>{after}</worksheet>'


def honest(schools: int) -> bytes:
    """A list of so many schools."""
    rows = (
        f'<row r="{n}">{cell(f"A{n}", f"第{n}小学")}<c r="B{n}"><v>1080</v></c><c r="C{n}"><v>2023</v></c></row>'
        for n in range(3, schools + 2)
    )
    return xlsx(sheet("".join(rows)))


def parts(names: Sequence[str] = ("名单",), book: str = "", styles: str = "", strings: str = "") -> list[Member]:
    """All parts of an xlsx but its sheets, which all are the first one's text."""
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId1"/>' for n, name in enumerate(names, 1))
    kinds = '<Default Extension="xml" ContentType="application/xml"/>'
    links = f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    links += f'<Relationship Id="rId2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
    links += f'<Relationship Id="rId3" Type="{LINKS}/styles" Target="styles.xml"/>'
    top = f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    return [
        member("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>'),
        member("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{top}</Relationships>'),
        member("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'),
        member(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{book}<sheets>{sheets}</sheets></workbook>',
        ),
        *([member("xl/styles.xml", styles)] if styles else []),
        *([member("xl/sharedStrings.xml", strings)] if strings else []),
    ]


def xlsx(text: str | bytes | Member, **more: str | Sequence[str]) -> bytes:
    """A workbook whose sheet has this text."""
    own = text if isinstance(text, Member) else member(SHEET, text)
    return archive([*parts(**more), own])  # type: ignore[arg-type]


def ods(rows: str | tuple[str, str, int], tables: str = "") -> bytes:
    """An OpenDocument spreadsheet with these rows behind those of a small list; a triple: head, text, times."""
    spaces = "".join(f' xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    head = "".join(_said(text) for _, text in TITLES[:3])
    begun = f"<office:document-content{spaces}><office:body><office:spreadsheet>{tables}"
    begun += f'<table:table table:name="名单"><table:table-row>{head}</table:table-row>'
    begun += f"<table:table-row>{_said(TITLES[3][1])}{_number()}{_number(value=2023)}</table:table-row>"
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">{listed}</manifest:manifest>'
    if isinstance(rows, str):
        content = member("content.xml", begun + rows + end)
    else:
        content = repeated("content.xml", begun + rows[0], rows[1], rows[2], end)
    return archive(
        [
            Member(b"mimetype", kind.encode(), len(kind), zlib.crc32(kind.encode()), method=0),
            content,
            member("META-INF/manifest.xml", manifest),
        ]
    )  # fmt: skip


def _said(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def _number(more: str = "", value: int = 1) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}/>'


def xls(cells: Sequence[tuple[int, int]], dimensions: tuple[int, int] | None = None, sheets: int = 1) -> bytes:
    """A workbook as Excel wrote it before 2007, with a number in each of these rows and columns."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    begin = [record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) for kind in (0x5, 0x10)]
    own = begin[1]
    if dimensions:
        own += record(0x200, struct.pack("<IIHHH", 0, dimensions[0], 0, dimensions[1], 0))
    own += b"".join(record(0x203, struct.pack("<HHHd", row, column, 0, 1.0)) for row, column in cells)
    own += record(0xA, b"")
    names = [f"s{n}".encode() for n in range(sheets)]
    length = len(begin[0]) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b"".join(
        record(0x85, struct.pack("<IBBBB", length + n * len(own), 0, 0, len(name), 0) + name)
        for n, name in enumerate(names)
    )
    return compound(begin[0] + listed + record(0xA, b"") + own * sheets)


def compound(stream: bytes) -> bytes:
    """The container of an old workbook: a stream in sectors of 512 bytes, with their chain and one folder."""
    stream += bytes(max(4096 - len(stream), 0))
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    tables = -(-(sectors + 1) // 127)
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    chain += [tables + 1 + n + 1 for n in range(sectors)]
    chain[-1] = 0xFFFFFFFE
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        said = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBIII", len(said) if name else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return said.ljust(64, b"\0") + links + bytes(36) + struct.pack("<III", start, size, 0)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, tables + 1, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *range(tables), *([0xFFFFFFFF] * (109 - tables)))
    return head + struct.pack(f"<{len(chain)}I", *chain) + folder.ljust(512, b"\0") + stream


FAR = (
    "A20000000", "A99999999999", "AAAAAA1", "XFD1200", "XFD1048576", "A1048577", "XFE1", "ZZZ1", "A4294967297",
    "A18446744073709551617", "ZZZZZZZZZZZZZZZZ1", "B2000000000",
)  # fmt: skip
"""Places that no small list has."""
IN_EVERY_FORM = ("A20000000", "XFD1048576", "AAAAAA1", "A18446744073709551617")
"""A row, a corner, a column and a number of more than 64 bits: the others are read by the same digits and letters."""
FORMS = {
    "usual": '<row><c r="{ref}"><v>1</v></c></row>',
    "single quotes": "<row><c r='{ref}'><v>1</v></c></row>",
    "blanks": '<row><c  r = "{ref}" ><v>1</v></c></row>',
    "behind others": '<row><c s="0" cm=\'1\' r="{ref}" t="n"><v>1</v></c></row>',
    "line breaks": '<row><c\n\tr="{ref}"\n><v>1</v></c></row>',
    "entity": '<row><c r="&#65;{rest}"><v>1</v></c></row>',
    "decoy before": '<!-- r="A1" --><row><c data=\'r="A1"\' r="{ref}"><v>1</v></c></row>',
    "row as well": '<row r="{row}"><c r="{ref}"><v>1</v></c></row>',
}
"""Ways to write a reference that a quick look may miss."""


def far() -> Iterator[Book]:
    """One cell at each far place as it is usually written, and at some of them in each way to write it."""
    for ref in FAR:
        row = ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for name, form in FORMS.items():
            if (ref in IN_EVERY_FORM or name in ("usual", "row as well")) and (name != "entity" or ref[0] == "A"):
                yield f"far {ref} {name}.xlsx", xlsx(sheet(form.format(ref=ref, rest=ref[1:], row=row)))
        if ref not in IN_EVERY_FORM:
            continue
        yield f"far {ref} in a ledger.xlsx", xlsx(sheet(FORMS["usual"].format(ref=ref)), names=("项目台账",))
        yield f"far {ref}.xlsm", xlsx(sheet(FORMS["usual"].format(ref=ref)))
        prefixed = (
            sheet(FORMS["usual"].format(ref=ref)).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
        )
        yield f"far {ref} prefixed.xlsx", xlsx(prefixed.replace("xmlns=", "xmlns:x="))
        yield f"far {ref} named as text.csv", xlsx(sheet(FORMS["usual"].format(ref=ref)))


def far_rows() -> Iterator[Book]:
    """A row far away whose cells do not say where they are."""
    for row in (20_000_000, 99_999_999_999, 2**32 - 1, 2**64):
        yield f"row {row}.xlsx", xlsx(sheet(f'<row r="{row}"><c><v>1</v></c></row><row><c><v>1</v></c></row>'))
    head, tail = sheet("").removesuffix("</sheetData></worksheet>"), "</row></sheetData></worksheet>"
    far_right = repeated(SHEET, head + "<row>", "<c/>", 3_000_000, "<c><v>1</v></c>" + tail)
    yield "column by column.xlsx", xlsx(far_right)


def many() -> Iterator[Book]:
    """Things that are small once and large in their number: a few kB unfold to what takes a machine."""
    head = sheet("")[: -len("</sheetData></worksheet>")]
    tail = "</sheetData></worksheet>"
    yield "cells.xlsx", xlsx(repeated(SHEET, head, "<row><c><v>1</v></c></row>", 1_500_000, tail))
    yield "cells in one row.xlsx", xlsx(repeated(SHEET, head + "<row>", "<c><v>1</v></c>", 3_000_000, "</row>" + tail))
    yield "full width.xlsx", xlsx(repeated(SHEET, head, "<row>" + "<c><v>1</v></c>" * 16384 + "</row>", 100, tail))
    yield "bare formulas.xlsx", xlsx(repeated(SHEET, head, "<row><c><f/></c></row>", 2_000_000, tail))
    yield "formula ends.xlsx", xlsx(repeated(SHEET, head, "</f>", 10_000_000, tail))
    yield "open formulas.xlsx", xlsx(repeated(SHEET, head, "<f ", 10_000_000, tail))
    yield (
        "errors in one tag.xlsx",
        xlsx(repeated(SHEET, head + '<row><c r="A3"', ' t="e"', 7_000_000, "/></row>" + tail)),
    )
    yield "attributes.xlsx", xlsx(repeated(SHEET, head + "<row><c", ' r="A3"', 6_000_000, "/></row>" + tail))
    yield (
        "one error again.xlsx",
        xlsx(repeated(SHEET, head + "<row>", '<c r="A3" t="e"><v>1</v></c>', 1_500_000, "</row>" + tail)),
    )
    merges = repeated(
        SHEET,
        head + "</sheetData><mergeCells>",
        '<mergeCell ref="A1:XFD1048576"/>',
        100_000,
        "</mergeCells></worksheet>",
    )
    yield "merges.xlsx", xlsx(merges)
    small = repeated(
        SHEET, head + "</sheetData><mergeCells>", '<mergeCell ref="A2:B3"/>', 2_000_000, "</mergeCells></worksheet>"
    )
    yield "small merges.xlsx", xlsx(small)
    deep = repeated(SHEET, head, "<a>", 10_000_000, tail)
    yield "depth.xlsx", xlsx(deep)
    yield "sheets.xlsx", xlsx(sheet(""), names=[f"s{n}" for n in range(10_000)])
    blanks = cell("A1", " ") + cell("A50000", " ")
    yield (
        "sheets of blanks.xlsx",
        xlsx(
            f'<worksheet xmlns="{MAIN}"><sheetData><row>{blanks}</row></sheetData></worksheet>',
            names=[f"s{n}" for n in range(900)],
        ),
    )
    yield "bytes.xlsx", xlsx(repeated(SHEET, head, " " * 1024, 900_000, tail))
    yield (
        "other bytes.xlsx",
        archive([*parts(), member(SHEET, sheet("")), repeated("xl/media/a.bin", "", "0" * 1024, 900_000, "")]),
    )
    yield (
        "sizes that lie.xlsx",
        archive([*parts(), Member(**{**vars(repeated(SHEET, head, " " * 1024, 300_000, tail)), "said": 10})]),
    )


def texts() -> Iterator[Book]:
    """One long text that many cells share, and parts other than sheets that unfold."""
    head, tail = sheet("")[: -len("</sheetData></worksheet>")], "</sheetData></worksheet>"
    strings = f'<sst xmlns="{MAIN}"><si><t>{"学" * 300_000}</t></si></sst>'
    shared = repeated(SHEET, head, '<row><c t="s"><v>0</v></c></row>', 100_000, tail)
    yield "one text in many cells.xlsx", xlsx(shared, strings=strings)
    short = f'<sst xmlns="{MAIN}"><si><t>{"学" * 400}</t></si></sst>'
    yield "one short text in many cells.xlsx", xlsx(shared, strings=short)
    wide = f'<sst xmlns="{MAIN}"><si><t>{"a" * 400}\U00020000</t></si></sst>'
    yield (
        "a wide text in many cells.xlsx",
        xlsx(repeated(SHEET, head, '<row><c t="s"><v>0</v></c></row>', 250_000, tail), strings=wide),
    )
    others = {
        "xl/sharedStrings.xml": (f'<sst xmlns="{MAIN}">', "<si><t>a</t></si>", "</sst>"),
        "xl/styles.xml": (f'<styleSheet xmlns="{MAIN}"><cellXfs>', '<xf numFmtId="14"/>', "</cellXfs></styleSheet>"),
    }
    for name, (begun, text, end) in others.items():
        million = repeated(name, begun, text, 45_000_000 // len(text), end)
        yield (
            f"{name.rpartition('/')[2]} of far too many.xlsx",
            archive([*parts(), million, member(SHEET, sheet('<row><c r="XFD9999"><v>1</v></c></row>'))]),
        )
    names = repeated(
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}"><definedNames>',
        '<definedName name="a">b</definedName>',
        1_300_000,
        "</definedNames></workbook>",
    )
    yield (
        "names of far too many.xlsx",
        archive([each for each in parts() if each.name != b"xl/workbook.xml"] + [names, member(SHEET, sheet(""))]),
    )
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>'
    text = '<row><c r="A3" t="inlineStr"><is><t>&l11;</t></is></c></row>'
    yield "laughs in a sheet.xlsx", xlsx(doctype + sheet(text))
    laughing = [each for each in parts() if each.name != b"xl/workbook.xml"]
    yield (
        "laughs in the book.xlsx",
        archive(
            [
                *laughing,
                member("xl/workbook.xml", f'{doctype}<workbook xmlns="{MAIN}"><sheets>&l11;</sheets></workbook>'),
                member(SHEET, sheet("")),
            ]
        ),
    )


def open_documents() -> Iterator[Book]:
    """Cells and rows that one tag repeats."""
    times = (20_000, 1_048_576, 999_999_999, 2**31, 2**64)
    for n in times:
        wide = f' table:number-columns-repeated="{n}"'
        yield f"columns {n}.ods", ods(f"<table:table-row>{_number(wide)}</table:table-row>")
        yield f"text {n}.ods", ods(f"<table:table-row>{_said('学' * 1000, wide)}</table:table-row>")
        yield f"empty columns {n}.ods", ods(f"<table:table-row><table:table-cell{wide}/>{_number()}</table:table-row>")
        if n > 2**20:
            empty = f'<table:table-row table:number-rows-repeated="{n}"><table:table-cell/></table:table-row>'
            yield f"empty rows {n}.ods", ods(f"{empty}<table:table-row>{_number()}</table:table-row>")
    for rows in (1_048_576, 2**31):
        for columns in (1, 1_000, 16_384):
            row = f'<table:table-row table:number-rows-repeated="{rows}">'
            body = _number(f' table:number-columns-repeated="{columns}"')
            yield f"rows {rows} x {columns}.ods", ods(f"{row}{body}</table:table-row>")
    yield "rows of a few.ods", ods(("", f"<table:table-row>{_number()}</table:table-row>", 500_000))
    yield "depth.ods", ods(("", "<table:a>", 5_000_000))


def old_books() -> Iterator[Book]:
    """Old workbooks: their rows and columns are numbers of 16 bits."""
    yield "corner.xls", xls([(0, 0), (65_535, 255)])
    yield "far corner.xls", xls([(0, 0), (65_535, 65_535)])
    yield "a corner in many sheets.xls", xls([(0, 0), (65_535, 255)], sheets=200)
    yield "dimensions.xls", xls([(0, 0), (60_000, 20_000)], (2**31, 65_535))


def archives() -> Iterator[Book]:
    """Archives that are not what they say."""
    honest = [*parts(), member(SHEET, sheet(""))]
    yield "a part twice.xlsx", archive([*honest, member(SHEET, sheet(FORMS["usual"].format(ref="XFD9999")))])
    yield (
        "a part twice but for case.xlsx",
        archive([*honest, member(SHEET.upper(), sheet(FORMS["usual"].format(ref="XFD9999")))]),
    )
    yield "a part twice but for slashes.xlsx", archive([*honest, member("\\" + SHEET.replace("/", "\\"), sheet(""))])
    million = repeated("a", "", " " * 1024, 40_000, "")
    yield (
        "parts that overlap.xlsx",
        archive([*honest, *[Member(**{**vars(million), "name": b"b%d" % n}) for n in range(50)]], overlap=True),
    )
    yield "parts.xlsx", archive([*honest, *[member(f"xl/{n}", "") for n in range(20_000)]])
    for flag in (0x1, 0x41):
        yield f"encrypted {flag}.xlsx", archive([Member(**{**vars(each), "flags": flag}) for each in honest])
    large = struct.pack("<HHQQ", 1, 16, 2**60, 2**60)
    yield (
        "sizes of 64 bits.xlsx",
        archive([*honest[:-1], Member(**{**vars(honest[-1]), "said": 0xFFFFFFFF, "extra": large})]) + b"",
    )
    yield "cut off.xlsx", archive(honest)[:-30]


def attacks() -> Iterator[Book]:
    """Every workbook of this module that means harm."""
    for each in (far, far_rows, many, texts, open_documents, old_books, archives):
        yield from each()


OUTCOMES = ("depth", "empty columns", "columns ", "text ", "sizes of 64 bits", "attributes")
"""How the names of those begin whose readers do not believe them: what is left is a list, or a list with faults."""


def refused() -> Iterator[Book]:
    """Every workbook that must be refused in one line."""
    return (each for each in attacks() if not each[0].startswith(OUTCOMES))


def harmless() -> Iterator[Book]:
    """Workbooks that may be read, or refused, within the same bounds."""
    yield from (each for each in attacks() if each[0].startswith(OUTCOMES))
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in (3, 1_048_576))
    yield "an empty cell far away.xlsx", xlsx(sheet(rows + '<row r="9"><c r="XFD9" s="0"/></row>'))
    for said in ("A1", "A1:XFD1048576", "A1:ZZZZ99999999", "-"):
        yield f"dimension {said}.xlsx", xlsx(sheet("", before=f'<dimension ref="{said}"/>'))
    yield "columns.xlsx", xlsx(sheet("", before='<cols><col min="1" max="4294967295" width="9"/></cols>'))
    yield (
        "rows of none.xlsx",
        xlsx(sheet('<row r="0"><c r="A0"><v>1</v></c></row><row r="-1"><c r="A-1"><v>1</v></c></row>')),
    )
    yield "one cell again.xlsx", xlsx(sheet('<row><c r="A2"><v>1</v></c></row>' * 1000))
    yield "far in a comment.xlsx", xlsx(sheet('<!-- <c r="A20000000"><v>1</v></c> -->'))
    yield "far in a text.xlsx", xlsx(sheet(f'<row r="3">{cell("A3", "r=&quot;A20000000&quot; r=")}</row>'))
    yield (
        "of 16 bits.xlsx",
        xlsx(
            ('<?xml version="1.0" encoding="UTF-16"?>' + sheet(FORMS["usual"].format(ref="A20000000"))).encode("utf-16")
        ),
    )
    yield "one merge.xlsx", xlsx(sheet("", after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))
    yield (
        "empty rows to the end.ods",
        ods(
            '<table:table-row table:number-rows-repeated="1048574">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        ),
    )
    yield "a small one.xls", xls([(0, 0), (1, 1)])
    honest = [*parts(), member(SHEET, sheet(""))]
    for name in ("../../a", "/etc/a", "a\0b.xml", "C:\\a", "xl/worksheets/../worksheets/sheet1.xml"):
        yield (
            f"a part called {name!r}.xlsx".replace("/", "_").replace("\\", "_"),
            archive([*honest, member(name, "<a/>")]),
        )
