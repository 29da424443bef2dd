"""What a workbook may have wrong, each told in one line at its sheet and cell."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats import archive
from xuewei.formats.archive import PARTS_LIMIT
from xuewei.formats.book.sheets import Workbook
from xuewei.model.plan import Plan
from xuewei.workbook.read.plan_book import read_book

from books import at, book_of, doctored, saved, sheet_of
from builders import plan, school
from fire import far_cells

Edit = Callable[[openpyxl.Workbook], None]


def small() -> Plan:
    """Two schools, the first of two stages: rows 7, 8 and 9 of the ledger."""
    both = replace(school("a"), type="nine_year", name="甲校", seats={"primary": 540, "middle": 300}, cost_wan=800.0)
    return plan(both, school("b", type="kindergarten", seats={"kindergarten": 270}))


def fault_lines(path: Path, lang: str = "zh") -> list[str]:
    """The lines of the faults of a workbook, without its folder."""
    with pytest.raises(InputError) as wrong:
        read_book(Workbook(path))
    return [fault.text(lang).removeprefix(f"{path.parent}/") for fault in wrong.value.faults]


def put(title: str, row: int, value: object, key: str = "ledger") -> Edit:
    """Somebody types a value under a title."""

    def edit(book: openpyxl.Workbook) -> None:
        at(sheet_of(book, key), title, row).value = value

    return edit


def renamed(old: str, new: str, key: str = "ledger") -> Edit:
    """Somebody renames a column."""

    def edit(book: openpyxl.Workbook) -> None:
        for row in sheet_of(book, key).iter_rows(min_row=1, max_row=4):
            for cell in row:
                if cell.value == old:
                    cell.value = new

    return edit


def merged(cells: str) -> Edit:
    """Somebody merges cells of the ledger."""
    return lambda book: sheet_of(book, "ledger").merge_cells(cells)


def called(old: str, new: str) -> Edit:
    """Somebody renames a sheet."""

    def edit(book: openpyxl.Workbook) -> None:
        book[old].title = new

    return edit


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (put("计划年度", 9, "明年"), "台账.xlsx:项目台账!I9: 计划年度: 应为 1850 至 2100 的整数（实为 明年）"),
        (put("计划年度", 9, None), "台账.xlsx:项目台账!I9: 计划年度: 计划年度与投用学年·写明至少填一个"),
        (put("撤销学年", 9, 2020), "台账.xlsx:项目台账!L9: 停用·撤销学年: 早于投用年 2022（实为 2020）"),
        (put("计划年度", 8, 2023), "台账.xlsx:项目台账!I8: 计划年度: 与同一项目的 项目台账!I7 不一致（实为 2023）"),
        (put("项目名称", 8, "乙校"), "台账.xlsx:项目台账!C8: 项目名称: 与同一项目的 项目台账!C7 不一致（实为 乙校）"),
        (put("投资（万元）", 8, 900), "台账.xlsx:项目台账!T8: 投资（万元）: 与同一项目的 项目台账!T7 不一致（实为 900）"),
        (put("投资（万元）", 7, "很多"), "台账.xlsx:项目台账!T7: 投资（万元）: 应为 0 至 1000000000000 的数（实为 很多）"),
        (put("小学", 8, 30), "台账.xlsx:项目台账!R8: 学位·小学: 学位填在了别的学段：本行的学段是 初中（实为 30）"),
        (put("幼儿园", 9, -270), "台账.xlsx:项目台账!Q9: 学位·幼儿园: 学位不能为负；核减请把建设性质写作“核减”（实为 -270）"),
        (put("幼儿园", 9, 27.5), "台账.xlsx:项目台账!Q9: 学位·幼儿园: 应为 0 至 20000 的整数（实为 27.5）"),
        (put("幼儿园", 9, None), "台账.xlsx:项目台账!Q9: 学位·幼儿园: 没有填学位"),
        (put("建设性质", 9, "核减"), "台账.xlsx:项目台账!Q9: 学位·幼儿园: 核减行的学位应为负数（实为 270）"),
        (put("建设性质", 9, "新建校舍"), "台账.xlsx:项目台账!H9: 建设性质: 应为 新建, 改扩建, 迁建, 核减, 改扩建核减, 迁建核减 之一（实为 新建校舍）。是否想写 新建？"),
        (put("当前阶段", 9, "在建中"), "台账.xlsx:项目台账!AA9: 当前阶段: 应为 拟建, 已批, 在建, 建成, 投用, 销号, 取消 之一（实为 在建中）。是否想写 在建？"),
        (put("学校类型", 9, "kindergarden"), "台账.xlsx:项目台账!F9: 学校类型: 没有这个学校类型（实为 kindergarden）。是否想写 kindergarten？"),
        (put("学校类型", 9, None), "台账.xlsx:项目台账!F9: 学校类型: 不能为空"),
        (put("学段", 9, "高中"), "台账.xlsx:项目台账!E9: 学段: 表头没有这个学段的学位列，只有 学位·幼儿园, 学位·小学, 学位·初中（实为 高中）"),
        (put("学段", 8, "小学"), "台账.xlsx:项目台账!E8: 学段: 同一项目的这个学段已在 项目台账!E7（实为 小学）\n台账.xlsx:项目台账!S8: 学位·初中: 学位填在了别的学段：本行的学段是 小学（实为 300）"),
        (put("编号", 9, "a"), "台账.xlsx:项目台账!F9: 学校类型: 与同一项目的 项目台账!F7 不一致（实为 幼儿园）"),
        (put("编号", 9, " \u3000"), "台账.xlsx:项目台账!B9: 编号: 不能为空"),
        (put("完成时限", 9, "下半年"), "台账.xlsx:项目台账!Z9: 完成时限: 应为日期，如 2021-09-01（实为 下半年）"),
        (put("其他依据", 9, "status"), "台账.xlsx:项目台账!AD9: 其他依据: 应写作 cost_wan=published, cost_wan=derived，多项用分号隔开（实为 status）"),
        (put("幼儿园", 9, "=45*6"), "台账.xlsx:项目台账!Q9: 学位·幼儿园: 公式没有算出的值：请用 Excel、WPS 或 LibreOffice 打开并保存一次，或直接填数"),
        (put("备注", 9, "=B9"), "台账.xlsx:项目台账!AE9: 备注: 公式没有算出的值：请用 Excel、WPS 或 LibreOffice 打开并保存一次，或直接填数"),
        (put("计划年度", 9, "#REF!"), "台账.xlsx:项目台账!I9: 计划年度: 单元格是错误值"),
        (merged("Q9:Q10"), "台账.xlsx:项目台账!Q9: 学位·幼儿园: 合并的单元格不能用于学位与投资（实为 270）"),
        (renamed("计划年度", "计划年份"), "台账.xlsx:项目台账!I4: 缺少列 计划年度，像是在这里改了名（实为 计划年份）"),
        (renamed("备注", "其他"), "台账.xlsx:项目台账!A4: 缺少列 备注"),
        (called("参数", "参数表"), "台账.xlsx: 缺少工作表 参数。是否想写 参数表？"),
        (called("项目台账", "项目台帐"), "台账.xlsx: 缺少工作表 项目台账。是否想写 项目台帐？"),
        (called("进度", "其他"), "台账.xlsx: 缺少工作表 进度"),
        (put("值", 7, "二〇二一", "parameters"), "台账.xlsx:参数!C7: 名 1: 应为 1850 至 2100 的整数（实为 二〇二一）"),
        (put("键", 9, "opening_lagg", "parameters"), "台账.xlsx:参数!A9: 键: 未知的键（实为 opening_lagg）。是否想写 opening_lag？"),
        (put("值", 6, None, "parameters"), "台账.xlsx:参数: area: 缺少必填项"),
        (put("编号", 5, "c", "progress"), "台账.xlsx:进度!A5: 编号: 项目台账里没有这个编号（实为 c）"),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_cell(tmp_path: Path, edit: Edit, line: str) -> None:
    """With what was found and what was probably meant."""
    book = book_of(small())
    if "P7:" in line:
        at(sheet_of(book, "ledger"), "幼儿园", 7).value = 270
    edit(book)
    assert fault_lines(saved(book, tmp_path)) == line.split("\n")


def test_all_slips_are_told_at_once_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    """In English too, with the titles that the sheet has."""
    book = book_of(small(), "en")
    ledger = sheet_of(book, "ledger")
    at(ledger, "planned", 9).value = "soon"
    at(ledger, "status", 7).value = "in user"
    at(sheet_of(book, "parameters"), "value", 9).value = "x"
    assert fault_lines(saved(book, tmp_path), "en") == [
        "台账.xlsx:Ledger!AA7: status: must be one of planned, approved, under construction, completed, in use, closed out,"
        " cancelled (found in user). Did you mean in use?",
        "台账.xlsx:Ledger!I9: planned: must be a whole number from 1850 to 2100 (found soon)",
        "台账.xlsx:Parameters!C9: 名 opening_lag: must be a whole number from 0 to 20 (found x)",
    ]


def bomb(size: int) -> bytes:
    """A sheet that unfolds to ``size`` bytes."""
    return b"0" * size


def test_a_zip_bomb_is_told_before_it_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether its size is declared or a lie; the limit is lowered here so that the test is quick."""
    monkeypatch.setattr(archive, "unfolded_limit", lambda size: 4 * 2**20)
    honest = doctored(saved(book_of(small()), tmp_path), {"xl/media/a.bin": bomb(5 * 2**20)})
    assert fault_lines(honest) == ["台账.xlsx: 解压后超过 4 MiB，不予读取"]
    raw = honest.read_bytes()
    real, lie = struct.pack("<I", 5 * 2**20), struct.pack("<I", 10)
    assert raw.count(real) == 2
    honest.write_bytes(raw.replace(real, lie))
    assert fault_lines(honest) == ["台账.xlsx: 解压后超过 4 MiB，不予读取"]
    many = doctored(saved(book_of(small()), tmp_path), {f"xl/media/{n}": b"" for n in range(PARTS_LIMIT)})
    assert fault_lines(many) == ["台账.xlsx: 压缩包内的文件过多：上限 10,000 个"]


