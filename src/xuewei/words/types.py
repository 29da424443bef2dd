"""Words of the kinds of school and their stages, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

TYPES: dict[str, tuple[str, str]] = {
    "mix.note": (
        "学校类型与学段不常见（学位照所写的学段计）：{found}。",
        "Stages that are unusual for the type of school (seats count as they are written): {found}.",
    ),
    "mix.one": ("{school}为{type}而有{held}（常为{usual}）", "{school}: {type} with {held} (usually {usual})"),
    "type.note": ("不认识的学校类型，照所写：{found}。", "Types of school that are not known, taken as written: {found}."),
    "type.one": ("{type}（{school}）", "{type} ({school})"),
    "type.near": ("{type}（{school}；是否想写 {near}？）", "{type} ({school}; did you mean {near}?)"),
    "mix.more": (" 等 {n} 所", " and {n} more"),
    "mix.join": ("；", "; "),
    "mix.and": ("、", ", "),
}  # fmt: skip

WORDS = Words(TYPES)
say, named = WORDS.say, WORDS.named
