"""Known alignment for other pictures of the same views: infrared, ultraviolet, raking light, an edited copy.

A report says where photos lie on one another. Other pictures that were taken from the same places, pixel for pixel or
in another size, lie there too, and what they show (perhaps nothing that could be matched) does not matter.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.bends import Bend
from diar_gui.errors import AlignmentError
from diar_gui.images import FrameSet, natural_key

_MAX_FILE_BYTES = 32 * 10**6
_MAX_SIDE_PX = 1_000_000
_STATUSES = ("reference", "aligned", "rejected")


@dataclass(frozen=True, eq=False)
class SameViews:
    """Where photos lie on one another, by a report.

    path: the report's file. frames: all of them, by name; the reference is one of them.
    sizes: (height, width) of each; None of those that could not be read.
    """

    path: Path
    frames: tuple[AlignedFrame, ...]
    sizes: tuple[tuple[int, int] | None, ...]

    def alignment_of(self, found: FrameSet, notice: Callable[[str], None]) -> Alignment:
        """Return where the frames lie: as their partners in the report do, by name or else by order.

        Args:
            found: all that were given.
            notice: told if they are paired by order.

        Raises:
            AlignmentError: it cannot be told which belong together, a size does not fit, or the reference's is missing.
        """
        given = [*((f.name, f.path) for f in found.frames), *((u.name, u.path) for u in found.unreadable)]
        partners = self._by_name([name for name, _ in given])
        if partners is None:
            partners = self._by_order(given, notice)
        reference = next(i for i, frame in enumerate(self.frames) if frame.status == "reference")
        n_frames = len(found.frames)
        if reference not in partners[:n_frames]:
            raise self._without_reference(reference, partners, found)
        place = partners.index(reference)
        aligned = tuple(self._moved(i, k, place, found) for i, k in enumerate(partners[:n_frames]))
        return Alignment(place, found.frames[place].size, aligned)

    def _by_name(self, names: Sequence[str]) -> list[int] | None:
        """Return the partner of each name in the report, whatever their endings; None where that is not clear."""
        stems = [_stem(frame.name) for frame in self.frames]
        wanted = [_stem(name) for name in names]
        are_clear = len(set(stems)) == len(stems) and len(set(wanted)) == len(wanted)
        return [stems.index(stem) for stem in wanted] if are_clear and set(wanted) <= set(stems) else None

    def _by_order(self, given: Sequence[tuple[str, Path]], notice: Callable[[str], None]) -> list[int]:
        if len(given) != len(self.frames):
            raise AlignmentError(
                f"{len(given)} photos were given and {self.path.name} speaks of {len(self.frames)}, and the names do "
                "not say which belong together; give as many, or name them alike."
            )
        here = sorted(range(len(given)), key=lambda i: natural_key(str(given[i][1])))
        there = sorted(range(len(self.frames)), key=lambda k: natural_key(self.frames[k].name))
        partners = dict(zip(here, there, strict=True))
        first = f"{given[here[0]][0]} with {self.frames[there[0]].name}"
        last = f"{given[here[-1]][0]} with {self.frames[there[-1]].name}"
        notice(
            f"The photos are named otherwise than in {self.path.name}, so they are paired by order: {first} to {last}."
        )
        return [partners[i] for i in range(len(given))]

    def _without_reference(self, reference: int, partners: Sequence[int], found: FrameSet) -> AlignmentError:
        name = self.frames[reference].name
        if reference in partners:
            reason = found.unreadable[partners.index(reference) - len(found.frames)].reason
            return AlignmentError(f"The photo that belongs to the reference {name} cannot be used: {reason}")
        return AlignmentError(
            f"None of the photos belongs to {name}, the reference of {self.path.name}; give that one as well."
        )

    def _moved(self, index: int, partner: int, reference: int, found: FrameSet) -> AlignedFrame:
        """Return what the report says of a frame's partner, between the pixels of the pictures given."""
        frame, was = found.frames[index], self.frames[partner]
        if was.H_ref_from_frame is None:
            return replace(was, name=frame.name)
        resized = self._resizing(index, partner, found)
        H_ref = self._resizing(reference, next(k for k, f in enumerate(self.frames) if f.status == "reference"), found)
        try:
            H = geometry.normalised(H_ref @ was.H_ref_from_frame @ np.linalg.inv(resized), frame.size)
        except ValueError as error:
            raise _broken(self.path) from error
        scale = float(np.sqrt(H_ref[0, 0] * H_ref[1, 1]))
        error_px = None if was.error_px is None else was.error_px * scale
        return replace(was, name=frame.name, H_ref_from_frame=H, error_px=error_px)

    def _resizing(self, index: int, partner: int, found: FrameSet) -> np.ndarray:
        """Return what takes the partner's pixels to those of the picture given.

        Raises:
            AlignmentError: their shapes differ by more than the rounding of both sides.
        """
        frame, size = found.frames[index], self.sizes[partner]
        if size is None:
            raise _broken(self.path)
        (height, width), (was_height, was_width) = frame.size, size
        if abs(width * was_height - height * was_width) > was_width + was_height:
            raise AlignmentError(
                f"{frame.name} has {width} x {height} pixels and {self.frames[partner].name}, which it belongs to by "
                f"{self.path.name}, {was_width} x {was_height}: they are no pictures of one view; give copies of the "
                "same shape, or let DIAR align them."
            )
        return geometry.resizing(size, frame.size)


