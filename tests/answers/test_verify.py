"""Where an answer comes from: what JSON, pages, documents and workbooks say of it, and `verify`, which reads it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.formats.guard import guarded
from xuewei.formats.places import read_bytes
from xuewei.formats.population.assumptions import folder_assumptions
from xuewei.formats.population.estate_table import estate_rules
from xuewei.formats.population.folder import shipped_nation
from xuewei.formats.population.resource_table import resource_rules
from xuewei.formats.provenance import (
    CUSTOM,
    PIECE,
    SHIPPED,
    Provenance,
    custom_properties,
    name_of,
    provenance,
    read_provenance,
    sentences,
    today,
)

from inside import run
from program import TOP
from program import run as started

PLAN = "city/plan.yaml"
CARRIERS = {
    "answer.json": ("gap", "--plan", PLAN),
    "table.xlsx": ("gap", "--plan", PLAN),
    "ledger.xlsx": ("ledger", "--plan", PLAN),
    "page.html": ("report", "--plan", PLAN),
    "document.docx": ("report", "--plan", PLAN),
    "notice.docx": ("warn", "--plan", PLAN, "--from", "2024"),
}
NAMES = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=300)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A folder with a project in it."""
    shutil.copytree(TOP / "examples" / "small_city", tmp_path / "city")
    return tmp_path


def write(folder: Path, name: str) -> str:
    """An answer written to a file of this name."""
    done = run(*CARRIERS[name], "--output", name, cwd=folder, SOURCE_DATE_EPOCH="")
    assert done.returncode == 0, done.stderr
    return name


@pytest.mark.parametrize("name", CARRIERS)
def test_every_form_says_what_it_was_made_of(name: str, city: Path) -> None:
    """The day, the version, the command and the digests of the very bytes; no folder of this machine."""
    found = read_provenance(str(city / write(city, name)))
    assert (found.made, found.command) == (date.today(), CARRIERS[name][0])
    assert found.asked["plan"] == PLAN
    own = {each: digest for each, digest in found.inputs.items() if not each.startswith("xuewei:")}
    assert {PLAN, "city/population/census.csv", "city/population/births.csv"} <= set(own)
    assert own == {each: hashlib.sha256((city / each).read_bytes()).hexdigest() for each in own}
    assert str(city) not in json.dumps(found.plain(), ensure_ascii=False)


@pytest.mark.parametrize("name", CARRIERS)
def test_a_report_matches_until_an_input_changes(name: str, city: Path) -> None:
    """Exit 0 with one sentence, then 1 with the file's name; a change of one byte is enough."""
    write(city, name)
    done = run("verify", name, cwd=city)
    assert done.returncode == 0
    assert "一致" in done.stdout.splitlines()[0]
    births = city / "city/population/births.csv"
    births.write_bytes(births.read_bytes() + b"\n")
    done = run("verify", name, "--lang", "en", cwd=city)
    assert done.returncode == 1
    assert "1 changed (city/population/births.csv)" in done.stdout


def test_files_that_went_and_files_that_came_are_told_apart(city: Path) -> None:
    """A table that would be read today was not there; another is not found."""
    write(city, "page.html")
    (city / "city/population/births.csv").rename(city / "births.csv")
    (city / "city/population/totals.csv").write_text("area\n", encoding="utf-8")
    found = json.loads(run("verify", "page.html", "--format", "json", cwd=city).stdout)
    states = {row["file"]: row["state"] for row in found["rows"] if row["state"] != "same"}
    assert states == {"city/population/births.csv": "missing", "city/population/totals.csv": "added"}
    assert found["matches"] is False


def test_json_of_gap_is_computed_anew(city: Path) -> None:
    """A comment changes no balance; a year later moves some, the largest of which is named."""
    write(city, "answer.json")
    plan = city / PLAN
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text + "# 备注\n", encoding="utf-8")
    done = run("verify", "answer.json", cwd=city)
    assert done.returncode == 1
    assert "余缺一个数也没有变" in done.stdout
    late = text.replace("planned: 2022", "planned: 2023")
    assert late != text
    before = balances(city)
    plan.write_text(late, encoding="utf-8")
    after = balances(city)
    found = json.loads(run("verify", "answer.json", "--format", "json", cwd=city).stdout)
    assert found["balances"] == len(before)
    assert found["balances_changed"] == sum(before[key] != after[key] for key in before) > 0


