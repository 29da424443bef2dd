"""Documents as their readers meet them: laid out by a real word processor, page by page."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread
from numpy.typing import NDArray

from needed import lacking, needed
from spreadsheet import NEVER, program, saved


def pages(documents: list[Path], folder: Path) -> list[list[str]]:
    """The text of every page of some documents, as LibreOffice lays them out; skips the test where there is no Writer
    or no reader of PDF, except where everything has to run."""
    return [texts_of(pdf) for pdf in laid_out(documents, folder)]


def texts_of(pdf: Path) -> list[str]:
    """The text of every page."""
    done = subprocess.run([tool("pdftotext"), "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.removesuffix("\f").split("\f")


def laid_out(documents: list[Path], folder: Path) -> list[Path]:
    """Documents as PDF."""
    if not Path(program()).resolve().with_name("libswlo.so").exists():
        lacking("no Writer beside LibreOffice (Debian: libreoffice-writer-nogui)")
    return saved(documents, folder, "pdf", NEVER)


def ink(pdf: Path, folder: Path) -> list[NDArray[np.bool_]]:
    """Where each page is not white, at 40 dots an inch."""
    subprocess.run([tool("pdftoppm"), "-r", "40", "-png", pdf, folder / pdf.stem], check=True)
    return [np.asarray((imread(page)[:, :, :3] < 0.9).any(axis=2)) for page in sorted(folder.glob(f"{pdf.stem}-*.png"))]


def tool(name: str) -> str:
    """A program of poppler; skips the test where there is none, except where everything has to run."""
    return needed(f"no {name} on this machine (Debian: poppler-utils)", name)


def faults_of_format(path: Path) -> list[str]:
    """What in a document is against the schema of its format. The validator keeps what it found in one package by a
    number that the next may get, once the first is gone: so none goes before all tests are over."""
    import openxml_audit.validator as audit

    class Kept(audit.OpenXmlPackage):  # type: ignore[misc]
        def __enter__(self) -> Any:
            _VALIDATED.append(self)
            return super().__enter__()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "OpenXmlPackage", Kept)
        return [str(each) for each in audit.OpenXmlValidator().validate(path).errors]


_VALIDATED: list[object] = []
