"""The document as a whole: its parts in their order."""

from __future__ import annotations

from xuewei.comparison import BASE
from xuewei.show.answer import Resting
from xuewei.show.compare import compare
from xuewei.show.report.contents import Report
from xuewei.show.report.letter.basis import write_basis, write_unknown
from xuewei.show.report.letter.draft import NAME, Draft
from xuewei.show.report.letter.marks import cut
from xuewei.show.report.letter.pictures import Pictures
from xuewei.show.report.letter.schools import write_schools
from xuewei.show.report.letter.stages import write_stages
from xuewei.show.report.letter.template import Template, open_template
from xuewei.show.report.summary import summary
from xuewei.show.view import Sheet
from xuewei.words.letter import say


def can_write() -> bool:
    """Whether python-docx is there."""
    try:
        import docx  # noqa: F401
    except ImportError:
        return False
    return True


def write_document(report: Report, path: str, lang: str, template: Template | None = None) -> list[str]:
    """Write a report as .docx, with the shipped look or a template's. Returns what its reader should know of styles and
    of the letters in its pictures, mostly nothing."""
    name, title = cut(report.found.plan.name, NAME), say("title", lang)
    draft, pictures = Draft(lang, f"{name} {title}", template or open_template(lang)), Pictures(report, lang)
    draft.title([name, title])
    draft.heading(1, say("head.answer", lang))
    for sentence in summary(report.found, report.years, lang):
        draft.text(sentence)
    resting = Resting.of(report.found, report.rows())
    for sentence in resting.sentences(report.found, lang):
        draft.text(sentence)
    write_stages(draft, report, pictures)
    write_schools(draft, report, resting.spare)
    if report.compared:
        _compared(draft, report)
    write_basis(draft, report)
    write_unknown(draft, report)
    draft.save(path)
    taken = draft.template.taken
    lacking = [say("template.lacking", lang, names=say("list", lang).join(taken))] if taken else []
    return [*lacking, *pictures.told()]


def _compared(draft: Draft, report: Report) -> None:
    """The scenarios beside the plan as it is, best and worst marked."""
    lang, lines = draft.lang, report.lines()
    draft.heading(1, say("head.compared", lang))
    names = [name for name, _ in report.worlds if name != BASE]
    draft.text(say("compared.lead", lang, names=say("list", lang).join(names)))
    for name in names:
        if all(line.scenario != name for line in lines):
            draft.text(say("compared.apart", lang, name=name))
    several = any(len(world.areas) > 1 for _, world in report.worlds)
    view = compare(lines, report.found, lang, several=several)
    for sheet in view.sheets:
        if sheet.rows:
            draft.table(Sheet(sheet.title, sheet.columns, sheet.rows, [*sheet.notes, *view.notes]))
        else:
            for sentence in sheet.notes:
                draft.text(sentence)
