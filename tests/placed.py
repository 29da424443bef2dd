"""A made-up county on a map: towns with boundaries, zones, schools open and planned, estates, in degrees."""

from __future__ import annotations

import json
from pathlib import Path

from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess

PLAN = """plan: 图县学位计划
area: 东镇
years: [2021, 2025]
population: population
base_seats: {year: 2020, seats: {东镇: {primary: 900}, 西镇: {primary: 400}}, basis: assumed, source: 试}
schools:
  - {id: a, name: 东镇一小, type: primary, area: 东镇, zone: 东一学区, planned: 2021,
     seats: {primary: 1080}, status: in_use, lon: 111.02, lat: 35.02}
  - {id: b, name: 东镇二小, type: primary, area: 东镇, zone: 东二学区, planned: 2023,
     seats: {primary: 270}, lon: 111.06, lat: 35.06}
  - {id: c, name: 西镇小学, type: primary, area: 西镇, planned: 2022,
     seats: {primary: 540}, status: in_use, lon: 110.95, lat: 35.05}
  - {id: d, name: 西镇中学, type: middle, area: 西镇, planned: 2022, seats: {middle: 600}, lon: 110.96, lat: 35.04}
  - {id: e, name: 没有坐标的小学, type: primary, area: 西镇, planned: 2022, seats: {primary: 90}}
  - {id: f, name: 不建的小学, type: primary, area: 西镇, planned: 2022, seats: {primary: 90}, status: cancelled}
"""
HEAD = "area,sex,age_from,age_to,persons,date,basis,source\n"
CENSUS = "".join(
    f"{area},{sex},{age},{'' if age == 100 else age},{400 if age < 60 else 100},2020-11-01,assumed,试\n"
    for area in ("东镇", "西镇")
    for sex in ("male", "female")
    for age in range(101)
)
ESTATES = """id,name,area,zone,dwellings,kind,completes,lon,lat,basis,source
n1,东湖花园,东镇,,1200,commodity,"2024: 600, 2028: 600",111.07,35.03,assumed,试
n2,西山小区,西镇,,300,commodity,2030,110.92,35.03,assumed,试
n3,没有坐标的小区,西镇,,200,commodity,2026,,,assumed,试
"""
TOWNS = {"西镇": (110.9, 35.0, 111.0, 35.1), "东镇": (111.0, 35.0, 111.1, 35.1)}


def county(folder: Path) -> Path:
    """The plan of the county, with its people, in a folder."""
    people = folder / "population"
    people.mkdir()
    (people / "census.csv").write_text(
        f"area,sex,age_from,age_to,persons,date,basis,source\n{CENSUS}", encoding="utf-8"
    )
    (people / "estates.csv").write_text(ESTATES, encoding="utf-8")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder / "plan.yaml"


def towns(file: Path) -> Path:
    """Its boundaries as GeoJSON, the eastern town in two features."""
    west, south, east, north = TOWNS["东镇"]
    middle = (west + east) / 2
    boxes = [("西镇", TOWNS["西镇"]), ("东镇", (west, south, middle, north)), ("东镇", (middle, south, east, north))]
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, (w, s, e, n) in boxes
        for ring in [[[w, s], [e, s], [e, n], [w, n], [w, s]]]
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


def found(folder: Path) -> Assessment:
    """The county held against its people."""
    return assess(*read_project(str(county(folder))))
