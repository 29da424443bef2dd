"""The source of a figure as people read it: whose figure it is where nobody wrote one, and in their language."""

from __future__ import annotations

from typing import Protocol

from xuewei.words.labels import say as label


class Sourced(Protocol):
    """A figure, numbers by year, or a rule: what it rests on (see :class:`~xuewei.model.assumptions.Figure`)."""

    @property
    def basis(self) -> str:
        """published, derived, assumed or projected."""

    @property
    def source(self) -> str:
        """As written."""

    @property
    def source_en(self) -> str:
        """In English; empty where it is not written."""

    @property
    def local(self) -> str:
        """Whose figure it is; empty for one of the nation, of a rule, or of nobody in particular."""

    @property
    def default(self) -> bool:
        """Whether it is the shipped one."""


def cited(one: Sourced, lang: str) -> str:
    """The source, in English where it is asked for and written; of a default that it is one, and whose. A rule of the
    nation is everybody's own.

    >>> from xuewei.model.assumptions import Figure
    >>> print(cited(Figure(0.93, source="运城规划：普惠 93 %", local="运城规划", default=True), "zh"))
    示例默认（运城规划）：普惠 93 %
    >>> print(cited(Figure(0.0054, basis="published", source="国家卫生健康委", default=True), "zh"))
    全国默认：国家卫生健康委
    """
    source = one.source_en if lang == "en" and one.source_en else one.source
    if not one.default:
        return source
    if one.local:
        return label("cited.local", lang, place=one.local, source=source.removeprefix(f"{one.local}："))
    if getattr(one, "clause", ""):
        return source
    return label("cited.assumed" if one.basis == "assumed" else "cited.nation", lang, source=source)
