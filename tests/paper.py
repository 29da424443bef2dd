"""Documents as their readers meet them: laid out by a real word processor, page by page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
from matplotlib.image import imread
from numpy.typing import NDArray

from needed import lacking, needed
from spreadsheet import NEVER, program, saved


def pages(documents: list[Path], folder: Path) -> list[list[str]]:
    """The text of every page of some documents, as LibreOffice lays them out; skips the test where there is no Writer
    or no reader of PDF, except where everything has to run."""
    found = []
    for pdf in laid_out(documents, folder):
        done = subprocess.run(
            [tool("pdftotext"), "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True
        )
        found.append(done.stdout.removesuffix("\f").split("\f"))
    return found


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
    """What in a document is against the schema of its format. A process for each: the validator keeps what it found in
    one package by a number that the next may get."""
    code = "import sys; from openxml_audit import OpenXmlValidator as V; print(*V().validate(sys.argv[1]).errors)"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, encoding="utf-8", check=True)
    return [done.stdout.strip()] if done.stdout.strip() else []
