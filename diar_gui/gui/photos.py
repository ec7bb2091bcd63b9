"""The photos of the list and what is known about each, as plain values: what the badges and the detail line say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diar_gui.alignment import AlignedFrame, Alignment
    from diar_gui.images import FrameSet


class PhotoStatus(StrEnum):
    """What became of a photo; the value is what its badge says."""

    WAITING = "Waiting"
    REFERENCE = "Reference"
    ALIGNED = "Aligned"
    LEFT_OUT = "Left out"
    UNREADABLE = "Cannot be read"


@dataclass(frozen=True)
class Photo:
    """One row of the list.

    reason: empty, or the finished sentence that says why the photo is not used.
    summary: one plain line about how it was used; empty while that is not known.
    details: the same in numbers and technical words, for tooltips.
    """

    path: Path
    status: PhotoStatus = PhotoStatus.WAITING
    reason: str = ""
    summary: str = ""
    details: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def is_used(self) -> bool:
        """Whether it has a part in the clean picture."""
        return self.status in (PhotoStatus.REFERENCE, PhotoStatus.ALIGNED)


def listed(paths: Sequence[Path]) -> tuple[Photo, ...]:
    """Return the rows for photos of which nothing is known yet."""
    return tuple(Photo(path) for path in paths)


def as_waiting(photos: Sequence[Photo]) -> tuple[Photo, ...]:
    """Return the rows before a new run: what an earlier one found out is forgotten, unreadable files stay so."""
    return tuple(p if p.status is PhotoStatus.UNREADABLE else Photo(p.path) for p in photos)


def marked_unreadable(photos: Sequence[Photo], row: int, reason: str) -> tuple[Photo, ...]:
    """Return the rows with one of them marked as a file that cannot be read."""
    rows = list(photos)
    rows[row] = _unreadable(rows[row].path, reason)
    return tuple(rows)


def _unreadable(path: Path, reason: str) -> Photo:
    # The list is of one folder mostly: the name is enough, and leaves room for the reason.
    return Photo(path, PhotoStatus.UNREADABLE, reason.replace(str(path), path.name))


def after_reading(photos: Sequence[Photo], frames: "FrameSet") -> tuple[Photo, ...]:
    """Return the rows with the files marked that the run could not read."""
    reasons = {u.path: u.reason for u in frames.unreadable}
    return tuple(_unreadable(p.path, reasons[p.path]) if p.path in reasons else p for p in photos)


def after_alignment(photos: Sequence[Photo], frames: "FrameSet", alignment: "Alignment") -> tuple[Photo, ...]:
    """Return the rows with what the alignment found out about each photo."""
    aligned = {frame.path: a for frame, a in zip(frames.frames, alignment.frames, strict=True)}
    return tuple(_with_alignment(p, aligned[p.path]) if p.path in aligned else p for p in photos)


def _with_alignment(photo: Photo, frame: "AlignedFrame") -> Photo:
    if frame.status == "reference":
        return replace(
            photo,
            status=PhotoStatus.REFERENCE,
            reason="",
            summary="All other photos are brought onto this one.",
            details="The reference: its pixel grid is that of the clean picture.",
        )
    details = f"{frame.n_inliers} of {frame.n_matches} matches are inliers of its homography"
    if frame.status == "rejected":
        return replace(photo, status=PhotoStatus.LEFT_OUT, reason=frame.reason, summary="", details=f"{details}.")
    error = "" if frame.error_px is None else f"; expected error {frame.error_px:.2f} px"
    return replace(
        photo,
        status=PhotoStatus.ALIGNED,
        reason="",
        summary=f"Sees {frame.overlap_fraction:.0%} of the reference.",
        details=f"{details}{error}; overlap {frame.overlap_fraction:.0%}.",
    )


def left_out_sentence(photos: Sequence[Photo]) -> str:
    """Return one sentence on how many photos were not used, and which; empty where all were."""
    names = [p.name for p in photos if p.status in (PhotoStatus.LEFT_OUT, PhotoStatus.UNREADABLE)]
    if not names:
        return ""
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    verb = "was" if len(names) == 1 else "were"
    which = "it" if len(names) == 1 else "one of them"
    return f"{len(names)} of {len(photos)} photos {verb} left out ({shown}); select {which} in the list to see why."
