"""Which plan and which people an answer is about: what stands above it, and its first note."""

from __future__ import annotations

import os
from pathlib import Path

from xuewei.files.places import SHIPPED_PLAN, SHIPPED_POPULATION, shipped
from xuewei.model.plan import Plan
from xuewei.words.labels import say as label


def plan_title(plan: Plan, lang: str) -> str:
    """What a plan is called; of the shipped one also that it is an example, and where one's own goes."""
    return label("title.shipped", lang, plan=plan.name) if plan.file == str(shipped(SHIPPED_PLAN)) else plan.name


def plan_file(plan: Plan) -> str | None:
    """The file of a plan as it is shown; None for the shipped one and for one that was never in a file."""
    return None if plan.file in ("", str(shipped(SHIPPED_PLAN))) else _near(plan.file)


def whence(plan: Plan, lang: str) -> str:
    """The file of a plan, and the folder of the people that it is held against where it is known."""
    ours = label("whence.shipped", lang)
    shown = plan_file(plan) or ours
    if not plan.people:
        return label("note.whence.plan", lang, plan=shown)
    people = ours if plan.people == str(shipped(SHIPPED_POPULATION)) else _near(plan.people)
    return label("note.whence", lang, plan=shown, people=people)


def people_whence(folder: object, lang: str) -> str:
    """The folder whose people or figures an answer is about, where it is about no plan."""
    return label("note.whence.people", lang, people=_near(str(folder)))


def shipped_instead(file: str, lang: str) -> str:
    """That figures are the shipped ones, because ``file`` of the project around cannot be used."""
    return label("note.whence.instead", lang, file=_near(file))


def _near(path: str) -> str:
    """A path from the working directory, where it lies below it; else as it is."""
    try:
        whole, here = Path(os.path.abspath(path)), Path.cwd()
    except (OSError, ValueError):  # no such name, or no such folder any more
        return path
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else path