def test_json_whose_balances_were_edited_does_not_match(city: Path) -> None:
    """Though its inputs are as they were."""
    write(city, "answer.json")
    assert run("verify", "answer.json", cwd=city).returncode == 0
    found = json.loads((city / "answer.json").read_text(encoding="utf-8"))
    found["rows"][0]["balance"] += 1000
    (city / "answer.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    done = run("verify", "answer.json", cwd=city)
    assert done.returncode == 1
    assert "的输入文件都没有变，它写的余缺却与它们算出的不同" in done.stdout.replace("\n", "")
    told = json.loads(run("verify", "answer.json", "--format", "json", cwd=city).stdout)
    assert (told["matches"], told["balances_changed"]) == (False, 1)


def test_a_report_none_of_whose_inputs_is_found_is_not_said_to_differ(city: Path, tmp_path: Path) -> None:
    """Nobody knows whether they changed."""
    write(city, "page.html")
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(city / "page.html", tmp_path / "elsewhere")
    done = run("verify", "page.html", cwd=tmp_path / "elsewhere")
    assert (done.returncode, "无从核对" in done.stdout, "已与输入不符" in done.stdout) == (1, True, False)


def balances(city: Path) -> dict[tuple[object, ...], object]:
    """Every balance as `gap` has it now."""
    found = rows(run("gap", "--plan", PLAN, "--format", "json", cwd=city).stdout)
    return {(row["year"], row["area"], row["stage"]): row["balance"] for row in found}


def rows(text: str) -> list[dict[str, object]]:
    """The rows of JSON."""
    found: list[dict[str, object]] = json.loads(text)["rows"]
    return found


def test_the_inputs_are_found_beside_the_report_or_where_it_is_said(city: Path, tmp_path: Path) -> None:
    """From another working directory, and in a copy of the folder."""
    write(city, "page.html")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run("verify", city / "page.html", cwd=elsewhere).returncode == 0
    shutil.copy(city / "page.html", elsewhere)
    assert run("verify", "page.html", cwd=elsewhere).returncode == 1
    assert run("verify", "page.html", "--folder", city, cwd=elsewhere).returncode == 0
    assert run("verify", "page.html", "--folder", "nowhere", cwd=elsewhere).returncode == 3


@pytest.mark.parametrize("name", ["table.csv", "city/plan.yaml", "picture.svg", "nothing.json"])
def test_what_says_nothing_of_its_inputs_is_a_fault(name: str, city: Path) -> None:
    """Exit 3 with the file's name, and which forms do say it."""
    run("gap", "--plan", PLAN, "--output", "table.csv", cwd=city)
    (city / "picture.svg").write_text("<svg/>", encoding="utf-8")
    done = run("verify", name, cwd=city)
    assert done.returncode == 3
    assert done.stderr.startswith(name)


SAID = {"made": "2026-01-01", "version": "0.1.0", "command": "gap"}
ELSEWHERE = ("../../etc/passwd", "/etc/passwd", "a\0b", "xuewei:../../x", ".")
BROKEN: tuple[object, ...] = (
    {},
    [],
    {**SAID, "made": "yesterday", "inputs": []},
    {**SAID, "version": 1, "inputs": []},
    {**SAID, "inputs": [{"file": "a", "sha256": "x"}]},
    {**SAID, "inputs": [{"file": ["a"], "sha256": "0" * 64}]},
    {**SAID, "inputs": 3},
)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_names_that_lead_elsewhere_are_not_found(name: str, tmp_path: Path) -> None:
    """Whatever a file says, nothing outside the folder is looked at."""
    told = {**SAID, "inputs": [{"file": name, "sha256": "0" * 64}]}
    (tmp_path / "a.json").write_text(json.dumps({"provenance": told, "rows": []}, indent=2), encoding="utf-8")
    done = run("verify", "a.json", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert {row["state"] for row in rows(done.stdout)} == {"missing"}


@pytest.mark.parametrize("told", BROKEN)
def test_what_has_not_the_form_is_a_fault(told: object, tmp_path: Path) -> None:
    """Never a traceback."""
    (tmp_path / "a.json").write_text(json.dumps({"provenance": told, "rows": []}, indent=2), encoding="utf-8")
    assert run("verify", "a.json", cwd=tmp_path).returncode == 3


def test_what_a_report_asks_is_not_done_outside_the_folder(city: Path) -> None:
    """JSON that names another plan is not computed anew."""
    answer = city / write(city, "answer.json")
    text = answer.read_text(encoding="utf-8-sig")
    assert f'"plan": "{PLAN}"' in text
    answer.write_text(text.replace(f'"plan": "{PLAN}"', '"plan": "../other/plan.yaml"'), encoding="utf-8")
    (city / PLAN).write_bytes((city / PLAN).read_bytes() + b"\n")
    found = json.loads(run("verify", "answer.json", "--format", "json", cwd=city).stdout)
    assert (found["matches"], found["balances_changed"]) == (False, None)


@given(st.dictionaries(NAMES, DIGESTS, max_size=30))
def test_what_is_written_among_properties_is_read_again(inputs: dict[str, str]) -> None:
    """Names of any script and length, in pieces that Excel takes."""
    source = Provenance(date(2026, 11, 28), "0.1.0", "report", inputs, {"scenario": ["甲.yaml"]})
    pieces = list(source.pieces())
    assert all(len(text) <= PIECE for _, text in pieces)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(Path(folder, "x.docx"), "w") as parts:
            parts.writestr(CUSTOM, custom_properties(pieces))
        assert read_provenance(str(Path(folder, "x.docx"))) == source


def test_nothing_is_noted_unless_an_answer_carries_it(tmp_path: Path) -> None:
    """A table on the screen takes no digests; with them, a file and what is read of a revision have theirs."""
    (tmp_path / "a").write_bytes(b"x")
    with guarded() as guard:
        read_bytes(tmp_path / "a", 10)
        assert provenance() is None
        assert sentences("zh") == []
        guard.digests = {}
        read_bytes(tmp_path / "a", 10)
        found = provenance()
    assert found is not None
    assert dict(found.inputs) == {"a": hashlib.sha256(b"x").hexdigest()}


@pytest.mark.parametrize(
    ("ask", "files"),
    [
        (lambda: estate_rules({}), ["estates.yaml"]),
        (lambda: resource_rules({}), ["resources.yaml"]),
        (shipped_nation, ["population/births.csv", "population/census.csv"]),
        (lambda: folder_assumptions(TOP / "examples" / "small_city"), ["population/assumptions.yaml"]),
    ],
)
def test_every_run_of_a_process_notes_the_shipped_files_that_it_rests_on(
    ask: Callable[[], object], files: list[str]
) -> None:
    """What they hold is read once in a process: the second run, which reads nothing, has them all the same."""
    told = []
    for _ in range(2):
        with guarded() as guard:
            guard.digests = {}
            ask()
            found = provenance()
        assert found is not None
        assert {f"{SHIPPED}{name}" for name in files} <= set(found.inputs)
        told.append(found.inputs)
    assert told[0] == told[1]


def test_inputs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By as much of their folders as it takes."""
    for folder in ("last", "this"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.yaml").write_text(folder, encoding="utf-8")
    with guarded() as guard:
        guard.digests = {}
        for folder in ("last", "this"):
            read_bytes(tmp_path / folder / "plan.yaml", 100)
        found = provenance()
    assert found is not None
    assert sorted(found.inputs) == ["last/plan.yaml", "this/plan.yaml"]


def test_an_input_below_the_working_directory_keeps_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though another of its name was read elsewhere: it is looked for by that path."""
    for folder in ("last", "this"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.yaml").write_text(folder, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "this")
    with guarded() as guard:
        guard.digests = {}
        for name in ("../last/plan.yaml", "plan.yaml"):
            read_bytes(name, 100)
        found = provenance()
    assert found is not None
    assert found.inputs["plan.yaml"] == hashlib.sha256(b"this").hexdigest()
    assert sorted(found.inputs) == ["last/plan.yaml", "plan.yaml"]


def test_a_name_tells_nothing_of_the_machine() -> None:
    """Below the working directory it is a path, elsewhere a name."""
    assert name_of("/home/me/city/people/census.csv", "/home/me/city") == "people/census.csv"
    assert name_of("/home/me/late.yaml", "/home/me/city") == "late.yaml"
    assert name_of("main:plan.yaml", "/home/me/city") == "main:plan.yaml"


def test_the_day_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the same inputs make the same bytes on any day."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert today() == date(2023, 11, 14)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert today() == date.today()


def test_the_same_inputs_make_the_same_bytes(city: Path) -> None:
    """On the same day."""
    for name in ("page.html", "document.docx", "ledger.xlsx", "answer.json"):
        first = (city / write(city, name)).read_bytes()
        (city / name).unlink()
        assert (city / write(city, name)).read_bytes() == first


def test_people_read_it_too(city: Path) -> None:
    """In the notes of a page: the day, and the files of the project before those of the package."""
    write(city, "page.html")
    text = (city / "page.html").read_text(encoding="utf-8")
    assert re.search(r"依据 \d 个文件：city/plan.yaml、city/population/assumptions.yaml、", text)
    assert "xuewei verify" in text


def test_the_command_is_named_alike_however_it_was_called(city: Path) -> None:
    """`python -m xuewei` is no word of it: the advice to make a report anew can be followed."""
    started(*("gap", "--format", "json", "--output", "gap.json"), cwd=city)
    assert json.loads((city / "gap.json").read_text(encoding="utf-8"))["provenance"]["command"] == "gap"
