"""The small project that every case starts from: a file of every format, two areas, a dozen schools."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
PEOPLE = TOP / "examples" / "small_city" / "population"
PUPILS = TOP / "examples" / "pupils"
TEMPLATE = TOP / "src" / "xuewei" / "report" / "letter" / "template.zh.docx"

PROGRESS = """\
  - id: east-middle
    name: 东区中学
    type: middle
    planned: 2021
    seats: {middle: 900}
    founder: city
    provision: public
    responsible: {unit: 教育局, person: 某}
    due: 2022-08-31
    cost_wan: 12000
    status: in_use
    progress:
      - {date: 2021-03-01, status: under_construction}
      - {date: 2022-07-01, status: completed, note: 竣工}
      - {date: 2022-09-01, status: in_use}
    basis: {seats: published, cost_wan: assumed}
    note: 备注
"""
SCENARIO = """\
scenario: 晚一年
extends: plan.yaml
set:
  opening_lag: 2
  population.births: low
  population.births.2024: 400
  participation.kindergarten: 0.9
  warning.red: 1.1
change:
  - {id: west-primary, opens: 2024, seats: {primary: 810}}
add:
  - {id: new-1, type: middle, area: 西区, planned: 2023, seats: {middle: 600}}
remove: [west-temporary]
note: 试
"""
REPORT = {
    "plan": "试",
    "provenance": {
        "made": "2026-01-01",
        "version": "0.1.0",
        "command": "gap",
        "asked": {"plan": "plan.yaml", "scenario": ["scenario.yaml"], "population": "population", "method": "ages"},
        "inputs": [{"file": "plan.yaml", "sha256": "0" * 64}, {"file": "population/census.csv", "sha256": "0" * 64}],
    },
    "rows": [{"year": 2024, "area": "东区", "stage": "primary", "balance": 30}],
}
KEYED = "id,name,area,zone,stage,seats,classes,classes_1\neast,城关第一小学,东区,东片,primary,,6,1\n"
SECOND = "scenario: 再改\nextends: scenario.yaml\nset: {fill: by_grade, horizon: 2028}\n"
CANDIDATES = """\
candidates:
  - {id: c-1, type: middle, seats: {middle: 900}, earliest: 2023, latest: 2027, sizes: [3, 6]}
  - {id: c-2, type: nine_year, area: 西区, seats: {primary: 1080, middle: 600}, earliest: 2024, cost_wan: 9000}
  - {id: west-primary, type: primary, area: 西区, seats: {primary: 540}, opens: 2022, must: yes}
allow: [large]
must_keep:
  schools: [west-primary]
  seats: {西区: {primary: 300}}
"""
ASSUMPTIONS = """\
horizon: 2030
uncertainty:
  births:
    step: {value: 0.05, unit: log, basis: assumed, source: 试}
    persistence: {value: 0.8, unit: share, basis: assumed, source: 试}
    common: {value: 0.5, unit: share, basis: assumed, source: 试}
participation:
  kindergarten: {values: {2020: 0.9, 2025: 1.0}, unit: share, basis: assumed, source: 虚构}
