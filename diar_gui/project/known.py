"""An alignment from before, for as long as the photos' files are what they were."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from diar_gui import geometry
from diar_gui.alignment import Alignment
from diar_gui.images import FrameSet
from diar_gui.paths import absolute

_END_BYTES, _BLOCK_BYTES, _N_BLOCKS = 1 << 16, 1 << 12, 16


@dataclass(frozen=True, eq=False)
class KnownAlignment:
    """Where photos lie on one another; called with frames it gives their alignment, see `pipeline.run`.

    photos: absolute paths, in the order of the alignment's frames. marks: of their files, see `file_mark`.
    """

    photos: tuple[Path, ...]
    marks: tuple[str, ...]
    alignment: Alignment

    @classmethod
    def of(cls, photos: Sequence[Path], alignment: Alignment) -> "KnownAlignment":
        """Return it with the marks of the files as they are now."""
        return cls(tuple(photos), tuple(map(file_mark, photos)), alignment)

    def __call__(self, frames: FrameSet) -> Alignment | None:
        """Return the alignment of these frames; None where one is new or has changed, or the reference is gone."""
        index = {photo: i for i, photo in enumerate(self.photos)}
        places = [index.get(absolute(f.path)) for f in frames.frames]
        known = [place for place in places if place is not None]
        was = self.alignment
        if len(known) < len(places) or was.reference not in known:
            return None
        reference = known.index(was.reference)
        if frames.frames[reference].size != was.size:
            return None
        if any(not self.marks[i] or file_mark(self.photos[i]) != self.marks[i] for i in known):
            return None
        aligned = []
        for i, frame in zip(known, frames.frames, strict=True):
            H = was.frames[i].H_ref_from_frame
            try:
                H = None if H is None else geometry.normalised(H, frame.size)
            except ValueError:  # nothing that an alignment would have found
                return None
            aligned.append(replace(was.frames[i], name=frame.name, H_ref_from_frame=H))
        return Alignment(reference, was.size, tuple(aligned))


def file_mark(path: Path) -> str:
    """Return what tells a file from others: a digest of its length, both its ends and samples between; "" of none.

    A copy has the same mark, so projects can be moved with their photos. Two pictures of one length that differ only
    between the samples would have the same mark; they lie in the same place then, and pixels are always read anew.
    """
    digest = hashlib.blake2b(digest_size=16)
    try:
        if not path.is_file():  # opening a pipe would never end
            return ""
        with path.open("rb") as file:
            n_bytes = file.seek(0, os.SEEK_END)
            digest.update(str(n_bytes).encode())
            steps = [n_bytes * i // (_N_BLOCKS + 1) for i in range(1, _N_BLOCKS + 1)]
            pieces = [(0, _END_BYTES), *((step, _BLOCK_BYTES) for step in steps)]
            for start, length in (*pieces, (max(0, n_bytes - _END_BYTES), _END_BYTES)):
                file.seek(start)
                digest.update(file.read(length))
    except (OSError, ValueError):  # gone, not readable, or a name that no file can have
        return ""
    return digest.hexdigest()
