"""A user's corrections, applied to what was found: which photos take part, on which grid, and where."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from diar_gui import brush, geometry
from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.edits import Edits, Placement, Straightening, Stroke
from diar_gui.errors import AlignmentError
from diar_gui.extent import Extent, extent_of
from diar_gui.images import Frame
from diar_gui.paths import absolute
from diar_gui.sentences import Sentence
from diar_gui.straightening import estimate_aspect, is_convex, straightened_grid
from diar_gui.warp import WarpedStack

SWITCHED_OFF = Sentence("You switched this photo off.")
"""Reason of a frame that a user left out."""


def corrected_alignment(found: Alignment, frames: Sequence[Frame], edits: Edits) -> Alignment:
    """Return the alignment under the corrections; what is not corrected stays as it was found.

    Args:
        found: by the alignment, of all the frames.
        frames: as many.
        edits: photos that are not among the frames are passed over.

    Raises:
        AlignmentError: fewer than two photos are left.
    """
    index = index_of(frames)
    aligned = list(found.frames)
    for placement in edits.placements:
        _place(aligned, frames, index, placement)
    for photo in edits.left_out:
        if photo in index:
            aligned[index[photo]] = _left_out(aligned[index[photo]])
    used = [i for i, f in enumerate(aligned) if f.H_ref_from_frame is not None]
    if len(used) < 2 <= len(found.used):
        raise AlignmentError("At least two photos have to take part; switch another one on.")
    reference = found.reference
    if edits.reference in index and index[edits.reference] in used:
        reference = index[edits.reference]
    elif reference not in used and used:
        reference = max(used, key=lambda i: aligned[i].overlap_fraction)
    if reference == found.reference:
        return replace(found, frames=tuple(aligned))
    return _on_reference(aligned, frames, reference)


def corrected_stack(
    frames: Sequence[Frame], alignment: Alignment, edits: Edits, extent: Extent | None = None
) -> WarpedStack:
    """Return the stack of the frames that were not rejected, on the straightened grid, or else on the reference's.

    Args:
        frames: all of them.
        alignment: of all of them, corrected.
        edits: strokes and straightening.
        extent: how far the reference's grid is extended; None for not at all.
    """
    used = alignment.used
    extent = extent or Extent(alignment.size, (0, 0), alignment.size)
    size, H_grid_from_ref = _grid(frames, alignment, edits.straightening, extent)
    homographies = tuple(
        geometry.normalised(H_grid_from_ref @ H, frames[i].size)
        for i in used
        if (H := alignment.frames[i].H_ref_from_frame) is not None
    )
    bends = tuple(alignment.frames[i].bend for i in used)
    stack = WarpedStack(
        frames=tuple(frames[i] for i in used),
        H_ref_from_frame=homographies,
        size=size,
        reference=used.index(alignment.reference),
        gains=np.ones((len(used), 3)),
        bends=bends if any(bend is not None for bend in bends) else (),
    )
    return with_strokes(stack, edits.strokes)


def extent_of_all(frames: Sequence[Frame], alignment: Alignment) -> Extent:
    """Return how far the reference's grid has to be extended to hold all that the frames saw.

    Args:
        frames: all of them.
        alignment: of all of them, corrected.
    """
    placed = [(f.H_ref_from_frame, frames[i].size) for i, f in enumerate(alignment.frames)]
    used = [(H, size) for H, size in placed if H is not None]
    return extent_of([H for H, _ in used], [size for _, size in used], alignment.size)


def with_strokes(stack: WarpedStack, strokes: Sequence[Stroke]) -> WarpedStack:
    """Return the stack with these strokes in place of others; those of photos that take no part are passed over."""
    index = index_of(stack.frames)
    drawn = [_on_grid(s, index[s.photo], stack) for s in strokes if s.photo in index]
    return replace(stack, strokes=tuple(s for s in drawn if s is not None))


def index_of(frames: Sequence[Frame]) -> dict[Path, int]:
    """Return the place of each frame by its absolute path, as `Edits` name photos."""
    return {absolute(frame.path): i for i, frame in enumerate(frames)}


def _place(aligned: list[AlignedFrame], frames: Sequence[Frame], index: dict[Path, int], placement: Placement) -> None:
    """Put a photo where somebody placed it, unless the photo it was placed on has no place itself."""
    photo, reference = index.get(placement.photo), index.get(placement.reference)
    if photo is None or reference is None or (H_base := aligned[reference].H_ref_from_frame) is None:
        return
    try:
        H = geometry.normalised(H_base @ np.array(placement.H_reference_from_photo), frames[photo].size)
    except ValueError:  # a project file may hold any matrix
        return
    size = next(frames[i].size for i, f in enumerate(aligned) if f.status == "reference")
    aligned[photo] = replace(
        aligned[photo],
        status="aligned" if aligned[photo].status == "rejected" else aligned[photo].status,
        reason="",
        error_px=None,
        overlap_fraction=geometry.overlap_fraction(H, frames[photo].size, size),
        H_ref_from_frame=H,
        bend=None,
    )


def _left_out(frame: AlignedFrame) -> AlignedFrame:
    reason = SWITCHED_OFF if frame.H_ref_from_frame is not None else frame.reason
    return replace(frame, status="rejected", reason=reason, error_px=None, H_ref_from_frame=None, bend=None)


def _on_reference(aligned: list[AlignedFrame], frames: Sequence[Frame], reference: int) -> Alignment:
    """Return the alignment with all homographies taken to another frame's grid."""
    H_old_from_new = aligned[reference].H_ref_from_frame
    assert H_old_from_new is not None
    size = frames[reference].size
    H_new_from_old = geometry.inverse(H_old_from_new, size)
    moved = []
    for i, frame in enumerate(aligned):
        if frame.H_ref_from_frame is None:
            moved.append(frame)
            continue
        H = geometry.IDENTITY if i == reference else H_new_from_old @ frame.H_ref_from_frame
        H = geometry.normalised(np.array(H), frames[i].size)
        points = geometry.transfer(H_new_from_old, frame.matches.reference_points)
        seen = np.isfinite(points).all(axis=1)
        matches = replace(
            frame.matches,
            frame_points=frame.matches.frame_points[seen],
            reference_points=points[seen],
            is_inlier=frame.matches.is_inlier[seen],
        )
        moved.append(
            replace(
                frame,
                status="reference" if i == reference else "aligned",
                overlap_fraction=geometry.overlap_fraction(H, frames[i].size, size),
                H_ref_from_frame=H,
                matches=matches,
            )
        )
    return Alignment(reference, size, tuple(moved))


