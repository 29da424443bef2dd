"""The pages that the site and the README are made of are what the program says today."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import swatches
from PIL import Image

from browser import program
from xuewei.cli.app import COMMANDS

import pictures
import reference
from commands import commands
from inside import run
from needed import lacking
from program import TOP

README = TOP / "README.md"
TABLES = ["docs/commands.md", "docs/commands.en.md"]


def spans(page: str) -> Iterator[list[str]]:
    """The words of every command that a page shows."""
    text = (TOP / page).read_text(encoding="utf-8")
    found = re.findall(r"`(xuewei [^`\n]*)`|^(?:    )?(xuewei .*)$", text, re.MULTILINE)
    for line in (inner or alone for inner, alone in found):
        yield from (words[1:] for part in line.split(" && ") if (words := shlex.split(part))[0] == "xuewei")


def test_the_references_are_the_programs(tmp_path: Path) -> None:
    """docs/cli.md, docs/cli.en.md and docs/keys.md: `python docs/scripts/reference.py` writes them anew."""
    subprocess.run([sys.executable, reference.__file__, "--into", tmp_path], check=True)
    for name in reference.PAGES:
        assert (reference.DOCS / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", swatches.LANGUAGES)
def test_the_swatches_are_the_palettes(lang: str) -> None:
    """`python docs/scripts/swatches.py` draws them anew; the style sheet shows them and holds no colour of its own."""
    ending = swatches.LANGUAGES[lang]
    assert (swatches.PICTURES / f"palette{ending}.svg").read_text(encoding="utf-8") == swatches.svg(lang)
    page = (reference.DOCS / f"style{ending}.md").read_text(encoding="utf-8")
    assert f"pictures/palette{ending}.svg" in page
    assert not re.search(r"#[0-9a-f]{6}\b", page)


@pytest.mark.parametrize("script", ["reference.py", "pictures.py", "hooks.py"])
def test_the_examples_of_the_scripts_hold(script: str) -> None:
    """Their doctests, which stand outside of the package."""
    if script == "hooks.py" and not find_spec("mkdocs"):
        lacking("no pip install '.[docs]'")
    done = subprocess.run([sys.executable, "-m", "doctest", reference.DOCS / "scripts" / script], capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("lang", pictures.LANGUAGES)
def test_the_picture_of_git_diff_is_what_git_prints(lang: str) -> None:
    """`python docs/scripts/pictures.py` draws the pictures anew."""
    drawn = (pictures.PICTURES / f"git-diff{pictures.LANGUAGES[lang]}.svg").read_text(encoding="utf-8")
    assert drawn == pictures.svg(pictures.git_diff(lang))


@pytest.mark.parametrize("lang", pictures.LANGUAGES)
def test_the_picture_of_the_page_shows_its_words(lang: str) -> None:
    """The words that the picture carries are those of today's page, and it is small."""
    program()
    file = pictures.PICTURES / f"page{pictures.LANGUAGES[lang]}.png"
    assert file.stat().st_size < 150_000
    with Image.open(file) as drawn, pictures.report(lang) as page:
        assert drawn.info["Description"] == pictures.words(page)


@pytest.mark.parametrize("page", ["README.md", *TABLES, "docs/index.md", "docs/index.en.md"])
def test_every_command_that_is_named_is_there(page: str) -> None:
    """Its words call a command, and every option is one of its own."""
    shown = list(spans(page))
    assert shown
    for words in shown:
        name = max((name for name in commands() if words[: len(name.split())] == name.split()), key=len)
        assert name, words
        known = {each for option in commands()[name].params for each in option.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known | {"--install-completion"}, words


@pytest.mark.parametrize("page", TABLES)
def test_every_command_answers_a_question(page: str) -> None:
    """The page of commands leaves none out."""
    named = {" ".join(words) for words in spans(page)}
    wanted = {name for name, command in COMMANDS.items() if command.example and " " not in name}
    assert {name for name in wanted if not any(f"{each} ".startswith(f"{name} ") for each in named)} == set()


def test_the_links_of_the_readme_lead_somewhere() -> None:
    """To a file of the repository, and to a heading where one is named."""
    links = re.findall(r"\]\(([^)\s]+)\)", README.read_text(encoding="utf-8"))
    assert len(links) > 15
    for link in links:
        name, _, heading = link.partition("#")
        target = TOP / name if name else README
        assert target.is_file(), link
        if heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}, link


def test_the_daily_tasks_of_the_readme_run(tmp_path: Path) -> None:
    """Those of a planner, of an analyst and of a reviewer, one after the other in a new folder."""
    tasks = re.findall(r"^    (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(tasks) == 9
    at = tmp_path
    for words in (shlex.split(part) for line in tasks for part in line.split(" && ")):
        if words == ["xuewei", "git", "install"]:
            committed(at)
        if words[0] == "cd":
            at = at / words[1]
        elif words[0] == "git":
            subprocess.run(words, cwd=at, check=True, stdout=subprocess.DEVNULL)
        else:
            done = run(*words[1:], cwd=at)
            assert (done.returncode, done.stderr) == (0, ""), (words, done.stdout)
    assert {each.name for each in at.iterdir()} >= {"plan.yaml", "报告.html", "学位台账.xlsx"}


def committed(folder: Path) -> None:
    """The folder as a repository."""
    author = ["-c", "user.name=review", "-c", "user.email=review@example.org"]
    for words in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "plan"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
