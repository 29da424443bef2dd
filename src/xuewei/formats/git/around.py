"""The git repository around a folder, looked up by names alone: nothing of git is run or read."""

from __future__ import annotations

from pathlib import Path


def repository_around(folder: Path) -> Path | None:
    """The top of the working tree that holds ``folder``; None outside one."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)
