"""Pictures of a document, and what their letters lack."""

from __future__ import annotations

from xuewei.show.charts.gap import plain_gap
from xuewei.show.charts.paper import drawn, lettered
from xuewei.show.charts.scene import Scene
from xuewei.show.report.contents import Report
from xuewei.words.charts import say as say_in_chart


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
        picture = lettered(lambda lang: plain_gap(scene, lang), self.lang)
        self.in_english |= picture.lang != self.lang
        self.missing |= picture.missing
        return drawn(picture.figure, ".png")

    def told(self) -> list[str]:
        """What a reader should know of the letters in the pictures."""
        if self.in_english:
            return [say_in_chart("english", self.lang)]
        return [say_in_chart("lacking", self.lang, found=" ".join(sorted(self.missing)))] if self.missing else []
