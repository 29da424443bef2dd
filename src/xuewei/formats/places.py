"""Where a file is (on the disk, in a git revision, shipped with the package), its bytes and its text."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Collection
from functools import cache, wraps
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.guard import noted, noted_again, noted_elsewhere
from xuewei.late import dataclass

Held = TypeVar("Held")
SHIPPED_PLAN = "plan_2021_2025.yaml"
SHIPPED_POPULATION = "population"
SHIPPED_POLICY = "policy.yaml"
BUILT_IN = {"plan_2021_2025": SHIPPED_PLAN}
"""Shipped plans by the name that scenarios extend."""
NAMED_POPULATIONS = ("china",)
"""Shipped folders with pupils on record, by the name that commands know them by."""
YAML_LIMIT = 64 * 2**20
CSV_LIMIT = 64 * 2**20
"""Largest files read, in bytes: a plan of 5,000 schools has 1 MB, a census of 2,800 counties 10 MB."""
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(*names: str) -> Path:
    """A shipped file or folder by its path below ``data/``.

    >>> shipped("plan_2021_2025.yaml").name
    'plan_2021_2025.yaml'
    """
    installed = _PACKAGE / "data"
    return (installed if installed.is_dir() else _PACKAGE.parent.parent / "data").joinpath(*names)


def kept(*files: tuple[str, ...]) -> Callable[[Callable[[], Held]], Callable[[], Held]]:
    """What a function of shipped ``files`` gives, read once in a process; every run that asks for it has read them.

    >>> @kept(("population", "births.csv"))
    ... def first() -> str:
    ...     return shipped("population", "births.csv").read_text(encoding="utf-8").partition(",")[0]
    >>> first()
    'area'
    """

    def keeping(read: Callable[[], Held]) -> Callable[[], Held]:
        once = cache(read)

        @wraps(read)
        def held() -> Held:
            found = once()
            for names in files:
                noted_again(shipped(*names))
            return found

        return held

    return keeping


def is_shipped(path: str) -> str | None:
    """The path of a shipped file below ``data/``, with forward slashes; None for any other file.

    >>> is_shipped(os.path.realpath(shipped("population", "births.csv")))
    'population/births.csv'
    """
    found, top = Path(path), Path(os.path.realpath(shipped()))
    return found.relative_to(top).as_posix() if found.is_relative_to(top) else None


def starter() -> Path:
    """The small project that ``xuewei init`` copies."""
    installed = _PACKAGE / "data" / "starter"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "examples" / "small_city"


def in_package(path: str | Path) -> bool:
    """Whether a file belongs to the installed program, which an update replaces; a checkout's data do not."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(_PACKAGE))


def counties() -> Path:
    """People of the thirteen counties of 运城, of which ``xuewei new`` takes one."""
    installed = _PACKAGE / "data" / "counties"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "examples" / "counties" / "thirteen"


class Stored(Protocol):
    """A file or folder that is not on the disk; its text form is what people call it."""

    def read_bytes(self, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes; InputError where there is no such file."""

    def exists(self) -> bool:
        """Whether there is such a file or folder."""

    def is_folder(self) -> bool:
        """Whether it is a folder."""

    def inside(self, name: str) -> AnyPath:
        """A file or folder inside this folder."""

    def folder(self) -> AnyPath:
        """The folder that holds it."""


AnyPath: TypeAlias = "str | Path | Stored"
"""The path of a file or folder, on the disk or in a revision of a git repository."""


def on_disk(path: AnyPath) -> Path | None:
    """A path on the disk; None for one elsewhere."""
    return Path(path) if isinstance(path, str | Path) else None


def exists(path: AnyPath) -> bool:
    """Whether there is such a file or folder, or a link that leads nowhere."""
    try:
        return os.path.lexists(path) if isinstance(path, str | Path) else path.exists()
    except ValueError:  # a name that no file can have
        return False


def is_folder(path: AnyPath) -> bool:
    """Whether there is such a folder."""
    return os.path.isdir(path) if isinstance(path, str | Path) else path.is_folder()


def inside(folder: AnyPath, name: str) -> AnyPath:
    """A file or folder by its path inside ``folder``."""
    return Path(folder) / name if isinstance(folder, str | Path) else folder.inside(name)


def beside(path: AnyPath, name: str) -> AnyPath:
    """A file or folder by its path from the folder that holds ``path``."""
    if isinstance(path, str | Path):
        return Path(os.path.normpath(Path(path).parent / name))
    return inside(path.folder(), name)


def folder_of(path: AnyPath) -> AnyPath:
    """The folder that holds a file."""
    return Path(path).parent if isinstance(path, str | Path) else path.folder()


def same(one: AnyPath, other: AnyPath) -> bool:
    """Whether two paths are one file, however they are written."""
    return identity(one) == identity(other)


def identity(path: AnyPath) -> tuple[bool, str]:
    """What two paths have in common if and only if they are one file: whether it is on the disk, and where."""
    try:
        return (True, os.path.realpath(path)) if isinstance(path, str | Path) else (False, str(path))
    except ValueError:  # a name that no file can have
        return True, str(path)


def regular(path: str | Path) -> bool:
    """Whether reading comes to an end: a file, not a pipe, a device or a socket, which is not even opened.

    Raises OSError for what is not there, ValueError for a name that no file can have.
    """
    mode = os.stat(path).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _unwaiting(name: str, flags: int) -> int:
    """Open without waiting for anybody, should a pipe have taken the file's place."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def read_bytes(path: AnyPath, limit: int) -> bytes:
    """The bytes of a file. Raises InputError for one that is missing, too large, unreadable, or no file but a folder, a
    pipe, a device or a socket."""
    if path == "":
        raise InputError([Fault(Place('""'), "", "no_name")])
    try:
        if is_folder(path):
            raise InputError([Fault(Place(str(path)), "", "directory")])
        if not isinstance(path, str | Path):
            raw = path.read_bytes(limit)
            if not isinstance(path, Confined | Made):  # which are read from the disk, and noted there
                noted_elsewhere(str(path), raw)
        elif not regular(path):
            raise InputError([Fault(Place(str(path)), "", "not_regular")])
        else:
            with open(path, "rb", opener=_unwaiting) as file:
                size = os.fstat(file.fileno()).st_size
                raw = file.read(min(limit, size) + 1)  # not the limit: the memory for all that is asked for is taken
                if size < len(raw) <= limit:  # it has grown, or does not say how large it is
                    raw += file.read(limit + 1 - len(raw))
            noted(path, raw)
        if len(raw) > limit:
            raise InputError([Fault(Place(str(path)), "", "too_large", {"limit": limit})])
        return raw
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Fault(Place(str(path)), "", "missing_file")]) from None
    except PermissionError:
        raise InputError([Fault(Place(str(path)), "", "no_permission")]) from None
    except OSError as broken:
        raise InputError([Fault(Place(str(path)), "", "unreadable", {"why": broken.strerror or str(broken)})]) from None
    except ValueError as broken:
        raise InputError([Fault(Place(str(path)), "", "unreadable", {"why": str(broken)})]) from None


