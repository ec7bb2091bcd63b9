"""Sequences on disk: photos with, where known, their truth (docs/formats.md).

    <sequence>/frames/*            the photos, in natural order
    <sequence>/truth.png           optional: the clean reference view; truth_mask.png: 255 where it holds
    <sequence>/masks/<stem>_*.png  optional: where a photo is occluded, in shadow or in a highlight
    <sequence>/sequence.json       optional: reference, H_ref_from_frame by photo name, source, licence

Nothing in sequence.json names a file outside: a photo's name counts only if it lies in `frames`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from diar_gui import geometry
from diar_gui.errors import ImageError
from diar_gui.images import Frame, find_images, natural_key

MASK_KINDS = ("occlusion", "shadow", "highlight")
"""What `masks/<stem>_<kind>.png` may tell of a photo."""

_DESCRIPTION = "sequence.json"
_MIN_DETERMINANT = 1e-15  # of a matrix whose largest entry is 1, as in geometry.normalised


@dataclass(frozen=True, eq=False)
class PhotoSequence:
    """The photos of one sequence and what is known of them.

    folder: the sequence's. photos: paths in natural order. reference: file name of the reference photo.
    H_ref_from_frame: `(3, 3)` float64 by file name, for every photo, or None where they are not known; at no fixed
        scale, see `homographies`.
    truth, truth_mask: paths, or None. masks: path by (file name, kind), where there is one.
    source, licence: as sequence.json gives them, else empty.
    """

    folder: Path
    photos: tuple[Path, ...]
    reference: str
    H_ref_from_frame: Mapping[str, np.ndarray] | None
    truth: Path | None
    truth_mask: Path | None
    masks: Mapping[tuple[str, str], Path]
    source: str = ""
    licence: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.resolve().name

    @property
    def is_aligned(self) -> bool:
        """Tell whether the photos are known to be aligned: every homography is the identity, up to its scale."""
        if self.H_ref_from_frame is None:
            return False
        return all(H[2, 2] != 0 and np.allclose(H / H[2, 2], np.eye(3)) for H in self.H_ref_from_frame.values())

    def first(self, n_photos: int) -> tuple[Path, ...]:
        """Return the reference and the first others, `n_photos` in all if there are as many, in natural order."""
        others = [path for path in self.photos if path.name != self.reference][: max(0, n_photos - 1)]
        return tuple(path for path in self.photos if path.name == self.reference or path in others)

    def homographies(self, frames: Sequence[Frame]) -> tuple[np.ndarray, ...]:
        """Return the true `H_ref_from_frame` of frames read from this sequence, normalised for their sizes.

        Raises:
            ImageError: the homographies are not known, or one has its horizon in the middle of its photo.
        """
        if self.H_ref_from_frame is None:
            raise ImageError(f"{self.folder} has no homographies; add H_ref_from_frame to its {_DESCRIPTION}.")
        found = []
        for frame in frames:
            try:
                found.append(geometry.normalised(self.H_ref_from_frame[frame.path.name], frame.size))
            except ValueError as error:
                raise _broken(self.folder, f"the homography of {frame.name} fits no photo of its size") from error
        return tuple(found)


def find_sequences(inputs: Iterable[Path]) -> list[Path]:
    """Return the folders of the sequences named by `inputs`, each once; a folder of sequences stands for all of them.

    Raises:
        ImageError: an input is neither a sequence nor a folder that holds some, or may not be read.
    """
    found: dict[Path, Path] = {}
    for item in inputs:
        try:
            within = [item] if (item / "frames").is_dir() else [p for p in item.iterdir() if (p / "frames").is_dir()]
        except OSError as error:
            raise ImageError(f"{item} cannot be read as a folder ({error.strerror}); check the name.") from error
        if not within:
            raise ImageError(
                f"{item} is no sequence and holds none; a sequence is a folder with a folder frames in it."
            )
        for folder in sorted(within, key=lambda path: natural_key(path.name)):
            found.setdefault(folder.resolve(), folder)
    return list(found.values())


def read_sequence(folder: Path) -> PhotoSequence:
    """Return what a sequence on disk holds; the photos themselves are not read.

    Raises:
        ImageError: there are no photos, or sequence.json is broken or speaks of photos that are not there.
    """
    frames = folder / "frames"
    if not frames.is_dir():
        raise ImageError(f"{folder} is no sequence: it has no folder frames; put the photos into one.")
    photos = tuple(find_images([frames]))
    names = [path.name for path in photos]
    description = _description(folder)
    masks = {
        (path.name, kind): mask
        for path in photos
        for kind in MASK_KINDS
        if (mask := folder / "masks" / f"{path.stem}_{kind}.png").is_file()
    }
    reference = _text(folder, description, "reference") if "reference" in description else names[0]
    if reference not in names:
        raise _broken(folder, f"the reference {reference} is none of the photos in frames")
    return PhotoSequence(
        folder=folder,
        photos=photos,
        reference=reference,
        H_ref_from_frame=_homographies(folder, description, names, reference),
        truth=_if_file(folder / "truth.png"),
        truth_mask=_if_file(folder / "truth_mask.png"),
        masks=masks,
        source=_text(folder, description, "source"),
        licence=_text(folder, description, "licence"),
    )


def _if_file(path: Path) -> Path | None:
    return path if path.is_file() else None


def _broken(folder: Path, problem: str) -> ImageError:
    return ImageError(f"{folder / _DESCRIPTION} is broken: {problem}; mend it, or take it away.")


def _description(folder: Path) -> dict[str, Any]:
    path = folder / _DESCRIPTION
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ImageError(f"{path} cannot be opened ({error.strerror}); check its permissions.") from error
    except (ValueError, RecursionError) as error:
        raise _broken(folder, "it is not JSON") from error
    if not isinstance(content, dict):
        raise _broken(folder, "an object with names and values was needed")
    return content


def _text(folder: Path, description: dict[str, Any], key: str) -> str:
    value = description.get(key, "")
    if not isinstance(value, str):
        raise _broken(folder, f"{key} is not a text")
    return value


def _homographies(
    folder: Path, description: dict[str, Any], names: Sequence[str], reference: str
) -> dict[str, np.ndarray] | None:
    given = description.get("H_ref_from_frame")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _broken(folder, "H_ref_from_frame is not an object with a matrix for each photo")
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise _broken(folder, f"H_ref_from_frame speaks of {unknown[0]}, which is none of the photos in frames")
    missing = [name for name in names if name not in given and name != reference]
    if missing:
        raise _broken(folder, f"H_ref_from_frame has no matrix for {missing[0]}")
    return {name: _matrix(folder, name, given[name]) if name in given else geometry.IDENTITY for name in names}


def _matrix(folder: Path, name: str, rows: Any) -> np.ndarray:
    is_square = isinstance(rows, list) and len(rows) == 3 and all(isinstance(r, list) and len(r) == 3 for r in rows)
    if not is_square or not all(type(value) in (int, float) for row in rows for value in row):
        raise _broken(folder, f"the homography of {name} is not a matrix of 3 x 3 numbers")
    try:
        H = np.array(rows, np.float64)
    except OverflowError as error:
        raise _broken(folder, f"the homography of {name} holds numbers that are too large") from error
    if not np.isfinite(H).all() or not H.any() or abs(np.linalg.det(H / np.abs(H).max())) < _MIN_DETERMINANT:
        raise _broken(folder, f"the homography of {name} is singular or not finite")
    H.flags.writeable = False
    return H
