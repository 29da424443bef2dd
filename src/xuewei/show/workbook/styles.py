"""How cells look: fonts that Office and WPS both have, colours by what a cell is for."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

TEXT_FONT, HEAD_FONT = "仿宋", "黑体"
INK, INPUT_INK, MUTED_INK = "#1F2933", "#1D4ED8", "#7B8794"
HEAD_FILL, TOTAL_FILL, LINE = "#DCE6F1", "#F3F6FA", "#B8C2CC"
WARNED = {
    "red": ("#F8CBAD", "#9C0006"),
    "yellow": ("#FFEB9C", "#7F6000"),
    "green": ("#C6EFCE", "#006100"),
    "surplus": ("#DDEBF7", "#1F4E79"),
    "baseline": ("#EDEDED", "#595959"),
}
"""Fill and ink of the warnings."""

WHOLE = "#,##0;[Red]-#,##0"
SIGNED = {"zh": '"余 "#,##0;[Red]"缺 "#,##0;"持平"', "en": '"spare "#,##0;[Red]"short "#,##0;"even"'}
"""A balance as planners say it; the cell still holds the number."""

_KINDS: dict[str, dict[str, Any]] = {
    "title": {"font_name": HEAD_FONT, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {"font_size": 10, "font_color": MUTED_INK, "text_wrap": True, "valign": "top"},
    "section": {"font_name": HEAD_FONT, "font_size": 12, "valign": "vcenter"},
    "head": {"font_name": HEAD_FONT, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": HEAD_FILL},
    "number_row": {"align": "center", "font_size": 8, "font_color": MUTED_INK},
    "text": {"text_wrap": True, "valign": "vcenter"},
    "input": {"text_wrap": True, "valign": "vcenter", "font_color": INPUT_INK},
    "input_year": {"align": "center", "valign": "vcenter", "font_color": INPUT_INK, "num_format": "0"},
    "input_whole": {"valign": "vcenter", "font_color": INPUT_INK, "num_format": WHOLE},
    "input_number": {"valign": "vcenter", "font_color": INPUT_INK, "num_format": "#,##0.00"},
    "input_plain": {"valign": "vcenter", "font_color": INPUT_INK},
    "input_share": {"valign": "vcenter", "font_color": INPUT_INK, "num_format": "0.0000"},
    "input_date": {"align": "center", "valign": "vcenter", "font_color": INPUT_INK, "num_format": "yyyy-mm-dd"},
    "opening": {"align": "center", "valign": "vcenter", "num_format": '[<1850]"—";0'},
    "year": {"align": "center", "valign": "vcenter", "num_format": "0"},
    "word": {"align": "center", "valign": "vcenter", "text_wrap": True},
    "whole": {"valign": "vcenter", "num_format": WHOLE},
    "plain": {"valign": "vcenter"},
    "share": {"valign": "vcenter", "num_format": "0.0%"},
    "computed": {"valign": "vcenter", "font_size": 9, "font_color": MUTED_INK},
    "total": {"font_name": HEAD_FONT, "valign": "vcenter", "bg_color": TOTAL_FILL, "num_format": WHOLE},
}
_PLAIN = ("title", "note", "section")
"""Kinds without a frame."""


class Styles:
    """The formats of one workbook, by what a cell is for.

    ``quoted`` ones keep text that looks like a formula text, even after somebody has edited it.
    """

    def __init__(self, workbook: Workbook, lang: str) -> None:
        kinds = {**_KINDS, "signed": {"valign": "vcenter", "num_format": SIGNED[lang]}}
        self.kinds: dict[str, Format] = {}
        self.quoted: dict[str, Format] = {}
        for name, kind in kinds.items():
            frame = {} if name in _PLAIN else {"border": 1, "border_color": LINE}
            plain = {"font_name": TEXT_FONT, "font_size": 10, "font_color": INK}
            self.kinds[name] = workbook.add_format({**plain, **frame, **kind})
            self.quoted[name] = workbook.add_format({**plain, **frame, **kind, "quote_prefix": True})
        self.colours = {
            name: workbook.add_format({"bg_color": fill, "font_color": ink}) for name, (fill, ink) in WARNED.items()
        }

    def __getitem__(self, name: str) -> Format:
        """The format of a kind of cell."""
        return self.kinds[name]
