"""The report as an official document in Word's format."""

from __future__ import annotations

from xuewei.show.report.contents import Report


def can_write() -> bool:
    """Whether python-docx is there."""
    try:
        import docx  # noqa: F401
    except ImportError:
        return False
    return True


def write_letter(report: Report, path: str, lang: str) -> str:
    """Write a report as .docx; what its reader should know of its letters (empty where nothing)."""
    raise NotImplementedError
