"""Kills at any moment: a run that writes is ended without a word, again and again, and then once left alone.

``python tests/fire/killing.py TIMES SEED`` does it for every form of output and says what was found.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from program import environment, run

TOP = Path(__file__).parent.parent.parent
SMALL_CITY = TOP / "examples" / "small_city"
SLOWLY = (
    "import os, sys, time\n"
    "whole = os.fsync\n"
    "os.fsync = lambda file: (whole(file), time.sleep(0.05))\n"
    "from xuewei.cli.app import main\n"
    "main()"
)
"""The program, which waits a moment when a spare file is whole and not yet in its place."""
ASLEEP = 0.001
"""Seconds between two looks at a spare file."""
FORMS: Mapping[str, tuple[str, str]] = {
    "csv": ("gap --format csv --output OUT", "out.csv"),
    "json": ("forecast --by grade --format json --output OUT", "out.json"),
    "xlsx": ("ledger --output OUT", "学位台账.xlsx"),
    "sheet": ("gap --output OUT", "余缺.xlsx"),
    "columns": ("gap --output OUT", "gap.parquet"),
    "docx": ("report --output OUT", "报告.docx"),
    "notice": ("warn --from 2024 --output OUT", "通告.docx"),
    "html": ("report --output OUT", "page.html"),
    "png": ("chart gap --output OUT", "gap.png"),
    "parquet": ("simulate --draws 50 --format parquet --output OUT", "out.parquet"),
    "workers": ("simulate --draws 50 --workers 2 --format csv --output OUT", "out.csv"),
    "schedule": ("optimise --now 2021 --time-limit 5 --output OUT", "chosen.yaml"),
    "plan set": ("plan set west-primary opens=2027 --plan OUT", "plan.yaml"),
    "import": ("import list.csv --into OUT --yes", "plan.yaml"),
    "init": ("init OUT", "city"),
    "new": ("new OUT --census-area 夏县 --base-year 2025", "county"),
    "synth": ("synth OUT --areas 200", "country"),
    "district": ("synth OUT --zones 200", "country"),
    "synth into a folder": ("synth OUT --areas 200", "empty"),
}
"""Command lines by the form of what they write, and the name of that."""


@dataclass(frozen=True)
class Killed:
    """What kills did: how many there were, in how many a spare held something, what was damaged or left over."""

    kills: int
    while_writing: int
    damaged: Sequence[str]
    left: Sequence[str]


def kill_while_writing(form: str, room: Path, times: int, seed: int) -> Killed:
    """Kill the run that writes a form ``times`` times, at moments that ``seed`` decides, then let it come to its end.

    Half of the moments, the first among them, come just after its spare file has got bytes; the others are spread over
    the whole run. After
    each, what stood there before stands there, or the whole new one; after the last run nothing else is in its folder,
    and nothing in the folder of temporary files. ``room`` is an empty folder.
    """
    line, name = FORMS[form]
    words = line.split()
    chance = random.Random(f"{seed} {form}")
    places = Path(tempfile.mkdtemp(dir=room))
    variables = {"TMPDIR": str(places)}
    work, target = _prepared(room, form, name)
    began = time.monotonic()
    done = run(*_with(words, target), cwd=work, **variables)
    assert done.returncode == 0, done.stderr
    took, new = time.monotonic() - began, _content(target)
    inside = sorted(each.name for each in work.iterdir())
    kills, writing, damaged = 0, 0, []
    work, target = _prepared(room, form, name)
    old = _content(target)
    for n in range(times):
        extra = ["--resume"] if "simulate" in words and target.with_name(f"{name}.parts").exists() else []
        process = subprocess.Popen(
            [sys.executable, *(["-m", "xuewei"] if n % 2 else ["-c", SLOWLY]), *_with(words, target), *extra],
            cwd=work,
            env=environment(**variables),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        moment = time.monotonic() + (took * chance.random() if n % 2 else 30)
        while process.poll() is None and time.monotonic() < moment and not (n % 2 == 0 and _spare_has_bytes(work)):
            time.sleep(ASLEEP)
        if n % 2 == 0:
            time.sleep(ASLEEP * 5 * chance.random())
        process.kill()
        process.wait()
        kills += process.returncode == -signal.SIGKILL
        writing += _spare_has_bytes(work)
        there = _content(target)
        if there not in (old, new) and not (target.is_dir() and set(there.items()) <= set(new.items())):
            damaged.append(f"{form}: kill {n} of seed {seed}")
        if there == new:
            work, target = _prepared(room, form, name)
    extra = ["--resume"] if target.with_name(f"{name}.parts").exists() else []
    done = run(*_with(words, target), *extra, cwd=work, **variables)
    if done.returncode or _content(target) != new:
        damaged.append(f"{form}: the run after the kills: {done.stderr}")
    left = [name for name in sorted(each.name for each in work.iterdir()) if name not in inside]
    left += [str(each) for each in target.rglob("*xuewei*")] if target.is_dir() else []
    return Killed(kills, writing, damaged, left + sorted(each.name for each in places.iterdir()))


def _with(words: Sequence[str], target: Path) -> list[str]:
    return [str(target) if word == "OUT" else word for word in words]


def _prepared(room: Path, form: str, name: str) -> tuple[Path, Path]:
    """A new folder with what a command line needs, and what is to be written in it."""
    work = Path(tempfile.mkdtemp(dir=room))
    if name == "plan.yaml":
        shutil.copy(SMALL_CITY / "plan.yaml", work)
        shutil.copytree(SMALL_CITY / "population", work / "population")
        (work / "list.csv").write_text("编号,名称,类型,计划年,小学学位\nnew,一小,primary,2023,540\n", encoding="utf-8")
    if name == "empty":
        (work / name).mkdir()
    return work, work / name


def _content(target: Path) -> dict[str, bytes]:
    """What a file holds, or each file of a folder; spare files and locks do not count."""
    if target.is_dir():
        files = [
            each for each in target.rglob("*") if each.is_file() and "xuewei-" not in str(each.relative_to(target))
        ]
        return {str(each.relative_to(target)): each.read_bytes() for each in files}
    return {"": target.read_bytes()} if target.exists() else {}


def _spare_has_bytes(work: Path) -> bool:
    """Whether something stands in a spare file or folder."""
    for spare in work.rglob(".*xuewei-part"):
        try:
            if spare.is_dir() or spare.stat().st_size:
                return True
        except FileNotFoundError:
            continue
    return False


def _main(times: int, seed: int) -> int:
    wrong = 0
    for form in FORMS:
        with tempfile.TemporaryDirectory() as room:
            found = kill_while_writing(form, Path(room), times, seed)
        wrong += len(found.damaged) + len(found.left)
        print(
            f"{form}: {found.kills} kills, {found.while_writing} while writing", *found.damaged, *found.left, sep="; "
        )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(_main(*map(int, sys.argv[1:])))
