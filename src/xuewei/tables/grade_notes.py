"""How the seats of a stage come to its grades, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.grades import CLASSES, FILL, known_grades
from xuewei.model.seats.in_use import base_year
from xuewei.tables.words import say


def class_sizes(found: Assessment, stage: str) -> str:
    """The class sizes of the grades of a stage, one where they are the same."""
    own = found.stage(stage).sizes
    return "/".join(map(str, own if len({*own}) > 1 else own[:1]))


def why_grades(sizes: str, known: Collection[str], lang: str) -> str:
    """How seats come to the grades, classes being of ``sizes``, with the keys that change it."""
    why = say("grades.why.classes" if CLASSES in known else "grades.why.even", lang, sizes=sizes)
    return why + (say("grades.why.fill", lang) if FILL in known else "")


def grade_note(
    found: Assessment, stages: Sequence[str], areas: Sequence[str], lang: str, *, last: int | None = None
) -> str:
    """The same of some stages in some areas; stages of which as much is known together. ``last``: the last year shown,
    for classes by grade stay those of the base year."""
    known, alike = known_grades(found), dict[frozenset[str], list[str]]()
    for stage in stages:
        what = frozenset(each for area in areas for each in known.get((area, stage), ()))
        alike.setdefault(what & {CLASSES, FILL}, []).append(stage)
    parts = []
    for what, own in alike.items():
        names = [named("stage", stage, lang) for stage in own]
        each = [
            say("grades.why.sizes", lang, stage=name, sizes=class_sizes(found, stage))
            for name, stage in zip(names, own, strict=True)
        ]
        why = why_grades(class_sizes(found, own[0]) if len(own) == 1 else say("comma", lang).join(each), what, lang)
        several = say("grades.why.stage", lang, stage=say("comma", lang).join(names), why=why)
        parts.append(why if len(alike) == 1 else several)
    why = say("grades.why.join", lang).join(parts)
    later = last is not None and last > base_year(found.plan)
    if later and any(CLASSES in what for what in alike):
        why += say("grades.why.stay", lang, year=base_year(found.plan))
    return say("grades.why", lang, why=why)