@dataclass(frozen=True, eq=False)
class Made:
    """A file in memory whose ``content`` was made from the one that it is called by."""

    origin: AnyPath
    content: bytes

    def __str__(self) -> str:
        return str(self.origin)

    def read_bytes(self, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes."""
        return self.content[: limit + 1]

    def exists(self) -> bool:
        """There is such a file."""
        return True

    def is_folder(self) -> bool:
        """It is none."""
        return False

    def inside(self, name: str) -> AnyPath:
        """A path inside the file it was made from, where nothing is."""
        return inside(self.origin, name)

    def folder(self) -> AnyPath:
        """The folder of the file it was made from."""
        return folder_of(self.origin)


@dataclass(frozen=True, eq=False)
class Confined:
    """A file or folder below ``top``, links followed: all that a plan under review may name.

    Every access to one outside raises InputError, without revealing whether it exists.
    """

    path: Path
    top: Path

    def __str__(self) -> str:
        return str(self.path)

    def on_disk(self) -> Path:
        """Its path, which lies below the top."""
        try:
            found = os.path.realpath(self.path)
        except ValueError as broken:  # a zero byte
            raise InputError([Fault(Place(str(self)), "", "unreadable", {"why": str(broken)})]) from None
        if not Path(found).is_relative_to(os.path.realpath(self.top)):
            raise InputError([Fault(Place(str(self)), "", "outside_repository", {"top": str(self.top)})])
        return self.path

    def exists(self) -> bool:
        """Whether there is such a file or folder, or a link that leads nowhere."""
        return os.path.lexists(self.on_disk())

    def is_folder(self) -> bool:
        """Whether there is such a folder."""
        return os.path.isdir(self.on_disk())

    def inside(self, name: str) -> AnyPath:
        """A file or folder by its path from this folder."""
        return Confined(Path(os.path.normpath(self.path / name)), self.top)

    def folder(self) -> AnyPath:
        """The folder that holds it."""
        return Confined(self.path.parent, self.top)

    def read_bytes(self, limit: int) -> bytes:
        """The first ``limit`` + 1 bytes."""
        return read_bytes(self.on_disk(), limit)


def read_text(place: AnyPath, limit: int, expected: Collection[str] = ()) -> str:
    """The text of a file in UTF-8 (with or without BOM) or GB18030, with Unix line ends.

    ``expected`` are words of which the first line of a table must hold one where UTF-8 is right: GBK bytes of some
    Chinese words are valid UTF-8 by chance. A table may be in UTF-16 with its mark too. Raises InputError for a file
    that is missing, too large, binary or unreadable.
    """
    text, _ = decoded(read_bytes(place, limit), str(place), expected)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(raw: bytes, file: str, expected: Collection[str] = ()) -> tuple[str, str]:
    """The text of ``raw`` with its own line ends, and its encoding; that whose first line holds an expected word wins.

    Raises InputError where no encoding fits.
    """
    if expected and raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise InputError([Fault(Place(file), "", "encoding")]) from None
    if b"\0" in raw:
        raise InputError([Fault(Place(file), "", "binary")])
    found: list[tuple[str, str]] = []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found.append((raw.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
        if not expected or any(word in found[-1][0].split("\n", 1)[0] for word in expected):
            found = found[-1:]
            break  # most files need no second look
    if not found:
        raise InputError([Fault(Place(file), "", "encoding")])
    text, encoding = found[0]
    marked = raw.startswith(b"\xef\xbb\xbf") or encoding != "utf-8-sig"
    return text, encoding if marked else "utf-8"
