"""Words of what could turn from one stage to another, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

TURNING: dict[str, tuple[str, str]] = {
    "title": ("{area} · {origin} → {target}", "{area} · {origin} → {target}"),
    "stage.nursery": ("托育", "nursery"),
    "spare": ("余位", "spare seats"),
    "classes": ("可转班数", "classes"),
    "brings": ("补学位", "seats"),
    "short": ("缺学位", "short"),
    "left": ("仍缺", "still short"),
    "inside": ("其中同校内部", "inside one school"),
    "unknown": ("未知", "not known"),
    "span": ("{first}–{last} 年，每年至少 {least:,} 班、至多 {most:,} 班。", "{first}–{last}: at least {least:,} and at most {most:,} classes a year."),
    "none": ("没有一年能用一个学段的余位补另一个学段之缺。", "In no year would the surplus of one stage cover a shortage of another."),
    "note.class": ("每间教室按两个学段班额中较小的计（{sizes}），余位不足一班的不计。", "A room holds the smaller class size of the two stages ({sizes}); less than a class of spare seats does not count."),
    "note.once": ("同一余位、同一缺口可能出现在几张表里，不可相加。写成情景：学校的 convert，见 docs/formats.md。", "The same surplus or shortage may stand in several tables: do not add them up. As a scenario: `convert` of a school, docs/formats.en.md."),
    "note.nursery": ("托育的需求未知，只列空出的教室。", "Demand for nursery places is not known: only empty rooms are told."),
}  # fmt: skip

WORDS = Words(TURNING)
say, named = WORDS.say, WORDS.named
