"""The matches of a photo with the reference as lines between the two pictures, few enough to be read. Knows no Qt."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP
from diar_gui.gui.shown.display import Picture

if TYPE_CHECKING:
    from diar_gui.alignment import AlignedFrame

MATCHES_NOTE = QT_TRANSLATE_NOOP("Snapshot", "Will show the places where this photo and the reference agree.")

_N_INLIER_LINES = 32
_N_OUTLIER_LINES = 12
_GAP_FRACTION = 0.04  # between the two pictures, of the reference's width


def _no_lines() -> np.ndarray:
    return np.empty((0, 4))


def _no_errors() -> np.ndarray:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class MatchesPane:
    """The reference beside the photo, both at the reference's height, in one common coordinate system.

    photo_x: where the photo's left edge lies. photo_scale: reference pixels per photo pixel.
    inlier_lines, outlier_lines: `(N, 4)` x1, y1, x2, y2, thinned out for reading.
    inlier_errors_px, outlier_errors_px: `(N,)`, how far the lines' ends lie apart after the alignment, in reference
        pixels; infinite where nobody can say.
    n_agree, n_disagree: how many matches there really are.
    """

    reference: Picture | None = None
    photo: Picture | None = None
    photo_x: float = 0.0
    photo_scale: float = 1.0
    inlier_lines: np.ndarray = field(default_factory=_no_lines)
    outlier_lines: np.ndarray = field(default_factory=_no_lines)
    inlier_errors_px: np.ndarray = field(default_factory=_no_errors)
    outlier_errors_px: np.ndarray = field(default_factory=_no_errors)
    n_agree: int = 0
    n_disagree: int = 0
    note: str = MATCHES_NOTE


def with_lines(pair: MatchesPane, frame: "AlignedFrame") -> MatchesPane:
    """Return the pair with its lines, placed in the pane's coordinates (a pixel's centre is at its index plus 1/2)."""
    assert pair.reference is not None
    assert pair.photo is not None
    height, width = pair.reference.size
    scale = height / pair.photo.size[0]
    photo_x = width * (1 + _GAP_FRACTION)
    matches = frame.matches
    ends = np.hstack(
        [matches.reference_points + 0.5, (matches.frame_points + 0.5) * scale + [photo_x, 0.0]],
    )
    errors_px = _errors_px(frame)
    agree, differ = np.flatnonzero(matches.is_inlier), np.flatnonzero(~matches.is_inlier)
    agree_shown = agree[thinned(ends[agree], _N_INLIER_LINES)]
    differ_shown = differ[thinned(ends[differ], _N_OUTLIER_LINES)]
    return replace(
        pair,
        photo_x=photo_x,
        photo_scale=scale,
        inlier_lines=ends[agree_shown],
        outlier_lines=ends[differ_shown],
        inlier_errors_px=errors_px[agree_shown],
        outlier_errors_px=errors_px[differ_shown],
        n_agree=len(agree),
        n_disagree=len(differ),
    )


def _errors_px(frame: "AlignedFrame") -> np.ndarray:
    from diar_gui import geometry

    matches = frame.matches
    if frame.H_ref_from_frame is None:
        return np.full(len(matches.frame_points), np.inf)
    moved = geometry.transfer(frame.H_ref_from_frame, matches.frame_points)
    distance = np.linalg.norm(moved - matches.reference_points, axis=1)
    return np.where(np.isfinite(distance), distance, np.inf)


def thinned(lines: np.ndarray, n_most: int) -> np.ndarray:
    """Return the indices of at most `n_most` of `(N, 4)` lines, their first ends spread evenly.

    Farthest point sampling (always the one farthest from the rest), so few lines still tell where in the picture there
    are matches at all.
    """
    if len(lines) <= n_most:
        return np.arange(len(lines))
    points = lines[:, :2]
    chosen = [int(np.argmin(np.linalg.norm(points - points.mean(axis=0), axis=1)))]
    distance = np.linalg.norm(points - points[chosen[0]], axis=1)
    while len(chosen) < n_most:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)
