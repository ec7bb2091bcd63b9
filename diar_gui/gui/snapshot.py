"""What the four panes show for one photo: a frozen snapshot, made by a pure function from what a run has finished.

Knows no Qt; runs on the display worker. A pane without a picture has a note that says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from diar_gui.gui import display
from diar_gui.gui.display import Kept, Picture
from diar_gui.gui.photos import Photo, PhotoStatus

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment, Matches
    from diar_gui.images import FrameSet
    from diar_gui.reconstruction import Reconstruction
    from diar_gui.warp import WarpedStack

FULL_SIDE_PX = 6000
"""Long side up to which warped photos and weights are made for the screen; pictures that exist are shown whole."""

_N_INLIER_LINES = 32
_N_OUTLIER_LINES = 12
_GAP_FRACTION = 0.04  # between the two pictures of the matches pane, of the reference's width

# What the panes say before there is something to show.
MATCHES_NOTE = "Will show the places where this photo and the reference agree."
WARPED_NOTE = "Will show this photo brought onto the reference."
WEIGHTS_NOTE = "Will show how far this photo is trusted at each place."
RESULT_NOTE = "Will show the clean picture."


def _no_lines() -> np.ndarray:
    return np.empty((0, 4))


@dataclass(frozen=True, eq=False)
class Stages:
    """What the current run has finished so far."""

    frames: "FrameSet | None" = None
    alignment: "Alignment | None" = None
    stack: "WarpedStack | None" = None
    reconstruction: "Reconstruction | None" = None

    def with_stage(self, stage: object) -> "Stages":
        """Return these and one more stage, in the order of the pipeline."""
        from diar_gui.alignment import Alignment
        from diar_gui.images import FrameSet
        from diar_gui.reconstruction import Reconstruction
        from diar_gui.warp import WarpedStack

        kinds = {"frames": FrameSet, "alignment": Alignment, "stack": WarpedStack, "reconstruction": Reconstruction}
        for name, kind in kinds.items():
            if isinstance(stage, kind):
                return replace(self, **{name: stage})
        raise ValueError(f"{type(stage).__name__} is no stage of a run")


@dataclass(frozen=True, eq=False)
class MatchesPane:
    """The reference beside the photo, both at the reference's height, in one common coordinate system.

    photo_x: where the photo's left edge lies. photo_scale: reference pixels per photo pixel.
    inlier_lines, outlier_lines: `(N, 4)` x1, y1, x2, y2, thinned out for reading.
    n_agree, n_disagree: how many matches there really are.
    """

    reference: Picture | None = None
    photo: Picture | None = None
    photo_x: float = 0.0
    photo_scale: float = 1.0
    inlier_lines: np.ndarray = field(default_factory=_no_lines)
    outlier_lines: np.ndarray = field(default_factory=_no_lines)
    n_agree: int = 0
    n_disagree: int = 0
    note: str = MATCHES_NOTE


@dataclass(frozen=True, eq=False)
class GridPane:
    """One picture on the reference grid, and what it can be compared with."""

    picture: Picture | None = None
    compared_with: Picture | None = None
    note: str = ""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything the four panes show. is_rough: a finer one of the same follows.

    largest_share: the weight at the end of the colour scale, in (0, 1].
    """

    photo: Photo | None = None
    matches: MatchesPane = MatchesPane()
    warped: GridPane = GridPane(note=WARPED_NOTE)
    weights: GridPane = GridPane(note=WEIGHTS_NOTE)
    result: GridPane = GridPane(note=RESULT_NOTE)
    largest_share: float = 1.0
    is_rough: bool = False


def make_snapshot(
    stages: Stages, photo: Photo | None, kept: Kept | None = None, long_side_px: int = FULL_SIDE_PX
) -> Snapshot:
    """Return what the panes show for `photo` after the stages finished so far.

    Args:
        stages: of the current run.
        photo: the selected row; None where nothing is selected.
        kept: pictures of earlier snapshots, to be used again.
        long_side_px: warped photos and weights are made at most so large.
    """
    kept = kept or Kept()
    view = _View(stages, kept, long_side_px)
    index = view.frame_index(photo)
    warped, weights, share = view.warped_and_weights(photo, index)
    return Snapshot(
        photo, view.matches(photo, index), warped, weights, view.result(), share, is_rough=long_side_px < FULL_SIDE_PX
    )


