"""A table of estates: its head found, its cells turned into those of ``estates.csv``, each with where it is from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from xuewei.errors import Place
from xuewei.formats import codes
from xuewei.formats.csv import BadCellError
from xuewei.formats.more_rows import NewRow
from xuewei.formats.population.estate_table import COLUMNS, completes
from xuewei.formats.titles import titles_of
from xuewei.language.shown import folded
from xuewei.late import dataclass, pattern
from xuewei.model.population import AFFORDABLE, COMMODITY, RESETTLEMENT, TALENT
from xuewei.workbook.counts.printed import Grid
from xuewei.workbook.lists.mapping import UNREAD
from xuewei.workbook.read.heads import LOOKED_AT

TITLES: Mapping[str, str] = {
    "id": "编号 小区编号 项目编号 楼盘编号",
    "name": "名称 小区 小区名 楼盘名 项目 地块 地块名称 备案名 推广名",
    "area": "区域 街道 镇街 街镇 乡镇 镇 乡 乡(镇) 镇(街) 区县 县区 街道办 板块",
    "zone": "学区 片区 施教区 划片学区",
    "dwellings": "套数 户数 套 户 住宅套 住宅户 房屋套 可售套 规模套",
    "floor_area_m2": "建筑面积 建面 住宅面积 住宅建筑面积 计容面积",
    "kind": "类型 类别 性质 住房性质 房屋性质 房屋类型 项目类型 住房类别",
    "completes": "竣工 交付 交房 预计竣工 预计交付 预计交房 计划竣工 计划交付 计划交房 入住时间 交楼",
    "occupancy": "入住率",
    "approved": "批准 立项 取证 批准时间 立项时间 预售时间 预售证时间",
    "lon": "经度",
    "lat": "纬度",
    "source": "来源 资料来源",
    "basis": "依据",
}
"""What the columns of such tables are called, beside what tables of the contract may be."""
KINDS = {
    "安置|回迁|拆迁|棚改": RESETTLEMENT,
    "保障|公租|廉租|经适|经济适用|保租|共有产权|限价": AFFORDABLE,
    "人才": TALENT,
    "商品|商住|普通住宅|别墅|洋房": COMMODITY,
}
"""Kinds of estates by what their names hold, the first that does."""
_BEFORE = pattern("^(?:所在的?|所属的?|小区|楼盘|住宅|总|规划|项目|预计|计划)+(?=.)")
_BEHIND = pattern(r"(?:\([^()]*\)|名称?|年份?|年月|时间|日期|数|㎡|m2|平方米|平米)+$")
_UNIT = pattern(r"万(?:套|户|m2|平方米|平米|㎡)?")
_YEAR = pattern("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NUMBERED = pattern("^(?:序号|no|#)$")
Cells = dict[str, str]


@dataclass(frozen=True)
class EstateList:
    """The rows of a table; ``taken`` are its titles with the column that each was taken for, ``left`` the others,
    ``sums`` rows of sums; ``shares``: cells whose 入住率 is one share, ``empty`` rows of no dwellings
    with their names and what columns that are not read say of them."""

    grid: Grid
    rows: Sequence[NewRow]
    taken: Mapping[str, str]
    left: Sequence[str]
    sums: Sequence[Place] = ()
    shares: Sequence[Place] = ()
    named: bool = False
    places: Mapping[tuple[Place, str], Place] = field(default_factory=dict)
    empty: Sequence[tuple[Place, str]] = ()


def meaning(title: str) -> str | None:
    """The column that a title means; None for one that means none.

    >>> [meaning(each) for each in ("所在街道", "楼盘名称", "总户数（户）", "建筑面积（万㎡）", "预计交房时间")]
    ['area', 'name', 'dwellings', 'floor_area_m2', 'completes']
    >>> meaning("开发商") is None
    True
    """
    known = {**titles_of(COLUMNS), **{each: name for name, words in TITLES.items() for each in words.split()}}
    text = folded(title)
    bare = _BEHIND.sub("", text)
    tried = (text, bare, _BEFORE.sub("", text), _BEFORE.sub("", bare))
    if text in COLUMNS:
        return text
    return next((known[each] for each in tried if each in known), None)


Head = tuple[int, dict[int, str], dict[int, str]]


def _titles(grid: Grid, row: int) -> Iterator[dict[int, str]]:
    """The titles of a row by column; and those of a head of two rows that ends with it, whose cells without a title
    have that above them."""
    below = {column: grid.text(row, column) for column in range(len(grid.rows[row])) if grid.text(row, column)}
    yield below
    if row:
        above = {column: text for column in range(len(grid.rows[row - 1])) if (text := grid.text(row - 1, column))}
        if below and len(above) > 1:
            yield {**above, **below}


def find_head(grid: Grid, mapped: Mapping[str, str]) -> Head | None:
    """The last row of the head, with the column of ours of each of its cells, and its titles; None where no row says
    when and how many dwellings of what are completed."""
    own = {folded(title): target for title, target in mapped.items()}
    best: Head | None = None
    heads = [(row, each) for row in range(min(LOOKED_AT, len(grid.rows))) for each in _titles(grid, row)]
    for row, titles in heads:
        found: dict[int, str] = {}
        for column, title in sorted(titles.items()):
            target = own.get(folded(title))
            if target is None:
                target = meaning(title) if title else None
                target = None if target in own.values() else target
            if target not in (None, UNREAD) and target not in found.values():
                found[column] = target
        names = {*found.values()}
        whole = "completes" in names and names & {"dwellings", "floor_area_m2"} and names & {"id", "name"}
        if whole and (best is None or len(found) > len(best[1])):
            best = row, found, titles
    return best


def read_list(
    grid: Grid, mapped: Mapping[str, str], given: Mapping[str, str], zones: Collection[str], areas: Collection[str]
) -> EstateList | None:
    """The rows of a grid; None where it is no table of estates. ``given`` is what stands for columns that it has not;
    ``zones`` and ``areas`` are those that are known: whichever a place is, so it is written."""
    head = find_head(grid, mapped)
    if head is None:
        return None
    at, columns, titles = head
    unread = [n for n, title in titles.items() if n not in columns and not _NUMBERED.match(folded(title))]
    rows, sums, shares, places = list[NewRow](), list[Place](), list[Place](), dict[tuple[Place, str], Place]()
    empty = list[tuple[Place, str]]()
    for n in range(at + 1, len(grid.rows)):
        cells, spots = _cells(grid, n, columns, titles, shares)
        if not any(cells.values()):
            continue
        first = grid.place(n, min(columns), "")
        if _is_sum(grid, n, cells, titles):
            sums.append(first)
            continue
        _placed(cells, zones, areas)
        for name, text in given.items():
            cells[name] = cells.get(name) or text
        cells["id"] = cells.get("id") or cells.get("name", "")
        if cells.get("dwellings") == "0":
            empty.append((first, _beside(grid, n, cells.get("name", ""), unread)))
        rows.append(NewRow({name: text for name, text in cells.items() if text}, first))
        places |= {(first, name): spot for name, spot in spots.items()}
    taken = {titles[column]: name for column, name in columns.items()}
    left = [titles[column] for column in unread]
    return EstateList(grid, rows, taken, left, sums, shares, "id" not in columns.values(), places, empty)


def _beside(grid: Grid, row: int, name: str, unread: Sequence[int]) -> str:
    """The name of a row, and what stands in its columns that are not read, such as a remark."""
    told = [text for n in unread if (text := grid.text(row, n).strip())]
    return name + (f"（{'；'.join(told)}）" if told else "")


_SUM = pattern("小计|合计|总计|共计|subtotal")


def _is_sum(grid: Grid, row: int, cells: Cells, titles: Mapping[int, str]) -> bool:
    """Whether a row is one of sums: what it names is, or its number or any cell of words says so alone."""
    if codes.is_total(cells.get("name") or cells.get("id") or cells.get("area") or cells.get("zone") or ""):
        return True
    numbered = [grid.text(row, column) for column, title in titles.items() if _NUMBERED.match(folded(title))]
    named = [cells.get(key, "") for key in ("id", "name", "area", "zone")]
    return any(codes.is_total(each) or _SUM.fullmatch(folded(each)) for each in (*numbered, *named) if each)


def _cells(
    grid: Grid, row: int, columns: Mapping[int, str], titles: Mapping[int, str], shares: list[Place]
) -> tuple[Cells, dict[str, Place]]:
    """The cells of a row as ``estates.csv`` has them, and where they stand."""
    found: Cells = {}
    spots: dict[str, Place] = {}
    for column, name in columns.items():
        raw = grid.rows[row][column] if column < len(grid.rows[row]) else None
        text = f"{raw.year}" if isinstance(raw, date) else grid.text(row, column).strip()
        spots[name] = grid.place(row, column, titles[column])
        if name == "occupancy" and text:
            text, alone = _share(text)
            if alone:
                shares.append(spots[name])
        found[name] = _turned(name, text, titles[column]) if text else ""
    return found, spots


def _turned(name: str, text: str, title: str) -> str:
    """A cell as a cell of the table; as it stands where nothing is known of it."""
    match name:
        case "dwellings" | "floor_area_m2":
            return _number(text, title)
        case "completes":
            return _years(text)
        case "approved":
            years = _YEAR.findall(text)
            return years[0] if len(years) == 1 else text
        case "kind":
            return next((kind for words, kind in KINDS.items() if re.search(words, text)), text)
    return text


def _number(text: str, title: str) -> str:
    """Dwellings or square metres, those in 万 written out.

    >>> _number("1,200套", "户数"), _number("9.6", "建筑面积（万㎡）"), _number("0.12万", "套数")
    ('1200', '96000', '1200')
    """
    bare = re.sub("(?:套|户|m2|㎡|平方米|平米)$", "", folded(text))
    found = codes.count(bare)
    if found is None or found.persons is None:
        return text
    scale = 10**4 if _UNIT.search(folded(title)) and not found.scaled else 1
    return f"{round(found.persons * scale, 6):.12g}"


def _years(text: str) -> str:
    """When dwellings are completed: years as the table has them, or the one year that a day names.

    >>> _years("2027年6月30日"), _years("2026: 300, 2027: 500"), _years("2027年底"), _years("一期2026年，二期2028年")
    ('2027', '2026: 300, 2027: 500', '2027', '一期2026年，二期2028年')
    """
    try:
        found = completes(text)
    except BadCellError:
        years = {*_YEAR.findall(text)} or {*re.findall(r"^(20[0-9]{2})(?=[0-9]{2,4}$)", text)}
        return years.pop() if len(years) == 1 else text
    return str(found[0][0]) if found[0][1] is None else text


def _share(text: str) -> tuple[str, bool]:
    """A 入住率, and whether it is one share alone: of them a number over 1 is per cent.

    >>> _share("65"), _share("0.65"), _share("慢"), _share("0.3; 0.6")
    (('65%', True), ('0.65', True), ('慢', False), ('0.3; 0.6', False))
    """
    bare = folded(text).removesuffix("%")
    try:
        value: Any = float(bare)
    except ValueError:
        return text, False
    return (f"{bare}%" if value > 1 or "%" in text else bare), True


def _placed(cells: Cells, zones: Collection[str], areas: Collection[str]) -> None:
    """Let a place that is known as a zone stand under ``zone``, and one that is known as an area under ``area``."""
    area, zone = cells.get("area", ""), cells.get("zone", "")
    if area and not zone and area in zones and area not in areas:
        cells["area"], cells["zone"] = "", area
    elif zone and not area and zone in areas and zone not in zones:
        cells["area"], cells["zone"] = zone, ""
