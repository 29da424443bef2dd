"""Words of progress: what is late, what has come, what is counted as delivered."""

from __future__ import annotations

from xuewei.language.words import Words

TRACK: dict[str, tuple[str, str]] = {
    "track.title": ("进度 · {plan} · 截至 {day}", "Progress · {plan} · as of {day}"),
    "track.on_time": ("没有逾期的项目。", "No project is late."),
    "track.late_of": (
        "逾期 {n} 个项目、{seats:,} 个学位：{units}。",
        "Late projects: {n}, of {seats:,} seats: {units}.",
    ),
    "track.unit_late": ("{unit} {n} 个（{schools}）", "{unit}: {n} ({schools})"),
    "track.days": ("{school}逾期 {days:,} 天", "{school} {days:,} days"),
    "track.nobody": ("没有写明责任单位的", "no unit written"),
    "track.join": ("，", ", "),
    "track.more": ("等", ", …"),
    "track.more_units": ("；其余 {units} 家 {n} 个", "; {units} other units {n}"),
    "track.join_units": ("；", "; "),
    "track.seats": (
        "{year} 学年应投用 {planned:,} 个学位，到位 {come:,}，缺 {missing:,}{stages}。",
        "Seats planned to be open in {year}: {planned:,}; come: {come:,}; missing: {missing:,}{stages}.",
    ),
    "track.seats_of": ("（{stages}）", " ({stages})"),
    "track.stage": ("{stage} {n:,}", "{stage} {n:,}"),
    "track.join_stages": ("、", ", "),
    "track.counts": (
        "共 {projects} 个项目：已投用 {in_use}（其中已销号 {closed}），红 {red}、黄 {yellow}、绿 {green}{cancelled}。",
        "All projects: {projects}; in use {in_use} (closed out {closed}); red {red}, yellow {yellow}, green {green}{cancelled}.",
    ),
    "track.cancelled": ("；另取消 {n} 个", "; cancelled {n}"),
    "track.late": ("逾期与预警", "Late, and likely to be late"),
    "track.none": ("没有逾期或预警的项目。", "Nothing is late or likely to be late."),
    "track.units": ("按责任单位", "By responsible unit"),
    "track.stages": ("应投用与已到位的学位（{year} 学年）", "Seats planned by now against seats that have come ({year})"),
    "track.closed": ("已销号", "Closed out"),
    "track.no_unit": ("未写明", "not written"),
    "track.no_date": ("未写日期", "no date"),
    "track.no_closed": ("没有已销号的项目。", "Nothing is closed out."),
    # columns
    "column.colour": ("预警", "alert"),
    "column.unit": ("责任单位", "responsible unit"),
    "column.due": ("完成时限", "due"),
    "column.days_late": ("逾期天数", "days late"),
    "column.reasons": ("问题", "what is wrong"),
    "column.projects": ("项目", "projects"),
    "column.in_use": ("已投用", "in use"),
    "column.closed_out": ("已销号", "closed out"),
    "column.seats_late": ("逾期学位", "seats late"),
    "column.planned": ("应投用", "planned by now"),
    "column.come": ("已到位", "come"),
    "column.missing": ("未到位", "missing"),
    "column.early": ("另提前投用", "early"),
    "column.date": ("销号日期", "closed out on"),
    # what is wrong
    "reason.past_due": ("过时限", "overdue"),
    "reason.not_open": ("过开学月", "not open"),
    "reason.not_begun": ("未开工，剩 {months:.1f} 月", "not begun, {months:.1f} mo"),
    "reason.opening_month": ("未开工，已到开学月", "not begun, due now"),
    "reason.soon": ("未建成，剩 {days} 天", "not built, {days} d"),
    "reason.join": ("；", "; "),
    # notes
    "note.colours": (
        "红：过了完成时限未建成（过时限），或过了投用年 9 月 30 日未投用（过开学月）；黄：距开学不足 {building:g} 个月未开工（{building_basis}；所剩为距开学的月数），或距时限不足 {soon:g} 个月未建成（{soon_basis}；所剩为距完成时限或开学的天数）。逾期天数从先过的期限算起。",
        "Red: past its due date and not completed (overdue), or past 30 September of its opening year and not in use (not open). Yellow: under {building:g} months to the opening and not begun ({building_basis}; the months to the opening follow: mo), or under {soon:g} months to a date and not completed ({soon_basis}, “not built”; the days to that date, its due date or its opening, follow: d). Days late count from the date that passed first.",
    ),
    "note.early": ("未到位 = 应投用 − 已到位；提前投用的学位另列，不抵未到位。", "Missing = planned - come; seats in use before their year stand apart and make up for none that are missing."),
    "note.undated": (
        "没有写进度日期（progress）的项目 {n} 个：阶段按方案所写，不随截至日期变化；没有更新的进度与没有动工看起来一样。",
        "Projects without dates (progress): {n}. Their status is as the plan writes it, whatever the date; progress that nobody wrote down looks like none.",
    ),
    "note.day": ("截至 {day}（--as-of，缺省为今天）。", "As of {day} (--as-of, by default today)."),
}  # fmt: skip

WORDS = Words(TRACK)
say, named = WORDS.say, WORDS.named
