"""The backtest as a picture: something is drawn, every character has a shape, and the bytes are steady."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, findfont
from matplotlib.image import imread
from matplotlib.text import Text

from xuewei.answers.accuracy.backtest import Backtest, backtest
from xuewei.charts.errors import Lettering, lettering, picture
from xuewei.charts.faces import FAMILIES, face_for, faces, lacking
from xuewei.formats.population.folder import read_enrolment
from xuewei.language.to_copy import install
from xuewei.tables.words import say

from inside import run
from program import poorer

PLAIN = FontPath(findfont("DejaVu Sans"), 0)
ASKED = ("backtest", "china", "--leads", "1:3", "--origins", "2016:2019")
SMALL = ("backtest", "china", "--leads", "1:2", "--origins", "2018:2019")
CHINESE = face_for("学位余缺", faces()) is not None
needs_chinese = pytest.mark.skipif(not CHINESE, reason="no font with Chinese characters")


@pytest.fixture(scope="module")
def tests() -> list[Backtest]:
    """The shipped national record, with births as known and as revised."""
    china = read_enrolment("china").history
    return [backtest(each, range(2016, 2019), range(1, 4)) for each in (china, replace(china, revised=True))]


def texts(figure: Figure) -> list[Text]:
    """What a figure draws in letters, once it is drawn."""
    figure.draw_without_rendering()
    return [each for each in figure.findobj(Text) if isinstance(each, Text) and each.get_text() and each.get_visible()]


def unshaped(drawn: Sequence[Text]) -> set[str]:
    """Characters that would be boxes, by the table of characters in the file that each text is drawn with."""
    found: set[str] = set()
    for each in drawn:
        face = each.get_fontproperties().get_file()
        assert isinstance(face, FontPath), each.get_text()
        found |= lacking(each.get_text(), face)
    return found


@needs_chinese
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_character_that_is_drawn_has_a_shape(tests: list[Backtest], lang: str) -> None:
    """In both languages each text is drawn with the chosen file, which has all of it."""
    letters = lettering(tests, "运城市", lang)
    assert (letters.lang, letters.missing) == (lang, frozenset())
    drawn = texts(picture(tests, "运城市", letters))
    assert unshaped(drawn) == set()
    said = " ".join(each.get_text() for each in drawn)
    assert ("幼儿园" if lang == "zh" else "kindergarten") in said
    assert "运城市" in said
    with pytest.warns(UserWarning, match="missing from font"):
        boxes = unshaped(texts(picture(tests, "运城市", replace(letters, lang="zh", face=PLAIN))))
    assert boxes > set("运城市幼儿园")


def test_without_chinese_characters_the_picture_is_in_english(tests: list[Backtest]) -> None:
    """Where no face has them all the words are English, and a name that cannot be drawn has question marks."""
    letters = lettering(tests, "china", "zh", [PLAIN])
    assert letters == Lettering("en", PLAIN)
    poorer = lettering(tests, "运城 city", "zh", [PLAIN])
    assert poorer == Lettering("en", PLAIN, frozenset("运城"))
    drawn = texts(picture(tests, "运城 city", poorer))
    assert unshaped(drawn) == set()
    assert any("Source: ?? city" in each.get_text() for each in drawn)


@needs_chinese
def test_the_faces_are_found_by_their_family_and_weight() -> None:
    """The plain face comes first, then Chinese ones in the order in which they are wanted; regular before bold."""
    from matplotlib.font_manager import fontManager

    names: dict[tuple[str, int], set[str]] = {}
    weights: dict[tuple[str, int], int | str] = {}
    for entry in fontManager.ttflist:
        names.setdefault((entry.fname, entry.index), set()).add(entry.name)
        weights[entry.fname, entry.index] = entry.weight
    order = ["DejaVu Sans", *FAMILIES]
    found = [(face.path, face.face_index) for face in faces() if "zhplot" not in face.path]
    places = [min(n for n, family in enumerate(order) if family in names[each]) for each in found]
    assert "DejaVu Sans" in names[found[0]]
    assert places == sorted(places)
    chinese = [each for each, place in zip(found, places, strict=True) if place > 0]
    same = [each for each in chinese if names[each] & names[chinese[0]]]
    assert weights[chinese[0]] == min((int(weights[each]) for each in same), key=lambda weight: abs(weight - 400))


def test_a_machine_without_chinese_fonts_draws_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra brings a face: it comes before those of the machine, so that every machine draws the same picture."""
    from xuewei.charts import faces as fonts

    assert "zhplot" in faces()[1].path
    monkeypatch.setattr(fonts, "FAMILIES", ())
    assert face_for("学位余缺", faces()) == faces()[1]
    monkeypatch.setattr(fonts, "BROUGHT", ("no_such_package", "x.ttf"))
    assert face_for("学位余缺", faces()) is None


