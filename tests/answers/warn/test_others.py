"""Children outside the count (随迁子女): beside the others wherever these are shown, never silently left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from warned import YEARS, due, found_of, paragraphs, primary
from xuewei.answers.warn.entries import AREA, SCHOOL, ZONE, entries
from xuewei.answers.warn.of_zone import of_zone, zone_view
from xuewei.answers.warn.remedies import remedies
from xuewei.answers.warn.view import Asked, Warnings, warn
from xuewei.model.assessment import Assessment
from xuewei.model.zones import EntryChildren
from xuewei.report.notice.notice_file import write_notice

ZONES = ("东片", "西片")


def known(migrants: dict[str, list[float]]) -> tuple[Assessment, EntryChildren]:
    """Two zones of 200 children and of 225 places each; of ``migrants`` by zone and year NaN are not known."""
    found = found_of(primary("a", 30, zone="东片"), primary("b", 30, zone="西片"))
    children = due(found, {zone: [200.0] * 3 for zone in ZONES}, zones=ZONES)
    others = np.full_like(children.others["primary"], np.nan)
    for zone, each in migrants.items():
        others[[found.years.index(year) for year in YEARS], children.places.index(zone)] = each
    return found, replace(children, others={**children.others, "primary": others})


def shown(migrants: dict[str, list[float]], by: str = ZONE) -> Warnings:
    """Their warnings."""
    found, children = known(migrants)
    held = entries(found, YEARS, by, children)
    return Warnings.of(held, remedies(held), Asked(stages={"primary"}))


def test_they_stand_beside_each_place_and_a_sentence_says_what_they_would_do() -> None:
    """200 of 225 is no alert, 330 would be red, 210 yellow (93 %); 202 would be none."""
    view = warn(shown({"东片": [130, 10, 2]}), "zh")
    assert list(view.sheets[0].notes) == [
        "2027–2029 年 9 月：小学起始年级都没有预警。",
        "计数外的儿童（随迁子女）没有算进以上等级；如也算上，2027 年 9 月：小学起始年级红色 1 个学区（东片）。",
        "计数外的儿童（随迁子女）没有算进以上等级；如也算上，2028 年 9 月：小学起始年级黄色 1 个学区（东片）。",
    ]
    east, west = view.sheets[1].rows
    assert [cell[0] for cell in east[1:]] == ["200/225 绿 +130", "200/225 绿 +10", "200/225 绿 +2"]
    assert [cell[0] for cell in west[1:]] == ["200/225 绿"] * 3
    assert view.sheets[1].notes == ["“+”后为计数外的儿童（随迁子女），不在儿童数和等级里。"]


def test_where_there_are_none_nothing_is_said() -> None:
    """Unknown, and none at all."""
    for migrants in ({}, {"东片": [0.0, 0.0, 0.0]}):
        view = warn(shown(migrants), "zh")
        assert "计数外" not in str([view.sheets, view.notes])


@pytest.mark.parametrize("by", [AREA, SCHOOL])
def test_rows_that_cannot_have_them_say_whose_they_are(by: str) -> None:
    """A school has none; nor has an area of which one zone is not known."""
    view = warn(shown({"东片": [130, 0, 0]}, by), "zh")
    assert any("这里没有分列也不在比值内：东片；" in note for note in view.notes)


def test_a_notice_has_them_too_and_masks_few(tmp_path: Path) -> None:
    """Of a place without an alert as well; it does not say that nothing is needed."""
    path = tmp_path / "通告.docx"
    write_notice(shown({"东片": [130, 9, 0]}), str(path), "zh", "某区教育局", date(2027, 1, 3))
    text = paragraphs(path)
    assert "200/225 —（另 130）\n200/225 —（另 少于 10 人）\n200/225 —" in text
    assert "如也算上，2027 年 9 月：小学起始年级红色 1 个学区（东片）" in text
    assert "不足 10 人的儿童数不公布" in text
    assert "不需要另外的措施" not in text
    assert "小学的其余 1 个学区没有预警" in text


def test_a_zone_that_is_explained_tells_them() -> None:
    """With what they would come to."""
    found, children = known({"东片": [130, 0, 0]})
    register = {"primary": {"hukou": children.children["primary"]}}
    one, held, n = of_zone(found, replace(children, kinds=register), "东片", found.stage("primary"), 2027)
    view = zone_view(one, held, n, "zh")
    said = "".join(view.sheets[0].notes)
    assert "另有计数外的儿童（随迁子女）130 人，不在比值内；也算上则 330 人：缺 105，红" in said
    assert view.head["children_other"] == 130
