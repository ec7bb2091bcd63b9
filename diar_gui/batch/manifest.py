"""What became of each set: `manifest.jsonl`, one line of JSON each, written so that a kill at any moment loses none.

A line is added when a set is begun and another when it has ended; the last one of a set counts. A line that was cut off
by a kill is passed over.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from diar_gui import __version__
from diar_gui.errors import ExportError

STATES = ("begun", "done", "failed")
_CHUNK_BYTES = 2**20


@dataclass(frozen=True)
class Entry:
    """One line.

    name: of the set.
    state: one of `STATES`.
    sentence: what to say of it.
    began: when it was first begun, in seconds since 1970.
    seconds: how long it took.
    inputs: SHA-256 of the photos by name, so that a folder may be moved.
    outputs: SHA-256 by path, relative to the folder of the manifest.
    options: see `options_digest`.
    n_used, n_photos: how many photos the picture is made of, and how many there are.
    unclean: share of the picture that is not clean.
    version: of DIAR.
    """

    name: str
    state: str
    sentence: str = ""
    began: float = 0.0
    seconds: float = 0.0
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    options: str = ""
    n_used: int = 0
    n_photos: int = 0
    unclean: float = 0.0
    version: str = __version__

    def to_json(self) -> str:
        """Return the line, without its end."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True)


class Manifest:
    """The lines of a folder; those of other shards are read as well, so that each knows what is done.

    Args:
        folder: of the outputs.
        name: of the file that lines are added to.

    Raises:
        ExportError: it cannot be read.
    """

    def __init__(self, folder: Path, name: str = "manifest.jsonl") -> None:
        self.path = folder / name
        self.entries: dict[str, Entry] = {}
        try:
            for path in sorted(folder.glob("manifest*.jsonl")):
                for entry in _read(path):
                    self.entries[entry.name] = entry
        except OSError as error:
            raise ExportError(
                "{path} cannot be read ({reason}); check its permissions.", path=folder, reason=error.strerror
            ) from error

    def add(self, entry: Entry) -> None:
        """Add a line; it is on the disk when this returns.

        Raises:
            ExportError: the disk is full, or the folder may not be written.
        """
        line = entry.to_json().encode() + b"\n"
        try:
            with self.path.open("ab") as file:
                if _is_cut_off(self.path):
                    line = b"\n" + line
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ExportError(
                "{path} could not be written ({reason}); free some space or check the folder, then go on with "
                "--resume.",
                path=self.path,
                reason=error.strerror,
            ) from error
        self.entries[entry.name] = entry

    def is_done(self, name: str, inputs: dict[str, str], options: str) -> bool:
        """Return whether a set was done by this version with these inputs and options, and its outputs are intact."""
        entry = self.entries.get(name)
        if entry is None or entry.state != "done" or entry.version != __version__:
            return False
        if entry.inputs != inputs or entry.options != options or not entry.outputs:
            return False
        root = self.path.parent
        return digests([root / path for path in entry.outputs], root) == entry.outputs


def _read(path: Path) -> list[Entry]:
    entries = []
    for line in path.read_bytes().splitlines():
        with suppress(ValueError, TypeError, KeyError):
            facts: dict[str, Any] = json.loads(line)
            entry = Entry(**facts)
            if entry.state in STATES and isinstance(entry.outputs, dict):
                entries.append(entry)
    return entries


def _is_cut_off(path: Path) -> bool:
    """Return whether the last line has no end."""
    size = path.stat().st_size
    if size == 0:
        return False
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) != b"\n"


def digests(paths: Iterable[Path], root: Path | None = None) -> dict[str, str]:
    """Return the SHA-256 of each file by its name, or by its path from `root`; "" for one that cannot be read."""
    return {path.name if root is None else os.path.relpath(path, root): sha256(path) for path in paths}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; "" if it cannot be read."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                found.update(chunk)
    except OSError:
        return ""
    return found.hexdigest()


def options_digest(options: Sequence[object]) -> str:
    """Return a text that differs where options do, by how they print."""
    return hashlib.sha256("\n".join(repr(one) for one in options).encode()).hexdigest()[:16]
