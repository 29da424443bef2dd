"""The parts of a document that say how it looks: styles, numbers of headings, faces, settings."""

from __future__ import annotations

from xuewei.show.report.letter.look import FANG, HEI, LATIN, OTHERS, PLAIN, SONG, Look
from xuewei.show.report.letter.marks import W
from xuewei.show.report.letter.widths import SIZES

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SMALL, CAPTION, NOTE, NUMBER = SIZES[0], 21, 18, 28
"""Half-points of tables, of captions (五号), of footnotes (小五) and of page numbers (四号)."""


def styles(look: Look) -> str:
    """The styles of a document."""
    text = _spacing(0, look.after, look.line, "exact")
    indent = f'<w:ind w:firstLineChars="{look.indent}" w:firstLine="{look.indent * look.size // 10}"/>'
    tight = _spacing(0, 0, 240, "auto")
    kept = "<w:keepNext/><w:keepLines/>"
    middle = '<w:jc w:val="center"/>'
    found = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_faces(FANG)}{_size(look.size)}"
        f'<w:lang w:val="{look.language}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl/><w:overflowPunct w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>',
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
        _style("BodyText", "Body Text", text + indent, ""),
        _style(
            "Title",
            "Title",
            f"{kept}{_spacing(0, 360, look.title * 13, 'exact')}{middle}",
            _faces(SONG) + _size(look.title),
        ),
        *(_heading(look, n) for n in range(3)),
        _style("Caption", "caption", kept + _spacing(160, 60, 300, "atLeast") + middle, _faces(HEI) + _size(CAPTION)),
        _style("TableText", "Table Text", tight, _faces(PLAIN) + _size(SMALL)),
        _style("TableNote", "Table Note", _spacing(60, 200, 240, "auto"), _faces(PLAIN) + _size(SMALL)),
        _style("Picture", "Picture", "<w:keepNext/>" + _spacing(120, 0, 240, "auto") + middle, ""),
        _style(
            "PictureCaption",
            "Picture Caption",
            _spacing(40, 160, 300, "atLeast") + middle,
            _faces(HEI) + _size(CAPTION),
        ),
        _style("Footer", "footer", _spacing(0, 0, 240, "auto"), _faces(PLAIN, PLAIN) + _size(NUMBER)),
        _style(
            "FootnoteText",
            "footnote text",
            tight + '<w:ind w:left="180" w:hanging="180"/>',
            _faces(PLAIN) + _size(NOTE),
        ),
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
    ]
    return f"{HEAD}<w:styles {W}>{''.join(found)}</w:styles>"


def numbering(look: Look) -> str:
    """How headings are counted, level by level."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{level.counting}"/>'
        f'<w:pStyle w:val="Heading{n + 1}"/><w:suff w:val="{"nothing" if look.indent else "space"}"/>'
        f'<w:lvlText w:val="{level.shown}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{look.indent * level.size // 10}"/></w:pPr></w:lvl>'
        for n, level in enumerate(look.levels)
    )
    abstract = f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    return f'{HEAD}<w:numbering {W}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'


def faces() -> str:
    """The faces of a document with what stands in for them."""
    found = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"swiss" if face == HEI else "roman"}"/><w:pitch w:val="variable"/></w:font>'
        for face, others in OTHERS.items()
    )
    latin = (
        f'<w:font w:name="{LATIN}"><w:altName w:val="Liberation Serif,Tinos"/><w:charset w:val="00"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    )
    return f"{HEAD}<w:fonts {W}>{found}{latin}</w:fonts>"


def settings(look: Look) -> str:
    """Settings of a document: page numbers on the outer side, footnotes, Word of 2013 and later."""
    uri = "http://schemas.microsoft.com/office/word"
    return (
        f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        f'<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{look.language}" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _heading(look: Look, n: int) -> str:
    """A level of headings, counted by itself."""
    level = look.levels[n]
    line = max(look.line, level.size * 12)
    space = (0, 0) if look.indent else (240 - 60 * n, 120)
    bold = "<w:b/><w:bCs/>" if level.bold else ""
    counted = f'<w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="1"/></w:numPr>'
    place = (
        f"<w:keepNext/><w:keepLines/>{counted}{_spacing(*space, line, 'exact')}"
        f'<w:ind w:left="0" w:firstLineChars="{look.indent}" w:firstLine="{look.indent * level.size // 10}"/>'
        f'<w:outlineLvl w:val="{n}"/>'
    )
    return _style(
        f"Heading{n + 1}", f"heading {n + 1}", place, _faces(level.face) + bold + _size(level.size), "BodyText"
    )


def _style(name: str, called: str, place: str, look: str, following: str = "") -> str:
    after = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/><w:basedOn w:val="Normal"/>{after}'
        f"<w:qFormat/><w:pPr>{place}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )


def _faces(chinese: str, latin: str = LATIN) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{chinese}" w:cs="{latin}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int, rule: str) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'
