"""Alerts of entry grades in a document: what is said first, a table for every stage, what closes the shortages."""

from __future__ import annotations

from xuewei.answers.warn.sentences import answer_sentences
from xuewei.report.contents import Report
from xuewei.report.early import warned
from xuewei.report.letter.draft import Draft
from xuewei.report.letter.words import say
from xuewei.report.notice.notice_file import counting, means, write_table

MOST_PLACES, MOST_MEANS = 40, 40
"""Places of a table, and shortages whose remedy is told."""


def write_alerts(draft: Draft, report: Report) -> None:
    """Alerts of the next Septembers as a notice has them, small numbers of children masked; nothing where the plan
    knows nothing of entry grades."""
    lang, warnings = draft.lang, warned(report)
    if not warnings:
        return
    held = warnings[0]
    stages = [stage for stage in held.found.stages if held.kept.get(stage.name)]
    draft.heading(1, say("head.alerts", lang))
    for sentence in answer_sentences(held.found, held.kept, lang):
        draft.text(sentence)
    for stage in stages:
        write_table(draft, held, stage, MOST_PLACES)
    draft.heading(2, say("head.means", lang))
    lines = means(held, lang)
    for line in lines[:MOST_MEANS]:
        draft.text(line)
    if len(lines) > MOST_MEANS:
        draft.text(say("means.more", lang, n=len(lines) - MOST_MEANS))
    draft.heading(2, say("head.entry_counting", lang))
    draft.noted(counting(held, stages, lang))