def test_an_archive_that_is_damaged_is_no_workbook(tmp_path: Path) -> None:
    """Cut off, with a wrong sum, with a sheet that is no XML: one line each."""
    path = saved(book_of(small()), tmp_path)
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    assert fault_lines(path) == ["台账.xlsx: 工作簿已损坏，无法读取"]
    with zipfile.ZipFile(BytesIO(raw)) as whole:
        start = whole.getinfo("xl/worksheets/sheet2.xml").header_offset
    path.write_bytes(raw[: start + 200] + b"\0\0\0\0" + raw[start + 204 :])
    assert fault_lines(path) == ["台账.xlsx: 工作簿已损坏，无法读取"]
    path.write_bytes(raw)
    assert fault_lines(doctored(path, {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row"})) != []


@pytest.mark.parametrize(
    ("name", "raw", "line"),
    [
        ("a.xlsx", b"", "a.xlsx: 不是工作簿（可读 xlsx、xlsm、xls、ods）"),
        ("a.xlsx", b"hello", "a.xlsx: 不是工作簿（可读 xlsx、xlsm、xls、ods）"),
        ("a.xlsx", b"PK\x03\x04", "a.xlsx: 工作簿已损坏，无法读取"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "a.xls: 工作簿已损坏，无法读取"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_line(tmp_path: Path, name: str, raw: bytes, line: str) -> None:
    """Whatever its name says."""
    path = tmp_path / name
    path.write_bytes(raw)
    assert fault_lines(path) == [line]


def test_a_document_of_another_kind_is_no_workbook(tmp_path: Path) -> None:
    """A letter is an archive too."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as letter:
        letter.writestr("word/document.xml", "<w/>")
    assert fault_lines(path) == ["a.xlsx: 不是工作簿（可读 xlsx、xlsm、xls、ods）"]


def test_an_encrypted_workbook_is_told(tmp_path: Path) -> None:
    """With the advice to save it without a password."""
    plain = saved(book_of(small()), tmp_path)
    path = tmp_path / "密.xlsx"
    with open(plain, "rb") as source, open(path, "wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("secret", target)
    assert fault_lines(path) == ["密.xlsx: 工作簿已加密：请先另存为不带密码的文件"]


def test_macros_are_said_and_not_read(tmp_path: Path) -> None:
    """The plan is the same."""
    path = doctored(saved(book_of(small()), tmp_path, "台账.xlsm"), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    found = read_book(Workbook(path))
    assert found.macros
    assert found.plan == small()


def test_a_sheet_that_reaches_too_far_is_told(tmp_path: Path) -> None:
    """One value in the last cell of a sheet would take gigabytes; a blank cell there does no harm."""
    book = book_of(small())
    sheet_of(book, "ledger")["XFD1048576"] = "x"
    assert fault_lines(saved(book, tmp_path)) == [
        "台账.xlsx: 工作表“项目台账”用到 1,048,576 行 × 16,384 列，与文件大小不成比例：上限共 1,000,000 格；请删去远处的单元格"
    ]
    path = saved(book_of(small()), tmp_path)
    inside = sheet(path).replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert read_book(Workbook(doctored(path, {"xl/worksheets/sheet2.xml": inside}))).plan == small()
    bare = sheet(path)
    for row in range(7, 10):
        bare = bare.replace(b'<c r="B%d"' % row, b"<c  r = 'B%d'" % row)
    assert read_book(Workbook(doctored(path, {"xl/worksheets/sheet2.xml": bare}))).plan == small()


def sheet(path: Path) -> bytes:
    """The text of the ledger's sheet."""
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("dimension", ["A1", "A1:B2", "A1:XFD1048576"])
def test_wrong_dimensions_do_no_harm(tmp_path: Path, dimension: str) -> None:
    """WPS writes them; they are not believed."""
    path = saved(book_of(small()), tmp_path)
    text = sheet(path)
    start = text.index(b"<dimension")
    end = text.index(b"/>", start) + 2
    inside = text[:start] + f'<dimension ref="{dimension}"/>'.encode() + text[end:]
    assert read_book(Workbook(doctored(path, {"xl/worksheets/sheet2.xml": inside}))).plan == small()


def test_an_open_document_may_not_repeat_a_cell_without_end(tmp_path: Path) -> None:
    """A few bytes can stand for a sheet of billions of cells."""
    row = '<table:table-row table:number-rows-repeated="1048576">'
    cell = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>'
    path = tmp_path / "a.ods"
    path.write_bytes(far_cells.ods(f"{row}{cell}</table:table-row>"))
    with pytest.raises(InputError, match="reaches to 1,048,576 rows × 3 columns"):
        Workbook(path).sheet("名单")


@settings(max_examples=30)
@given(st.data())
def test_no_bytes_give_anything_but_a_plan_or_faults(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A workbook in which some bytes are others never ends in a traceback."""
    path = tmp_path_factory.mktemp("any") / "台账.xlsx"
    raw = bytearray(_raw(tmp_path_factory))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
        raw[place] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(raw))
    try:
        read_book(Workbook(path))
    except InputError as wrong:
        assert wrong.faults  # noqa: PT017 (a plan is as good an end)


@settings(max_examples=30)
@given(st.data())
def test_no_sheet_gives_anything_but_a_plan_or_faults(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The same inside the archive, where sums do not protect."""
    folder = tmp_path_factory.mktemp("any")
    path = folder / "台账.xlsx"
    path.write_bytes(_raw(tmp_path_factory))
    raw = bytearray(sheet(path))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
        raw[place] = data.draw(st.sampled_from(b'<>/"=rcft 09AZ'))
    try:
        read_book(Workbook(doctored(path, {"xl/worksheets/sheet2.xml": bytes(raw)})))
    except InputError as wrong:
        assert wrong.faults  # noqa: PT017 (a plan is as good an end)


def _raw(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if not _RAW:
        _RAW.append(saved(book_of(small()), tmp_path_factory.mktemp("raw")).read_bytes())
    return _RAW[0]


_RAW: list[bytes] = []