def test_a_font_that_is_installed_later_is_found_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A list of fonts is kept for months: what is installed meanwhile is found, what is gone not drawn with."""
    from matplotlib import font_manager

    from xuewei.charts import faces as fonts

    (brought,) = (face.path for face in faces() if "zhplot" in face.path)
    monkeypatch.setattr(fonts, "BROUGHT", ("no_such_package", "x.ttf"))
    plain = [entry for entry in font_manager.fontManager.ttflist if entry.name == "DejaVu Sans"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    new = tmp_path / "new.ttf"
    shutil.copy(brought, new)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(new), str(tmp_path / "broken.ttf")])
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    assert face_for("学位余缺", faces()) is None
    found = face_for("学位余缺", faces(fresh=True))
    assert found is not None
    assert found.path == str(new)
    new.unlink()
    assert face_for("学位余缺", faces()) is None


def test_a_picture_of_the_shipped_folder(tmp_path: Path) -> None:
    """It has its size, it is not empty, and nothing reaches its edge."""
    path = tmp_path / "errors.png"
    done = run(*ASKED, "--output", path)
    assert (done.returncode, done.stdout) == (0, "")
    dots = imread(path)
    assert dots.shape[:2] == (990, 921)
    ink = np.asarray((dots[:, :, :3] < 0.9).any(axis=2))
    assert 0.02 < ink.mean() < 0.3
    assert not np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).any()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_picture_has_the_same_bytes(tmp_path: Path, kind: str) -> None:
    """No date, no chance; whatever the case of the ending."""
    kinds = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    for name in (f"a.{kind}", f"b.{kind.upper()}"):
        assert run(*SMALL, "--output", tmp_path / name).returncode == 0
    one, other = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert one == other
    assert one.startswith(kinds[kind])


def test_a_single_stage_without_births_fits_its_picture(tmp_path: Path) -> None:
    """One panel is as wide as its caption, and a method that has no errors is not in the legend."""
    rows = [
        f"甲,{year},primary,{g},{100 + year % 7 + g},published,学籍" for year in range(2010, 2019) for g in range(1, 7)
    ]
    text = "\n".join(["area,year,stage,grade,pupils,basis,source", *rows]) + "\n"
    (tmp_path / "enrolment.csv").write_text(text, encoding="utf-8")
    history = read_enrolment(tmp_path).history
    test = backtest(history, range(2013, 2017), range(1, 3))
    figure = picture([test], "x", lettering([test], "x", "en"))
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    for each in texts(figure):
        box = each.get_window_extent()
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width
        assert box.y1 <= height
    (legend,) = figure.legends
    assert [each.get_text() for each in legend.get_texts()] == ["grades", "last value", "last ratios", "3-year ratios"]


@pytest.mark.parametrize("words", [["--format", "json"], ["--format", "csv"]])
def test_a_picture_has_no_other_format(tmp_path: Path, words: list[str]) -> None:
    """What contradicts itself is refused before anything is written."""
    done = run(*ASKED, *words, "--output", tmp_path / "errors.png", "--lang", "en")
    assert done.returncode == 2
    assert "says another form than the name" in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["jpg", "BMP", "webp"])
def test_a_picture_that_is_not_drawn_is_no_text_file(tmp_path: Path, ending: str) -> None:
    """The endings that are drawn are named, and nothing is written."""
    done = run(*ASKED, "--output", tmp_path / f"e.{ending}", "--lang", "en")
    assert done.returncode == 2
    assert "this command writes .png .svg .pdf" in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    """Exit 2, one sentence, no file; tables are printed all the same."""
    without = "sys.modules['matplotlib'] = None"
    done = poorer(without, *ASKED, "--output", tmp_path / "errors.svg")
    assert (done.returncode, done.stdout) == (2, "")
    assert install("charts") in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert poorer(without, *SMALL).returncode == 0


def test_a_machine_without_chinese_fonts_is_told_so(tmp_path: Path) -> None:
    """The picture is there, in English, and one plain line says why; who asked for English hears nothing."""
    without = "import xuewei.charts.faces as fonts; fonts.FAMILIES, fonts.BROUGHT = (), ('none',)"
    done = poorer(without, *SMALL, "--output", tmp_path / "errors.png", "--lang", "zh")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{say('chart.english', 'zh')}\n"
    english = poorer(without, *SMALL, "--output", tmp_path / "english.png", "--lang", "en")
    assert english.stderr == ""
    assert (tmp_path / "errors.png").read_bytes() == (tmp_path / "english.png").read_bytes()


def test_a_picture_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A folder that is not there is a fault of the file, and no spare file stays."""
    done = run(*ASKED, "--output", tmp_path / "nowhere" / "errors.png")
    assert done.returncode == 3
    assert list(tmp_path.iterdir()) == []