"""
TOTALS = "area,date,persons,basis,source\n东区,2021-12-31,10300,assumed,虚构\n西区,2022-12-31,20100,assumed,虚构\n"
AREAS = "year,from,to,share,basis,source\n2018,旧区,东区,,published,试\n"
CHILDREN = "area,birth_year,age,persons,kind,date,basis,source,period_end\n" + "".join(
    f"{area},{year},,{n},{kind},2023-12-31,assumed,虚构,{end}\n"
    for area, n, kind, end in (("东一片", 40, "户籍", ""), ("西区", 200, "born", ""), ("东一片", 9, "随迁", ""))
    for year in range(2015, 2021)
)
CHILDREN += "东二片,,3,30,hukou,2023-08-31,assumed,虚构,\n东二片,2019,,31,hukou,2023-08-31,assumed,虚构,2019-08-31\n"
ZONES = "area,part_of,share,basis,source\n东一片,东区,,assumed,虚构\n东二片,东区,0.4,assumed,虚构\n"
FLOWS = (
    "from_area,to_area,stage,share,basis,source\n东区,西区,middle,0.05,assumed,虚构\n,东区,primary,0.1,assumed,虚构\n"
)
ESTATES = """id,name,area,zone,dwellings,floor_area_m2,kind,completes,occupancy,approved,lon,lat,basis,source
e1,东湖,东区,东一片,800,96000,商品房,"2024: 300, 2025: 500",,2022,111.0,35.0,assumed,虚构
e2,北苑,西区,,,60000,安置房,2026,0.4; 0.7; 0.9,,,,assumed,虚构
e3,,,东二片,120,,,2025,fast,,,,assumed,虚构
"""
ESTATE_PUPILS = """id,year,stage,pupils,occupied,basis,source
e1,2025,primary,40,200,assumed,虚构
e1,2026,primary,80,,assumed,虚构
e2,2027,middle,12,150,assumed,虚构
"""
STAFF = """\
area,school,stage,year,staff,retires,basis,source
东区,,primary,2023,300,9,assumed,虚构
西区,,middle,2023,120,,assumed,虚构
东区,,primary,2024,,12,assumed,虚构
"""
OLD = "".join(f"旧区,2017,primary,{grade},170,assumed,虚构\n" for grade in range(1, 7))
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "东区"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[111.0, 35.0], [111.1, 35.0], [111.1, 35.1], [111.0, 35.0]]],
            },
        },
        {
            "type": "Feature",
            "properties": {"name": "西区", "code": 2},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[110.9, 35.0], [111.0, 35.0], [111.0, 35.1], [110.9, 35.0]]]],
            },
        },
    ],
}
TABLES = ("census", "births", "totals")
CHILDRENS = ("children", "zones", "flows", "estates")
REGISTER = """\
id,name,area,zone,type,stage,seats,classes,classes_1,classes_2,classes_3,intake,provision,founder,planned,opens,closes,merge_into,status,cost_wan,address,lon,lat,rooms,basis,source,note
R1,东一小,东区,东片:0.6;西片:0.4,primary,primary,540,12,,,,,public,city,,1958,,,in_use,,某路1号,111.0,35.0,24,published,名册,
R2,东九年制,东区,东片,,小学,,24,,,,,公办,,,1990,2030,R1,,,,,,,derived,,旧
R2,东九年制,,,,初中,,,6,6,6,,,,,,,,,,,,,,,,
,东幼,东区,,,kindergarten,,,,,,50,普惠性民办,,,2005年,,,,,,,,,,,
R5,新校,西区,西片,middle,middle,600,,,,,,,,2022,,,,planned,9000,,,,,assumed,,
"""
REGISTERED = """\
plan: 名册
area: 东区
areas: [西区]
years: [2021, 2024]
population: population
base_seats: {year: 2020, seats: listed}
register: schools.csv
must_keep: {seats: {西区: {primary: 90}}}
schools:
  - {id: R1, closes: 2035}
  - {id: own-1, type: primary, planned: 2022, seats: {primary: 540}}
