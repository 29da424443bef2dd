"""Whether a report still matches its inputs: the files that changed, and which of its balances differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from xuewei.answers.verify.words import named, say
from xuewei.formats.provenance import SHIPPED, Provenance
from xuewei.language.words import named as named_in_all
from xuewei.language.words import say as say_in_all
from xuewei.late import dataclass
from xuewei.tables.notes import balance_words
from xuewei.tables.palette import BAD, DOUBTFUL, GOOD
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

SAME, CHANGED, MISSING, ADDED = "same", "changed", "missing", "added"
COLOURS = {SAME: GOOD, CHANGED: BAD, MISSING: DOUBTFUL, ADDED: BAD}
NAMED = 3
"""Files that the sentence names."""
SHOWN = 12
"""Characters of a digest that a table shows; records have all 64."""
Key = tuple[int, str, str]
"""Year, area and stage of a balance."""


@dataclass(frozen=True)
class Input:
    """A file that a report was made of, or that would be read today: its digests then and now, empty where there was
    none."""

    name: str
    then: str
    now: str

    @property
    def state(self) -> str:
        """What became of it."""
        if not self.then:
            return ADDED
        return (SAME if self.now == self.then else CHANGED) if self.now else MISSING


@dataclass(frozen=True)
class Verified:
    """What was found: the report's ``file``, where it says it comes from, its inputs and the ``folder`` in which they
    were looked for. ``before`` and ``after`` are its balances as they stand in it and as they are computed today, empty
    where that is not done."""

    file: str
    source: Provenance
    folder: str
    inputs: Sequence[Input]
    before: Mapping[Key, int] = field(default_factory=dict)
    after: Mapping[Key, int] = field(default_factory=dict)

    @property
    def matches(self) -> bool:
        """Whether every input is as it was, and the balances in the report are those that they give."""
        return self.inputs_match and not (self.after and (_changed(self) or self.before.keys() - self.after.keys()))

    @property
    def inputs_match(self) -> bool:
        """Whether every input is as it was."""
        return all(each.state == SAME for each in self.inputs)

    @property
    def known(self) -> bool:
        """Whether any input that is not of this package is there to be held against."""
        own = [each for each in self.inputs if not each.name.startswith(SHIPPED)]
        return not own or any(each.now for each in own)


def view(found: Verified, lang: str) -> View:
    """The answer in a sentence, what became of the figures, and every input."""
    source = found.source
    told = {"file": found.file, "made": source.made, "version": source.version, "command": source.command}
    first = say("same", lang, n=len(found.inputs), **told)
    if found.inputs_match and not found.matches:
        first = say("edited", lang, **told)
    elif not found.matches:
        parts = say("join", lang).join(_parts(found.inputs, lang))
        first = say("changed" if found.known else "unknown", lang, parts=parts, **told)
    sentences = [first, *([] if found.matches else _figures(found, lang))]
    if source.version != __version__:
        sentences.append(say("version", lang, made_by=source.version, now=__version__))
    columns = [
        Column(say("file", lang), rank=0),
        Column(say("state", lang), rank=1),
        Column(say("then", lang), rank=2),
        Column(say("now", lang), rank=3),
    ]
    order = sorted(found.inputs, key=lambda each: each.state == SAME)
    rows: list[list[str | tuple[str, str]]] = [
        [each.name, (named("state", each.state, lang), COLOURS[each.state]), each.then[:SHOWN], each.now[:SHOWN]]
        for each in order
    ]
    records = [{"file": each.name, "state": each.state, "then": each.then, "now": each.now} for each in order]
    notes = [say("looked", lang, folder=found.folder), say("again", lang, command=source.command)]
    changed = _changed(found)
    head = {
        "version": __version__,
        "report": found.file,
        "made": str(source.made),
        "made_by": source.version,
        "command": source.command,
        "matches": found.matches,
        "balances": len(found.before) if found.after and not found.matches else None,
        "balances_changed": len(changed) if found.after and not found.matches else None,
    }
    heading = (" " if lang == "en" else "").join(sentences)
    sheet = Sheet(say("title", lang), columns, rows)
    return View([sheet], records, head, [] if found.matches else notes, heading=heading)


def _parts(inputs: Sequence[Input], lang: str) -> list[str]:
    parts = []
    for state in (CHANGED, MISSING, ADDED):
        names = [each.name for each in inputs if each.state == state]
        if names:
            shown = say_in_all("listed", lang).join(names[:NAMED])
            shown = shown if len(names) <= NAMED else say("names.more", lang, names=shown)
            parts.append(say(f"part.{state}", lang, n=len(names), names=shown))
    return parts


def _changed(found: Verified) -> dict[Key, int]:
    """By how much balances differ from what the report says, those that do."""
    steps = {key: found.after[key] - balance for key, balance in found.before.items() if key in found.after}
    return {key: step for key, step in steps.items() if step}


def _figures(found: Verified, lang: str) -> list[str]:
    if not found.after:
        return []
    changed, gone = _changed(found), sum(key not in found.after for key in found.before)
    lines = [say("figures.gone", lang, n=gone)] if gone else []
    if not changed:
        return lines or [say("figures.same", lang)]
    most = max(changed, key=lambda key: abs(changed[key]))
    year, area, stage = most
    shown = {"year": year, "area": area, "stage": named_in_all("stage", stage, lang)}
    ends = {"before": balance_words(found.before[most], lang), "after": balance_words(found.after[most], lang)}
    return [say("figures.differ", lang, n=len(found.before), changed=len(changed), **shown, **ends), *lines]