def read_same_views(path: Path) -> SameViews:
    """Return what a report says about where photos lie.

    Raises:
        AlignmentError: it cannot be read, or is no report.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise AlignmentError(f"{path} cannot be opened ({error.strerror}); name a report of DIAR.") from error
    try:
        content = json.loads(data.decode())
        entries = content["frames"]
        if any("size" not in entry for entry in entries):
            raise AlignmentError(
                f"{path} does not say how large its photos are, as older versions of DIAR did not; make it anew."
            )
        frames, sizes = tuple(map(_frame, entries)), tuple(_size(entry["size"]) for entry in entries)
        if [frame.status for frame in frames].count("reference") != 1:
            raise ValueError("just one reference was expected")
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise _broken(path) from error
    return SameViews(path, frames, sizes)


def _broken(path: Path) -> AlignmentError:
    return AlignmentError(f"{path} is no report of DIAR, or is damaged; name one that --report has written.")


def _stem(name: str) -> str:
    return PurePath(name).with_suffix("").as_posix().casefold()


def _frame(entry: Any) -> AlignedFrame:
    name, status, reason, H = (entry[key] for key in ("name", "status", "reason", "H_ref_from_frame"))
    if status not in _STATUSES or not isinstance(name, str) or not PurePath(name).name or not isinstance(reason, str):
        raise ValueError("the name, status and reason of a photo were expected")
    if (H is None) != (status == "rejected"):
        raise ValueError("photos have a place unless they are left out")
    matrix = None if H is None else np.array(H, np.float64)
    if matrix is not None and (matrix.shape != (3, 3) or not np.isfinite(matrix).all()):
        raise ValueError("a matrix of 3 x 3 numbers was expected")
    error_px = None if entry["error_px"] is None else float(entry["error_px"])
    counts = int(entry["n_matches"]), int(entry["n_inliers"])
    control = entry.get("bend")  # older reports have none
    bend = None if control is None or matrix is None else Bend(np.array(control, np.float64))
    overlap = float(entry["overlap_fraction"])
    return AlignedFrame(name, status, reason, *counts, error_px, overlap, matrix, bend=bend)


def _size(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    height, width = value
    if not all(type(side) is int and 0 < side <= _MAX_SIDE_PX for side in (height, width)):
        raise ValueError("the height and the width of a photo were expected")
    return height, width
