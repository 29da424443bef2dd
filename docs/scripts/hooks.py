"""What the site does beside its plugins: pages that are not there are no faults of the navigation, and a page that
exists in one language says so in the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority

ONLY = {
    ("zh", "en"): '!!! note "本页只有英文"\n\n',
    ("en", "zh"): '!!! note "This page is in Chinese only"\n\n',
}
"""What stands above a page, by the language of the site and that of the page."""


OWN = """
const english = document.documentElement.lang === 'en';
__index.docs = __index.docs.filter((each) => each.location.startsWith('en/') === english);
"""


def on_config(config: Any) -> Any:
    """Leave out of the navigation what is not written yet."""
    config.nav = written(config.nav, Path(config.docs_dir))
    return config


def written(nav: Any, docs: Path) -> Any:
    """The part of a navigation whose pages exist.

    >>> written([{"a": "missing.md"}, {"b": ["missing.md"]}], Path("nowhere"))
    []
    """
    if isinstance(nav, list):
        return [kept for each in nav if (kept := written(each, docs))]
    if isinstance(nav, dict):
        return {name: kept for name, each in nav.items() if (kept := written(each, docs))}
    return nav if (docs / nav).is_file() or (docs / nav).with_suffix(".en.md").is_file() else None


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Say above a page that it is in the other language."""
    return with_note(markdown, str(config.theme["language"]))


def with_note(markdown: str, site: str) -> str:
    """The page with a note below its heading where it is not in the language of the site.

    >>> with_note("# 标题\\n\\nThis is in English.", "zh").splitlines()[2]
    '!!! note "本页只有英文"'
    >>> with_note("# Title\\n\\nIn English.", "en")
    '# Title\\n\\nIn English.'
    """
    note = ONLY.get((site, language(markdown)), "")
    heading, line, text = markdown.partition("\n")
    return f"{heading}{line}\n{note}{text.lstrip()}" if note else markdown


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Mend what the theme writes: its links between languages, for which it fetches a map of the site that no browser
    fetches from the disk, and its search, which has no name."""
    output = re.sub(r'<link rel="alternate"[^>]*>', "", output)
    name = {"zh": "搜索", "en": "Search"}[str(config.theme["language"])]
    return output.replace(
        'data-md-component="search" role="dialog"', f'data-md-component="search" role="dialog" aria-label="{name}"'
    )


@event_priority(-200)
def on_post_build(config: Any) -> None:
    """Let each page search those of its own language, where it is opened from the disk."""
    with (Path(config.site_dir) / "search" / "search_index.js").open("a", encoding="utf-8") as index:
        index.write(OWN)


def language(markdown: str) -> str:
    """The language of a page: Chinese where it has as many Chinese characters as other words, code left aside.

    >>> language("各学段 `gap`"), language("# 方法 · Method\\n\\nOne pure function, of people.")
    ('zh', 'en')
    """
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)
    return "zh" if len(re.findall("[\u4e00-\u9fff]", prose)) >= len(re.findall("[A-Za-z]{2,}", prose)) else "en"
