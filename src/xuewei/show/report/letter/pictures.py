"""Pictures of a document, and what their letters lack."""

from __future__ import annotations

from io import BytesIO

from xuewei.show.charts.gap import plain_gap
from xuewei.show.charts.paper import lettered, save
from xuewei.show.charts.scene import Scene
from xuewei.show.report.contents import Report
from xuewei.words.charts import say


class Pictures:
    """Draws the pictures of a report in a language, and keeps which characters no face had."""

    def __init__(self, report: Report, lang: str) -> None:
        self.report, self.lang = report, lang
        self.missing: set[str] = set()
        self.in_english = False

    def gap(self, area: str, stage: str) -> bytes:
        """Seats against demand of a stage of an area, as PNG."""
        report = self.report
        scene = Scene(report.found, [area], [stage], report.years, report.bands)
        drawn = lettered(lambda lang: plain_gap(scene, lang), self.lang)
        self.in_english |= drawn.lang != self.lang
        self.missing |= drawn.missing
        png = BytesIO()
        save(drawn.figure, png, ".png")
        return png.getvalue()

    def told(self) -> str:
        """What a reader should know of the letters in the pictures; empty where nothing."""
        if self.in_english:
            return say("english", self.lang)
        return say("lacking", self.lang, found=" ".join(sorted(self.missing))) if self.missing else ""
