"""Cases on disk: a small JSON file each, with the command line and the files that differ from the project's."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from fire.judging import Finding
from fire.trial import Case

CASES = Path(__file__).parent / "cases"


def keep(finding: Finding, folder: Path) -> Path:
    """Write a finding's case, under a name that its signature gives."""
    name = hashlib.sha256(finding.signature.encode("utf-8", "replace")).hexdigest()[:10]
    place = folder / f"{finding.kind}-{name}.json"
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "fault": finding.signature,
        "attack": finding.case.attack,
        "words": list(finding.case.words),
        "files": {path: _shown(content) for path, content in finding.case.files.items()},
    }
    place.write_text(json.dumps(found, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    return place


def read_case(place: Path) -> Case:
    """A case that was kept."""
    found = json.loads(place.read_text("utf-8"))
    files = {path: _bytes(content) for path, content in found["files"].items()}
    return Case(found["attack"], tuple(found["words"]), files)


def _shown(content: bytes) -> str | dict[str, str]:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _bytes(shown: str | dict[str, str]) -> bytes:
    return shown.encode("utf-8") if isinstance(shown, str) else base64.b64decode(shown["base64"])
