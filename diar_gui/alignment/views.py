"""What alignment sees of a photo: a grey view of bounded size, and features placed in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.features import Extractor, Features, grey_of
from diar_gui.alignment.results import AlignmentOptions
from diar_gui.images import Frame, shrunk, shrunk_seen
from diar_gui.progress import Progress
from diar_gui.scratch import release

BORDER_PX = 8.0
"""How far features keep from what is not seen, at their working size: about what a small one's descriptor sees."""

_MIN_N_FEATURES = 100


@dataclass(frozen=True, eq=False)
class View:
    """One frame as alignment sees it.

    grey: `(h, w)` uint8, at most the refinement size. H_view_from_frame: from full-size pixels.
    features: per extractor, placed in view pixels, none at the border of what is not seen or beyond.
    feature_scale: view pixels per pixel at the features' working size.
    seen: `(h, w)` bool, where the photo shows something; None for everywhere.
    """

    grey: np.ndarray
    H_view_from_frame: np.ndarray
    features: tuple[Features, ...]
    feature_scale: float
    seen: np.ndarray | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in view pixels."""
        return self.grey.shape[0], self.grey.shape[1]

    @property
    def has_structure(self) -> bool:
        """Whether it shows enough that, if it fits nothing, that is not for want of structure."""
        return sum(len(found) for found in self.features) >= _MIN_N_FEATURES


def make_views(
    frames: Sequence[Frame], extractors: Sequence[Extractor], options: AlignmentOptions, progress: Progress
) -> list[View]:
    """Return a view of every frame; features are found once per frame."""
    views = []
    for i, frame in enumerate(frames):
        progress.update(i / len(frames), "Finding features in photo {i} of {n}", i=i + 1, n=len(frames))
        views.append(_make_view(frame, extractors, options))
        release(frame.pixels)
    progress.update(1.0)
    return views


def _make_view(frame: Frame, extractors: Sequence[Extractor], options: AlignmentOptions) -> View:
    view = frame.in_srgb(shrunk(frame.pixels, options.refinement_size_px))
    if view.dtype == np.uint16:
        view = (view >> 8).astype(np.uint8)
    small = shrunk(view, options.working_size_px)
    size, small_size = view.shape[:2], small.shape[:2]
    H_view_from_small = geometry.resizing(small_size, size)
    seen = None if frame.seen is None else shrunk_seen(frame.seen, size)
    scale = max(size) / max(small_size)
    features = find_features(small, extractors, H_view_from_small, (size[0], size[1]), seen, BORDER_PX * scale)
    return View(grey_of(view), geometry.resizing(frame.size, size), features, scale, seen)


def find_features(
    image: np.ndarray,
    extractors: Sequence[Extractor],
    H_view_from_image: np.ndarray,
    view_size: tuple[int, int],
    seen: np.ndarray | None,
    border_px: float,
) -> tuple[Features, ...]:
    """Return what each extractor finds in a picture that was made of a view, placed in the view.

    Args:
        image: `(H, W, 3)` uint8 RGB.
        extractors: of features.
        H_view_from_image: takes the picture's pixels to the view's.
        view_size: (height, width); features outside are dropped.
        seen: `(h, w)` bool, where the view shows something; None for everywhere.
        border_px: how far features keep from what is not seen, in pixels of the view.
    """
    features = []
    for extractor in extractors:
        found = extractor.extract(image)
        points = geometry.transfer(H_view_from_image, found.points)
        inside = geometry.is_inside(points, view_size)
        features.append(of_what_is_seen(Features(points[inside], found.descriptors[inside]), seen, border_px))
    return tuple(features)


def of_what_is_seen(features: Features, seen: np.ndarray | None, border_px: float) -> Features:
    """Return the features that lie farther than `border_px` from what is not seen: its outline is no structure.

    Args:
        features: in pixels of the view.
        seen: the view's.
        border_px: in pixels of the view.
    """
    if seen is None:
        return features
    distance_px = cv2.distanceTransform(seen.view(np.uint8), cv2.DIST_L2, 5)
    x, y = np.rint(features.points).astype(int).T
    inside = geometry.is_inside(features.points, seen.shape)
    kept = inside & (distance_px[y.clip(0, seen.shape[0] - 1), x.clip(0, seen.shape[1] - 1)] > border_px)
    return Features(features.points[kept], features.descriptors[kept])
