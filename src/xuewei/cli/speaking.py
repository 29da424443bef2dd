"""Let click and typer speak Chinese: usage, names of sections, and what is wrong with a command line.

Both ask gettext for every sentence and ship no catalogue. A catalogue of our own would be found by the language of the
environment, which is not the language of the run, and which children such as git would inherit; so the two functions
by which each of their modules asks are replaced by ours.
"""

from __future__ import annotations

import gettext
import re
import sys

from xuewei.language.libraries import COMMAND_LINE


def speak(lang: str) -> None:
    """Let the sentences of a wrong command line, and of help, be in ``lang``: zh, or en, which they are."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("click", "typer"):
            for word, own, theirs in (("_", _said, gettext.gettext), ("ngettext", _counted, gettext.ngettext)):
                if getattr(module, word, None) in (own, theirs):
                    setattr(module, word, own if lang == "zh" else theirs)


def _said(sentence: str) -> str:
    return COMMAND_LINE.get(sentence, sentence)


def _counted(one: str, several: str, n: int) -> str:
    return _said(one if n == 1 else several)


_JOINTS = (
    (re.compile(r"^(缺少\S+ )'([^']*)'\.?"), r"\1\2。"),
    (re.compile(r"^'([^']*)'："), r"\1："),
    (re.compile(r"^(没有选项 \S+。) "), r"\1"),
    (re.compile(r"应在 ([-\d.]+)<=x<=([-\d.]+) 之内"), r"应在 \1 至 \2 之间"),
    (re.compile(r"应在 x>=([-\d.]+) 之内"), r"应至少为 \1"),
)
"""Where click joins sentences with quotes, full stops and spaces of its own."""


def smooth(message: str) -> str:
    """A Chinese sentence as click has put it together, without the marks of English between its parts.

    >>> smooth("缺少参数 'ID'."), smooth("'--draws'：应在 1<=x<=100000 之内（实为 0）")
    ('缺少参数 ID。', '--draws：应在 1 至 100000 之间（实为 0）')
    """
    for pattern, better in _JOINTS:
        message = pattern.sub(better, message)
    return message
