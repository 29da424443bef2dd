"""LibreOffice without a screen, for the kinds of file that no Python package writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def converted(path: Path, kind: str) -> Path:
    """The file saved by LibreOffice as another kind; the test is skipped where there is no LibreOffice.

    Where everything must hold (``XUEWEI_CI=1``) a missing LibreOffice is a failure.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("XUEWEI_CI"):
            pytest.fail("LibreOffice is missing")
        pytest.skip("LibreOffice is missing")
    folder = path.parent / "office"
    subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{path.parent}/profile", "--headless"),
            *("--convert-to", kind, "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
    )
    return folder / f"{path.stem}.{kind}"
