"""What alignment sees of a photo: a grey view of bounded size, and features placed in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.features import Extractor, Features, grey_of
from diar_gui.alignment.results import AlignmentOptions
from diar_gui.images import Frame, shrunk
from diar_gui.progress import Progress
from diar_gui.scratch import release


@dataclass(frozen=True, eq=False)
class View:
    """One frame as alignment sees it.

    grey: `(h, w)` uint8, at most the refinement size. H_view_from_frame: from full-size pixels.
    features: per extractor, placed in view pixels. feature_scale: view pixels per pixel at the features' working size.
    """

    grey: np.ndarray
    H_view_from_frame: np.ndarray
    features: tuple[Features, ...]
    feature_scale: float

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in view pixels."""
        return self.grey.shape[0], self.grey.shape[1]


def make_views(
    frames: Sequence[Frame], extractors: Sequence[Extractor], options: AlignmentOptions, progress: Progress
) -> list[View]:
    """Return a view of every frame; features are found once per frame."""
    views = []
    for i, frame in enumerate(frames):
        progress.update(i / len(frames), f"Finding features in photo {i + 1} of {len(frames)}")
        views.append(_make_view(frame, extractors, options))
        release(frame.pixels)
    progress.update(1.0)
    return views


def _make_view(frame: Frame, extractors: Sequence[Extractor], options: AlignmentOptions) -> View:
    view = shrunk(frame.pixels, options.refinement_size_px)
    if view.dtype == np.uint16:
        view = (view >> 8).astype(np.uint8)
    small = shrunk(view, options.working_size_px)
    size, small_size = view.shape[:2], small.shape[:2]
    H_view_from_small = geometry.resizing(small_size, size)
    features = []
    for extractor in extractors:
        found = extractor.extract(small)
        features.append(Features(geometry.transfer(H_view_from_small, found.points), found.descriptors))
    return View(grey_of(view), geometry.resizing(frame.size, size), tuple(features), max(size) / max(small_size))
