"""The stages of a small run, made by hand: what the panes show of it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment, Matches
from diar_gui.gui.shown import photos as rows
from diar_gui.gui.shown.photos import Photo
from diar_gui.gui.shown.stages import Stages
from diar_gui.images import Frame, FrameSet, Unreadable
from diar_gui.reconstruction import Reconstruction
from diar_gui.warp import WarpedStack

NAMES = ("reference.png", "half.png", "stranger.png", "broken.png")
SIZE = (60, 80)


@dataclass(frozen=True)
class SmallRun:
    """Stages in order: frames, alignment, stack, reconstruction; and the rows of the list after them."""

    stages: tuple[object, ...]

    @property
    def reconstruction(self) -> Reconstruction:
        """The last stage."""
        assert isinstance(self.stages[-1], Reconstruction)
        return self.stages[-1]

    def after(self, n_stages: int = 4) -> Stages:
        """Return what is known after some of the stages."""
        return stages_of(self.stages[:n_stages])

    def photos(self, n_stages: int = 4) -> tuple[Photo, ...]:
        """Return the rows of the list after some of the stages."""
        known, photos = self.after(n_stages), rows.listed([Path(n) for n in NAMES])
        if known.frames is not None:
            photos = rows.after_reading(photos, known.frames)
            if known.alignment is not None:
                photos = rows.after_alignment(photos, known.frames, known.alignment)
        return photos


def stages_of(stages: Sequence[object]) -> Stages:
    """Return what is known after these."""
    known = Stages()
    for stage in stages:
        known = known.with_stage(stage)
    return known


def make_run(*, confidence: bool = False) -> SmallRun:
    """Return a run in which the second photo is the first at half its size, the third is left out, one unreadable.

    The first photo gives the left half of the clean picture, the second one the right half; the top is seen clean by
    one photo, the rest by two.
    """
    rng = np.random.default_rng(3)
    big = rng.integers(0, 256, (*SIZE, 3), np.uint8)
    small = rng.integers(0, 256, (30, 40, 3), np.uint8)
    frames = tuple(Frame(n, Path(n), p) for n, p in zip(NAMES, (big, small, small), strict=False))
    H = geometry.resizing((30, 40), SIZE)
    points = np.array([[0.0, 0.0], [10.0, 20.0], [39.0, 29.0]])
    there = geometry.transfer(H, points)
    there[2] += (3, 4)
    matches = Matches(points, there, np.array([True, True, False]))
    alignment = Alignment(
        0,
        SIZE,
        (
            AlignedFrame(NAMES[0], "reference", "", 0, 0, 0.0, 1.0, np.eye(3)),
            AlignedFrame(NAMES[1], "aligned", "", 3, 2, 0.1, 1.0, H, matches),
            AlignedFrame(NAMES[2], "rejected", "It shows something else.", 0, 0, None, 0.0, None),
        ),
    )
    stack = WarpedStack(frames[:2], (np.eye(3), H), SIZE, 0, np.ones((2, 3)))
    weights = np.stack([np.full(SIZE, 255, np.uint8), np.zeros(SIZE, np.uint8)])
    weights[:, :, 40:] = weights[::-1, :, 40:]
    coverage = np.full(SIZE, 2, np.uint8)
    coverage[:20] = 1
    source = np.zeros(SIZE, np.uint16)
    source[:, 40:] = 1
    sure = np.linspace(0, 255, 80).astype(np.uint8)[None].repeat(60, axis=0) if confidence else None
    reconstruction = Reconstruction(
        255 - big, weights, coverage, source, np.array([0.5, 0.5]), np.ones((2, 3)), "mean", sure
    )
    unreadable = Unreadable(NAMES[3], Path(NAMES[3]), "broken.png is empty.")
    return SmallRun((FrameSet(frames, (unreadable,)), alignment, stack, reconstruction))
