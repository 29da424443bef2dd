"""A Word document that lends its look to a report: looked at with suspicion before anything opens it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile, ZipInfo

from xuewei.errors import Fault, InputError, Place
from xuewei.files.books.archive import COMPOUND, ZIP, Archive
from xuewei.files.written.place import AnyPath, read_bytes

LIMIT = 16 * 2**20
"""Largest file read, in bytes."""
UNFOLDED = 32 * 2**20
"""Bytes of all its parts once inflated."""
TYPES = "[Content_Types].xml"
"""The part that says what the others are."""
DOCUMENT, TEMPLATE = b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml"
"""What the main part of .docx is, and that of .dotx, which differs in nothing else."""
TOLD = {"book_broken": "template_broken", "book_encrypted": "template_encrypted"}
"""Faults of an archive that are told in another way of a document than of a workbook."""


def read_template(place: AnyPath) -> bytes:
    """A .docx or .dotx as a .docx whose archive is sound, its parts in their order.

    Raises InputError, in one line, for a file that is none, is encrypted, holds macros, is damaged or is too large.
    """
    raw, file = read_bytes(place, LIMIT), str(place)
    if raw.startswith(COMPOUND) and "EncryptedPackage".encode("utf-16-le") in raw:
        raise _fault(file, "template_encrypted")
    if not raw.startswith(ZIP):
        raise _fault(file, "no_template")
    try:
        archive = Archive(raw, file)
        if archive.unfolded > UNFOLDED:
            raise archive.fault("book_unfolds", limit=UNFOLDED // 2**20)
        parts = {name: archive.read(name) for name in archive.names}
    except InputError as wrong:
        (fault,) = wrong.faults
        raise _fault(file, TOLD.get(fault.kind, fault.kind), **fault.values) from None
    types = parts.get(TYPES, b"")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise _fault(file, "template_macros")
    if DOCUMENT not in types and TEMPLATE not in types:
        raise _fault(file, "no_template")
    parts[TYPES] = types.replace(TEMPLATE, DOCUMENT)
    whole = BytesIO()
    with ZipFile(whole, "w") as packed:
        for name, part in parts.items():
            packed.writestr(ZipInfo(name), part)
    return whole.getvalue()


def _fault(file: str, kind: str, **values: object) -> InputError:
    return InputError([Fault(Place(file), "", kind, values)])