@dataclass(frozen=True, eq=False)
class _View:
    """The steps of `make_snapshot`, over the same three things."""

    stages: Stages
    kept: Kept
    long_side_px: int

    def frame_index(self, photo: Photo | None) -> int | None:
        """Return the photo's place among the frames that were read."""
        frames = self.stages.frames.frames if self.stages.frames else ()
        return next((i for i, f in enumerate(frames) if photo and f.path == photo.path), None)

    def picture(self, index: int) -> Picture:
        """Return a photo as it was shot."""
        assert self.stages.frames is not None
        frame = self.stages.frames.frames[index]
        return self.kept.get(frame, "photo", lambda: display.picture_of(frame.pixels))

    def matches(self, photo: Photo | None, index: int | None) -> MatchesPane:
        alignment = self.stages.alignment
        if photo is not None and photo.status is PhotoStatus.UNREADABLE:
            return MatchesPane(note="This photo could not be read.")
        if index is None:
            return MatchesPane()
        if alignment is None:
            return MatchesPane(photo=self.picture(index), note="")
        if index == alignment.reference:
            return MatchesPane(reference=self.picture(index), note="")
        pair = MatchesPane(self.picture(alignment.reference), self.picture(index), note="")
        return _with_lines(pair, alignment.frames[index].matches)

    def warped_and_weights(self, photo: Photo | None, index: int | None) -> tuple[GridPane, GridPane, float]:
        stack, reconstruction = self.stages.stack, self.stages.reconstruction
        note = _why_not_used(photo)
        if note:
            return GridPane(note=note), GridPane(note=note), 1.0
        if stack is None or self.stages.alignment is None or index is None:
            return GridPane(note=WARPED_NOTE), GridPane(note=WEIGHTS_NOTE), 1.0
        place = self.stages.alignment.used.index(index)
        pixels, valid = self.kept.get(
            stack.frames[place], f"warped {self.long_side_px}", lambda: _warped(stack, place, self.long_side_px)
        )
        reference = self.picture(self.stages.alignment.reference)
        shown = display.picture_of(display.greyed_outside(pixels, valid), stack.size)
        warped = GridPane(shown, reference, "")
        if reconstruction is None:
            return warped, GridPane(note=WEIGHTS_NOTE), 1.0
        share = self.kept.get(reconstruction, "share", lambda: display.largest_share(reconstruction.weights))
        from diar_gui.images import shrunk  # late, as above: the window shows first

        weights = shrunk(reconstruction.weights[place], self.long_side_px)
        heat = display.picture_of(display.heat_over(pixels, valid, weights, share), stack.size)
        return warped, GridPane(heat, None, ""), share

    def result(self) -> GridPane:
        reconstruction, alignment = self.stages.reconstruction, self.stages.alignment
        if reconstruction is None or alignment is None:
            return GridPane(note=RESULT_NOTE)
        picture = self.kept.get(reconstruction, "picture", lambda: display.picture_of(reconstruction.picture))
        return GridPane(picture, self.picture(alignment.reference), "")


def _why_not_used(photo: Photo | None) -> str:
    if photo is None or photo.status not in (PhotoStatus.LEFT_OUT, PhotoStatus.UNREADABLE):
        return ""
    word = "left out" if photo.status is PhotoStatus.LEFT_OUT else "not read"
    return f"This photo was {word}, so it has no part in the clean picture."


def _warped(stack: "WarpedStack", place: int, long_side_px: int) -> tuple[np.ndarray, np.ndarray]:
    """Return one photo on the reference grid, at most `long_side_px` large: uint8 pixels and valid mask."""
    alone = replace(
        stack,
        frames=stack.frames[place : place + 1],
        H_ref_from_frame=stack.H_ref_from_frame[place : place + 1],
        gains=stack.gains[place : place + 1],
        reference=0,
    ).scaled(long_side_px)
    pixels, valid = alone.encoded_rows(0, 0, alone.size[0])
    return display.eight_bits(pixels), valid


def _with_lines(pair: MatchesPane, matches: "Matches") -> MatchesPane:
    """Return the pair with its lines, placed in the pane's coordinates (a pixel's centre is at its index plus 1/2)."""
    assert pair.reference is not None
    assert pair.photo is not None
    height, width = pair.reference.size
    scale = height / pair.photo.size[0]
    photo_x = width * (1 + _GAP_FRACTION)
    ends = np.hstack(
        [matches.reference_points + 0.5, (matches.frame_points + 0.5) * scale + [photo_x, 0.0]],
    )
    inliers, outliers = ends[matches.is_inlier], ends[~matches.is_inlier]
    return replace(
        pair,
        photo_x=photo_x,
        photo_scale=scale,
        inlier_lines=thinned(inliers, _N_INLIER_LINES),
        outlier_lines=thinned(outliers, _N_OUTLIER_LINES),
        n_agree=len(inliers),
        n_disagree=len(outliers),
    )


def thinned(lines: np.ndarray, n_most: int) -> np.ndarray:
    """Return at most `n_most` of `(N, 4)` lines, their first ends spread evenly: always the one farthest from the rest.

    Farthest point sampling, so few lines still tell where in the picture there are matches at all.
    """
    if len(lines) <= n_most:
        return lines
    points = lines[:, :2]
    chosen = [int(np.argmin(np.linalg.norm(points - points.mean(axis=0), axis=1)))]
    distance = np.linalg.norm(points - points[chosen[0]], axis=1)
    while len(chosen) < n_most:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return lines[chosen]


def photo_at(photos: Sequence[Photo], row: int) -> Photo | None:
    """Return the photo of a row of the list, None where there is no such row."""
    return photos[row] if 0 <= row < len(photos) else None
