"""Words of forecasts from pupils on record and of their backtest, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

BACKTEST: dict[str, tuple[str, str]] = {
    # tables
    "title": ("{stage}预测误差 · {births}", "Errors of forecasts, {stage} · {births}"),
    "births.known": ("出生按当时所知", "births as known at the time"),
    "births.revised": ("出生按修订后", "births as revised"),
    "lead": ("提前年数", "lead"),
    "grades": ("年级推进", "grades"),
    "naive": ("沿用末年", "last value"),
    "ages": ("适龄儿童", "ages"),
    "last_ratios": ("末年比率", "last ratios"),
    "mean_ratios": ("三年比率", "3-year ratios"),
    "bias": ("偏差", "bias"),
    "too_high": ("偏高比重", "too high"),
    "points": ("次数", "points"),
    # notes
    "note.errors": (
        "各列为平均绝对百分误差（先在每个起点内对区域平均，再对起点平均）；偏差、偏高比重、次数属“年级推进”。",
        "Columns are mean absolute percentage errors (over areas, then over origins); bias, too high and points are those of grades.",
    ),
    "note.known": (
        "起点 {origins}：只用当时已知的数；把此后的数全部改动再算一遍，预测一字不变。",
        "Origins {origins}: only what was known then; every forecast was made again with all later figures changed, and is the same.",
    ),
    "note.revised": (
        "“修订后”一表用了当时还没有的修订数，只用来看方法，不是当时能做到的。",
        "The table with revised births uses revisions that did not exist then: it judges the method, not what could have been known.",
    ),
    "note.worse": ("{stage}提前 {leads} 年不如沿用末年。", "{stage}: worse than the last value at lead {leads}."),
    "note.gaps": ("缺年（没有补）：{gaps}。", "Years without rows (not put in): {gaps}."),
    "note.broken": (
        "{n} 处比率与前后各年相差太远，已少计：{some}。",
        "Ratios far from those around them, which count less: {n} ({some}).",
    ),
    "gap": ("{area}{stage}{grade} {years}", "{area} {stage}{grade} {years}"),
    "broken": ("{year} {area}{stage}{grade} {ratio:.2f}，常年 {usual:.2f}", "{year} {area} {stage}{grade} {ratio:.2f}, usually {usual:.2f}"),
    "grade.nth": (" {n} 年级", " grade {n}"),
    "grade.all": ("", ""),
    "join": ("；", "; "),
    "more": ("等", "…"),
    # picture
    "chart.title": ("各提前年数的预测误差", "Errors of forecasts by lead"),
    "chart.mape": ("平均绝对百分误差（%）", "mean absolute percentage error (%)"),
    "chart.lead": ("提前年数（括号内为次数）", "lead in years (forecasts in brackets)"),
    "chart.source": ("来源：{source}，在校生 {first}–{last} 年。", "Source: {source}, pupils of {first}–{last}."),
    "chart.origins": (
        "起点 {origins} 年，只用当时已知的数（修订的出生除外）；\n误差先在起点内对区域平均，再对起点平均；次数属“年级推进”。",
        "Origins {origins}, with only what was known then (revised births apart);\nmeans over areas within an origin, then over origins; counts are those of grades.",
    ),
    "chart.english": (
        "没有找到含全部所需汉字的字体，图中改用英文。可安装 Noto Sans CJK（fonts-noto-cjk）。",
        "No font with all the characters that are needed was found: the picture is lettered in plain English. Noto Sans CJK (fonts-noto-cjk) has them.",
    ),
    # forecast
    "forecast.title": ("{area} · 自 {origin} 年起的需求预测", "{area} · Demand forecast from {origin}"),
    "forecast.grade": ("{area} · {stage}分年级需求，自 {origin} 年起", "{area} · Demand of {stage} by grade, forecast from {origin}"),
    "forecast.method": ("方法", "method"),
    "forecast.whole": ("全学段", "whole stage"),
    "method.grades": ("年级推进", "grade progression"),
    "method.ages": ("适龄儿童", "ages"),
    "note.forecast.grades": (
        "年级推进：比率由 {first}–{origin} 年的在校生估计，只用 {origin} 年已知的数。",
        "Grade progression: ratios from pupils of {first}–{origin}, with nothing that was not known in {origin}.",
    ),
    "note.forecast.ages": (
        "{areas}没有可用的分年在校生，按适龄儿童预测。",
        "No usable pupils on record for {areas}: forecast by ages.",
    ),
    "left_out": ("没有预测、未列出：{areas}", "no forecast, left out: {areas}"),
    "note.forecast.none": (
        "{areas}：在校生历史太短（至少要连续两年）或起点年没有数，又没有普查，不能预测。",
        "{areas}: too short a record (two years in a row are needed) or none at the origin, and no census: no forecast.",
    ),
}  # fmt: skip

WORDS = Words(BACKTEST)
say, named = WORDS.say, WORDS.named
