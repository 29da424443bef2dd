"""What is said of a plan that holds only what is in use."""

from __future__ import annotations

from dataclasses import replace

from xuewei.model.plan import Delivery
from xuewei.show.view import View
from xuewei.words.base_seats import say as say_shared


def delivery_notes(told: Delivery, lang: str) -> list[str]:
    """A line on what is counted, and on which date."""
    undated = say_shared("delivery.undated", lang, n=told.undated) if told.undated else ""
    return [
        say_shared("delivery.note", lang, day=told.date, counted=told.counted, left_out=told.left_out, undated=undated)
    ]


def dated(view: View, told: Delivery, lang: str) -> View:
    """A view with the day in the title of each of its tables and in each of its rows."""
    titles = [
        say_shared("delivery.title", lang, title=sheet.title, day=told.date) if sheet.title else ""
        for sheet in view.sheets
    ]
    sheets = [replace(sheet, title=title) for sheet, title in zip(view.sheets, titles, strict=True)]
    records = [{**record, "as_delivered": told.date} for record in view.records]
    columns = [*view.columns, "as_delivered"] if view.columns else ()
    return replace(view, sheets=sheets, records=records, columns=columns)
