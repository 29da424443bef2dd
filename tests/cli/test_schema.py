"""The schemas for editors, held against an independent validator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from xuewei.cli.json_schema import KINDS, json_schema
from xuewei.errors import InputError
from xuewei.formats.any_file import read_all
from xuewei.formats.yaml import plain, read_yaml, yaml_of

from inside import run
from program import TOP

SHIPPED = [
    path
    for folder in ("data", "examples")
    for path in sorted((TOP / folder).rglob("*.yaml"))
    if path.name not in ("policy.yaml", "estates.yaml", "resources.yaml")  # nobody writes one of their own
    and "district" not in path.parts  # which is as `synth` writes it anywhere
]
POINTER = re.compile(r"# yaml-language-server: \$schema=(\S+/)?schema/(\w+)\.json\n")
PLAN = "plan: 试\narea: 中心城区\nyears: [2021, 2025]\nschools:\n  - {id: a, type: primary, planned: 2021, seats: {primary: 540}}\n"
SCENARIO = "scenario: 试\nextends: plan_2021_2025\nset: {opening_lag: 2}\nchange: [{id: 2022-middle-3, opens: 2025}]\n"
ASSUMPTIONS = "horizon: 2030\nparticipation:\n  primary: {values: {2020: 0.9}, basis: assumed, source: 试}\n"


def validator(kind: str) -> Draft202012Validator:
    """The independent validator of a kind's schema."""
    return Draft202012Validator(json_schema(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_one_and_the_committed_one(kind: str) -> None:
    """It meets its own dialect; what the command prints is what lies in data/schema."""
    Draft202012Validator.check_schema(json_schema(kind))
    printed = run("schema", kind).stdout
    assert json.loads(printed) == json_schema(kind)
    assert (TOP / "data" / "schema" / f"{kind}.json").read_text(encoding="utf-8") == printed


def descriptions(schema: dict[str, Any]) -> Iterator[str]:
    """The description of every property, at any depth."""
    for key, value in schema.items():
        if key in ("properties", "patternProperties"):
            for inner in value.values():
                if "description" in inner or key == "patternProperties":
                    yield inner.get("description", "无")
                yield from descriptions(inner)
        elif isinstance(value, dict):
            yield from descriptions(value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    yield from descriptions(each)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described_in_chinese(kind: str) -> None:
    """An editor shows what a key means."""
    found = list(descriptions(json_schema(kind)))
    assert len(found) > (20 if kind != "mapping" else 3)
    assert [each for each in found if not re.search("[\u4e00-\u9fff]", each)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(TOP)))
def test_a_shipped_file_points_to_its_schema_and_meets_it(path: Path) -> None:
    """The pointer leads to a file that is there, and the independent validator finds nothing."""
    pointer = POINTER.match(path.read_text(encoding="utf-8"))
    assert pointer is not None
    assert (path.parent / f"{pointer[1] or ''}schema/{pointer[2]}.json").resolve().is_relative_to(TOP / "data")
    assert list(validator(pointer[2]).iter_errors(plain(read_yaml(path)))) == []


def test_the_files_of_a_new_project_point_to_schemas_beside_them(tmp_path: Path) -> None:
    """`init` writes the schemas too."""
    assert run("init", tmp_path).returncode == 0
    files = sorted(tmp_path.rglob("*.yaml"))
    assert len(files) == 4
    for path in files:
        pointer = POINTER.match(path.read_text(encoding="utf-8"))
        assert pointer is not None
        schema = json.loads((path.parent / f"{pointer[1] or ''}schema/{pointer[2]}.json").read_text(encoding="utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(plain(read_yaml(path)))) == []


BROKEN = [
    ("plan", PLAN, "area: 中心城区\n", ""),
    ("plan", PLAN, "[2021, 2025]", "[2021]"),
    ("plan", PLAN, "id: a, ", ""),
    ("plan", PLAN, "primary: 540", "primary: yes"),
    ("plan", PLAN, "primary: 540", "primary: -1"),
    ("plan", PLAN, "primary: 540", "primary: 12.5"),
    ("plan", PLAN, "planned: 2021", "plannd: 2021"),
    ("plan", PLAN, "planned: 2021", "planned: 20210"),
    ("plan", PLAN, "planned: 2021", "planned: 2021, status: open"),
    ("plan", PLAN, "planned: 2021", "planned: 2021, due: 2021-13-01"),
    ("plan", PLAN, "planned: 2021", "planned: 2021, convert: [{year: 2026, to: middle}]"),
    ("plan", PLAN, "plan: 试", "plan: ''"),
    ("plan", PLAN, "plan: 试", "plan: [试]"),
    ("scenario", SCENARIO, "extends: plan_2021_2025\n", ""),
    ("scenario", SCENARIO, "opening_lag: 2", "opening_leg: 2"),
    ("scenario", SCENARIO, "opening_lag: 2", "opening_lag: two"),
    ("scenario", SCENARIO, "opening_lag: 2", "population.births: lo"),
    ("scenario", SCENARIO, "opening_lag: 2", "population.births.99: 5"),
    ("scenario", SCENARIO, "opening_lag: 2", "population.scope: 1.2"),
    ("scenario", SCENARIO, "opening_lag: 2", "entry_cutoff: 31-08"),
    ("scenario", SCENARIO, "id: 2022-middle-3, ", ""),
    ("scenario", SCENARIO, "opens: 2025", "opns: 2025"),
    ("scenario", SCENARIO, "change: [", "add: ["),
    ("scenario", SCENARIO, "change:", "remove:"),
    ("assumptions", ASSUMPTIONS, "horizon: 2030", "horizont: 2030"),
    ("assumptions", ASSUMPTIONS, "basis: assumed", "basis: guessed"),
    ("assumptions", ASSUMPTIONS, ", source: 试", ""),
    ("assumptions", ASSUMPTIONS, "{2020: 0.9}", "{2020: 9}"),
    ("assumptions", ASSUMPTIONS, "{2020: 0.9}", "{}"),
]


@pytest.mark.parametrize(("kind", "good", "was", "now"), BROKEN, ids=lambda value: str(value)[:24])
def test_validator_and_reader_refuse_the_same_slips(tmp_path: Path, kind: str, good: str, was: str, now: str) -> None:
    """The good file passes both; with one slip neither lets it pass."""
    names = {"plan": "plan.yaml", "scenario": "scenario.yaml", "assumptions": "assumptions.yaml"}
    path = tmp_path / names[kind]
    path.write_text(good, encoding="utf-8")
    read_all([str(path)])
    assert list(validator(kind).iter_errors(plain(yaml_of(good, "good")))) == []
    assert was in good
    broken = good.replace(was, now)
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(InputError):
        read_all([str(path)])
    assert list(validator(kind).iter_errors(plain(yaml_of(broken, "broken"))))


def test_values_that_readers_take_pass_the_schema() -> None:
    """Null where null may stand, text or number for a name, a map or a word for seats in use."""
    text = PLAN.replace("planned: 2021", "planned: 2021, founder: null, name: 12, fill: null, responsible: {unit: 局}")
    text += "base_seats: {year: 2020, seats: {中心城区: {primary: balanced}}}\n"
    assert list(validator("plan").iter_errors(plain(yaml_of(text, "plan")))) == []
    text = SCENARIO.replace("opens: 2025", "opens: null, seats: {primary: null, middle: 900}, note: null")
    text = text.replace("opening_lag: 2", "base_seats.senior: balanced, population.births.2024: 7000, fill: by_grade")
    assert list(validator("scenario").iter_errors(plain(yaml_of(text, "scenario")))) == []


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    """Exit 2."""
    done = run("schema", "pln", "--lang", "en")
    assert done.returncode == 2
    assert "Did you mean plan?" in done.stderr
