"""How near an alignment comes to the true homographies."""

from collections.abc import Sequence

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.benchmark.results import FrameErrors
from diar_gui.images import Frame

_N_ACROSS = 30  # points over a frame: so many that cutting them off at the reference's outline matters little


def alignment_errors(
    frames: Sequence[Frame], alignment: Alignment, H_ref_from_frame: Sequence[np.ndarray]
) -> tuple[FrameErrors, ...]:
    """Return the errors of every frame but the reference.

    Args:
        frames: the photos.
        alignment: what was found for them.
        H_ref_from_frame: the true homography of each, normalised for its size.
    """
    found = zip(frames, alignment.frames, H_ref_from_frame, strict=True)
    return tuple(
        _frame_errors(frame, aligned, H_true, alignment.size)
        for i, (frame, aligned, H_true) in enumerate(found)
        if i != alignment.reference
    )


def _frame_errors(frame: Frame, aligned: AlignedFrame, H_true: np.ndarray, ref_size: tuple[int, int]) -> FrameErrors:
    corner_error = overlap_error = np.inf
    H = aligned.H_ref_from_frame
    if H is not None:
        corner_error = geometry.corner_error_px(H, H_true, frame.size)
        points = geometry.points_in_overlap(H_true, frame.size, ref_size, _N_ACROSS)
        # A frame that sees nothing of the reference has been placed wrongly: its corners say how far off.
        overlap_error = float(_errors_px(aligned, frame, H, H_true, points).mean()) if len(points) else corner_error
    return FrameErrors(aligned.name, aligned.status, corner_error, overlap_error, aligned.error_px, aligned.n_inliers)


def _errors_px(
    aligned: AlignedFrame, frame: Frame, H: np.ndarray, H_true: np.ndarray, points: np.ndarray
) -> np.ndarray:
    """Return `(N,)` distances of where the points come to lie, bent as they are, from where they belong."""
    if aligned.bend is None:
        return geometry.transfer_error_px(H, H_true, points)
    there = geometry.transfer(H, aligned.bend.unbent(points, frame.size))
    distance = np.linalg.norm(there - geometry.transfer(H_true, points), axis=1)
    return np.where(np.isfinite(distance), distance, np.inf)