def _grid(
    frames: Sequence[Frame], alignment: Alignment, straightening: Straightening | None, extent: Extent
) -> tuple[tuple[int, int], np.ndarray]:
    """Return the size of the picture's grid, and what takes the reference's pixels there."""
    index = index_of(frames)
    if straightening is None or straightening.photo not in index:
        return extent.size, extent.H_extent_from_ref
    photo = index[straightening.photo]
    H = alignment.frames[photo].H_ref_from_frame
    corners = np.array(straightening.corners)
    bend = alignment.frames[photo].bend
    flat = corners if bend is None else bend.unbent(corners, frames[photo].size)
    on_reference = corners if H is None else geometry.transfer(H, flat)
    if H is None or np.isnan(on_reference).any() or not is_convex(on_reference):
        return extent.size, extent.H_extent_from_ref
    # Only a photo as shot has its principal point in its middle.
    aspect = straightening.aspect or estimate_aspect(corners, frames[photo].size) or _sides_ratio(on_reference)
    return straightened_grid(on_reference, aspect, extent.size)


def _sides_ratio(corners: np.ndarray) -> float:
    """Return the mean length of the upper and lower side over that of the others."""
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float((top + bottom) / (left + right))


def _on_grid(stroke: Stroke, frame: int, stack: WarpedStack) -> brush.GridStroke | None:
    """Return the stroke on the stack's grid; None where no part of it can be seen there."""
    H = stack.H_ref_from_frame[frame]
    places, bend = np.array(stroke.points), stack.bend_of(frame)
    points = geometry.transfer(H, places if bend is None else bend.unbent(places, stack.frames[frame].size))
    points = points[np.isfinite(points).all(axis=1)]
    height, width = stack.size
    near = ((points > [-width, -height]) & (points < [2 * width, 2 * height])).all(axis=1)
    if not near.any():
        return None
    zoom = geometry.zoom_at(H, np.array(stroke.points[len(stroke.points) // 2]))
    radius_px = max(0.5, stroke.radius_px * (zoom if np.isfinite(zoom) else 1.0))
    return brush.drawn(frame, points[near], radius_px, stroke.softness, is_wanted=stroke.is_wanted)
