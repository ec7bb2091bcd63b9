"""The photos of the list and what is known about each, as plain values: what the badges and the detail line say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP, in_window_language
from diar_gui.sentences import Sentence

if TYPE_CHECKING:
    from diar_gui.alignment import AlignedFrame, Alignment
    from diar_gui.images import FrameSet


_WEAK_ERROR_PX = 1.5  # expected, full-size pixels: from here on fine detail softens
_WEAK_OVERLAP = 0.15
_BEYOND_OVERLAP = 0.02  # with less a photo is there for what it shows beyond the reference


class PhotoStatus(Enum):
    """What became of a photo."""

    WAITING = QT_TRANSLATE_NOOP("Photos", "Waiting")
    REFERENCE = QT_TRANSLATE_NOOP("Photos", "Reference")
    ALIGNED = QT_TRANSLATE_NOOP("Photos", "Aligned")
    WEAK = QT_TRANSLATE_NOOP("Photos", "Weak")
    SWITCHED_OFF = QT_TRANSLATE_NOOP("Photos", "Switched off")
    LEFT_OUT = QT_TRANSLATE_NOOP("Photos", "Left out")
    UNREADABLE = QT_TRANSLATE_NOOP("Photos", "Cannot be read")

    @property
    def text(self) -> str:
        """What its badge says."""
        return QCoreApplication.translate("Photos", self.value)


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
        return self.status in (PhotoStatus.REFERENCE, PhotoStatus.ALIGNED, PhotoStatus.WEAK)


def listed(paths: Sequence[Path]) -> tuple[Photo, ...]:
    """Return the rows for photos of which nothing is known yet."""
    return tuple(Photo(path) for path in paths)


def as_waiting(photos: Sequence[Photo], left_out: Collection[Path] = ()) -> tuple[Photo, ...]:
    """Return the rows before a new run: what an earlier one found out is forgotten, unreadable files stay so.

    Args:
        photos: the rows.
        left_out: photos that the user switched off.
    """
    return tuple(p if p.status is PhotoStatus.UNREADABLE else _waiting(p, left_out) for p in photos)


def _waiting(photo: Photo, left_out: Collection[Path]) -> Photo:
    if photo.path not in left_out:
        return Photo(photo.path)
    return Photo(photo.path, PhotoStatus.SWITCHED_OFF, summary=_switched_off_summary())


def _switched_off_summary() -> str:
    return QCoreApplication.translate("Photos", "You switched this photo off; it has no part in the clean picture.")


def marked_unreadable(photos: Sequence[Photo], row: int, reason: str) -> tuple[Photo, ...]:
    """Return the rows with one of them marked as a file that cannot be read."""
    rows = list(photos)
    rows[row] = _unreadable(rows[row].path, reason)
    return tuple(rows)


def _unreadable(path: Path, reason: str) -> Photo:
    # The list is of one folder mostly: the name is enough, and leaves room for the reason.
    if isinstance(reason, Sentence):
        reason = reason.exchanged(str(path), path.name)
    else:
        reason = reason.replace(str(path), path.name)
    return Photo(path, PhotoStatus.UNREADABLE, in_window_language(reason))


def after_reading(photos: Sequence[Photo], frames: "FrameSet") -> tuple[Photo, ...]:
    """Return the rows with the files marked that the run could not read."""
    reasons = {u.path: u.reason for u in frames.unreadable}
    return tuple(_unreadable(p.path, reasons[p.path]) if p.path in reasons else p for p in photos)


def after_alignment(
    photos: Sequence[Photo], frames: "FrameSet", alignment: "Alignment", left_out: Collection[Path] = ()
) -> tuple[Photo, ...]:
    """Return the rows with what the alignment found out about each photo.

    Args:
        photos: the rows.
        frames: that were read.
        alignment: of them.
        left_out: photos that the user switched off.
    """
    aligned = {frame.path: a for frame, a in zip(frames.frames, alignment.frames, strict=True)}
    return tuple(
        (_waiting(p, left_out) if p.path in left_out else _with_alignment(p, aligned[p.path]))
        if p.path in aligned
        else p
        for p in photos
    )


def _with_alignment(photo: Photo, frame: "AlignedFrame") -> Photo:
    translate = QCoreApplication.translate
    if frame.status == "reference":
        return replace(
            photo,
            status=PhotoStatus.REFERENCE,
            reason="",
            summary=translate("Photos", "All other photos are brought onto this one."),
            details=translate("Photos", "The reference: its pixel grid is that of the clean picture."),
        )
    details = translate("Photos", "{inliers} of {matches} matches are inliers of its homography").format(
        inliers=frame.n_inliers, matches=frame.n_matches
    )
    if frame.status == "rejected":
        return replace(
            photo,
            status=PhotoStatus.LEFT_OUT,
            reason=in_window_language(frame.reason),
            summary="",
            details=f"{details}.",
        )
    error = ""
    if frame.error_px is not None:
        error = translate("Photos", "; expected error {error} px").format(error=f"{frame.error_px:.2f}")
    elif frame.is_untold:
        error = translate("Photos", "; expected error cannot be told")
    bent = "" if frame.bend is None else translate("Photos", "; bent to fit")
    overlap = translate("Photos", "; overlap {share}.").format(share=f"{frame.overlap_fraction:.0%}")
    weakness = _weakness(frame)
    seen = translate("Photos", "Sees {share} of the reference.").format(share=f"{frame.overlap_fraction:.0%}")
    if frame.overlap_fraction <= _BEYOND_OVERLAP:
        seen = translate("Photos", "Shows what lies beyond the reference.")
    return replace(
        photo,
        status=PhotoStatus.WEAK if weakness else PhotoStatus.ALIGNED,
        reason="",
        summary=weakness or seen,
        details=f"{details}{error}{bent}{overlap}",
    )


def _weakness(frame: "AlignedFrame") -> str:
    """Return the sentence that says what is weak about an aligned photo; empty where nothing is."""
    translate = QCoreApplication.translate
    if frame.error_px is not None and frame.error_px > _WEAK_ERROR_PX:
        return translate("Photos", "Fits to about {error} pixels only, so fine detail of it may look soft.").format(
            error=f"{frame.error_px:.1f}"
        )
    if _BEYOND_OVERLAP < frame.overlap_fraction < _WEAK_OVERLAP:
        return translate("Photos", "Sees only {share} of the reference.").format(share=f"{frame.overlap_fraction:.0%}")
    return ""


def left_out_sentence(photos: Sequence[Photo]) -> str:
    """Return one sentence on how many photos were not used, and which; empty where all were."""
    names = [p.name for p in photos if p.status in (PhotoStatus.LEFT_OUT, PhotoStatus.UNREADABLE)]
    if not names:
        return ""
    translate = QCoreApplication.translate
    shown = ", ".join(names[:3])
    if len(names) > 3:
        shown = translate("Photos", "{names} and {n} more").format(names=shown, n=len(names) - 3)
    if len(names) == 1:
        text = translate("Photos", "1 of {n} photos was left out ({names}); select it in the list to see why.")
    else:
        text = translate(
            "Photos", "{k} of {n} photos were left out ({names}); select one of them in the list to see why."
        )
    return text.format(k=len(names), n=len(photos), names=shown)