"""

PRINTED_PUPILS = """2023—2024学年各区在校生,,,,,,,,,
单位：人,,,,,,,,,
区域,小学,,,,,,,初中,
,小计,一年级,二年级,三年级,四年级,五年级,六年级,小计,七年级
东区,21,1,2,3,4,5,6,7,7
西区,"1,027",2,3,4,5,6,"1,007",8,*
合计,"1,048",3,5,7,9,11,"1,013",15,
注：数据来自教育事业统计。,,,,,,,,,
"""
PRINTED_CENSUS = """第七次全国人口普查分年龄、性别人口,,,
年龄,合计,男,女
总计,96,50,46
0-4岁,30,16,14
0岁,6,3,3
1-4岁,24,13,11
5-9岁,26,14,12
10岁及以上,40,20,20
"""


def written() -> dict[str, bytes]:
    """The files that are text, by their paths in the project."""
    plan = (TOP / "examples" / "small_city" / "plan.yaml").read_text(encoding="utf-8") + PROGRESS
    people = {f"population/{name}.csv": _table(name) for name in TABLES}
    pupils = {f"pupils/{path.name}": path.read_text(encoding="utf-8") for path in PUPILS.iterdir()}
    pupils["pupils/enrolment.csv"] += OLD
    texts = {
        "plan.yaml": plan.replace("schools: 4\n", "schools: 5\n"),
        "registered.yaml": REGISTERED,
        "schools.csv": REGISTER,
        "sheets.yaml": REGISTERED.replace("schools.csv", "schools.xlsx"),
        "scenario.yaml": SCENARIO,
        "second.yaml": SECOND,
        "candidates.yaml": CANDIDATES,
        "mapping.yaml": (TOP / "examples" / "lists" / "mapping.yaml").read_text("utf-8").replace("中心城区", "东区"),
        "list.csv": (TOP / "examples" / "lists" / "schools.csv").read_text(encoding="utf-8"),
        "keyed.csv": KEYED,
        "bureau.csv": (TOP / "examples" / "lists" / "register.csv").read_text(encoding="utf-8"),
        "zone_births.csv": (TOP / "examples" / "lists" / "births.csv").read_text(encoding="utf-8"),
        "printed_pupils.csv": PRINTED_PUPILS,
        "printed_census.csv": PRINTED_CENSUS,
        "policy.yaml": (TOP / "data" / "policy.yaml").read_text(encoding="utf-8"),
        ".gitattributes": "*.txt text\n*.yaml diff=other\n",
        "report.json": json.dumps(REPORT, ensure_ascii=False, indent=2),
        "boundaries.geojson": json.dumps(GEOJSON, ensure_ascii=False),
        "population/assumptions.yaml": ASSUMPTIONS,
        "population/children.csv": CHILDREN,
        "population/zones.csv": ZONES,
        "population/flows.csv": FLOWS,
        "population/estates.csv": ESTATES,
        "population/estate_pupils.csv": ESTATE_PUPILS,
        "population/staff.csv": STAFF,
        "pupils/areas.csv": AREAS,
        **people,
        **pupils,
    }
    return {name: text.encode() for name, text in texts.items()}


def _table(name: str) -> str:
    return TOTALS if name == "totals" else (PEOPLE / f"{name}.csv").read_text(encoding="utf-8")


def made(folder: Path) -> dict[str, bytes]:
    """The files that programs make of the others: workbooks of the ledger and people in Parquet; needs a ``folder``
    with the text files."""
    from openpyxl import load_workbook
    from pyarrow import csv, parquet

    from xuewei.formats.project import read_project
    from xuewei.model.assessment import assess
    from xuewei.workbook.write.book import write_book

    book = folder / "ledger.xlsx"
    write_book(assess(*read_project(folder / "plan.yaml")), str(book), "zh")
    sheets = load_workbook(book, data_only=True)
    rows = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in sheets}
    found = {"ledger.xlsx": book.read_bytes(), "ledger.ods": _ods(rows), "template.docx": TEMPLATE.read_bytes()}
    found["schools.xlsx"] = _book([line.split(",") for line in REGISTER.splitlines()])
    for name, source in (*((name, "population") for name in (*TABLES, *CHILDRENS)), ("enrolment", "pupils")):
        read = csv.read_csv(folder / source / f"{name}.csv")
        out = io.BytesIO()
        parquet.write_table(read, out)
        found[f"parquet/{name}.parquet"] = out.getvalue()
    found["parquet/assumptions.yaml"] = ASSUMPTIONS.encode()
    return found | _broken_off(folder)


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet, numbers as numbers."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell or None for cell in row])
    book.save(out)
    return out.getvalue()


def _broken_off(folder: Path) -> dict[str, bytes]:
    """What a simulation leaves beside its output when it is ended before it writes that."""
    from contextlib import suppress

    from xuewei.answers.simulate.engines.engine import ThisProcess
    from xuewei.answers.simulate.tasks import Sampling
    from xuewei.cli.engines import answering
    from xuewei.formats.population.blocks import one_area
    from xuewei.formats.project import read_project

    plan, people = read_project(folder / "plan.yaml", (), None, one_area=one_area)
    sampling = Sampling(10, 1, people.assumptions.horizon)
    with (
        suppress(KeyboardInterrupt),
        answering(plan, people, sampling, ThisProcess(), str(folder / "kept.json"), False) as blocks,
    ):
        list(blocks)
        raise KeyboardInterrupt
    return {f"kept.json.parts/{each.name}": each.read_bytes() for each in (folder / "kept.json.parts").iterdir()}


def _ods(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An OpenDocument workbook of values."""
    names = "office table text"
    spaces = " ".join(f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in names.split())
    tables = "".join(
        f'<table:table table:name="{escape(title)}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for title, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml", f'<office:document-content {spaces} office:version="1.2">{body}</office:document-content>'
        )
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    text = escape(str(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        kind = f'"float" office:value="{value}"'
        return f"<table:table-cell office:value-type={kind}><text:p>{text}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
