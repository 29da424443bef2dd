"""The language of this run, known before the commands are built so that their help speaks it too."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from xuewei.language.words import LANGUAGES


def chosen(arguments: Sequence[str], variable: str = "") -> str:
    """The language asked for by ``--lang``, else by the environment, else Chinese.

    >>> chosen(["gap", "--lang", "en"]), chosen(["gap", "--lang=en"]), chosen(["gap"])
    ('en', 'en', 'zh')
    >>> chosen(["check", "--", "--lang=en"])  # a file of that name
    'zh'
    """
    options = list(arguments)
    words = [*(options[: options.index("--")] if "--" in options else options), ""]
    for word, following in pairwise(words):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if asked in LANGUAGES:
            return asked
    return variable if variable in LANGUAGES else LANGUAGES[0]


LANG = chosen(sys.argv[1:], os.environ.get("XUEWEI_LANG", ""))
