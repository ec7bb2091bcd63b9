"""How far a grid reaches: the reference's view, extended to all that any photo saw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from diar_gui import geometry

MAX_N_PIXELS = 400_000_000
"""A grid has at most so many pixels: as many as a photo that is read."""

_MAX_SPREAD = 4  # times as many pixels as the photos have together; photos along a diagonal need that
_N_ACROSS = 33
_MAX_MAGNIFICATION = 3.0  # of the photo's own median; towards the horizon little is seen, and much room is taken


@dataclass(frozen=True)
class Extent:
    """A grid in the reference's scale.

    size: (height, width). corner: (x, y) of its first pixel in the reference's pixels, whole numbers.
    wanted: (height, width) that it would have without a bound.
    """

    size: tuple[int, int]
    corner: tuple[int, int]
    wanted: tuple[int, int]

    @property
    def is_cut(self) -> bool:
        """Whether the bound took something away."""
        return self.size != self.wanted

    @property
    def H_extent_from_ref(self) -> np.ndarray:  # noqa: N802 - as all homographies
        """What takes the reference's pixels to the grid's."""
        x, y = self.corner
        return np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]])


def extent_of(
    H_ref_from_frame: Sequence[np.ndarray],
    frame_sizes: Sequence[tuple[int, int]],
    ref_size: tuple[int, int],
    max_n_pixels: int = MAX_N_PIXELS,
) -> Extent:
    """Return the smallest grid that holds the reference's view and what all frames saw, or as much of it as may be.

    Where the bound cuts, what lies farther from the reference's view is lost on all sides alike.

    Args:
        H_ref_from_frame: one per frame, normalised.
        frame_sizes: (height, width) of each.
        ref_size: (height, width) of the reference.
        max_n_pixels: of the grid; the reference's view is kept in any case.
    """
    height, width = ref_size
    low, high = np.zeros(2, int), np.array([width - 1, height - 1])
    for H, size in zip(H_ref_from_frame, frame_sizes, strict=True):
        if (seen := pixels_seen(H, size)) is not None:
            low, high = np.minimum(low, seen[0]), np.maximum(high, seen[1])
    beyond = np.concatenate([-low, high - [width - 1, height - 1]])
    spread = _MAX_SPREAD * sum(h * w for h, w in frame_sizes)
    kept = _bounded(beyond, ref_size, min(max_n_pixels, max(spread, height * width)))
    return Extent(_size(kept, ref_size), (-int(kept[0]), -int(kept[1])), _size(beyond, ref_size))


def pixels_seen(H_ref_from_frame: np.ndarray, frame_size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the first and the last (x, y) of the reference's pixels, on all its plane, that a frame sees well.

    None where it sees nothing of them.
    """
    points = _seen_well(H_ref_from_frame, frame_size)
    if not len(points):
        return None
    return np.ceil(points.min(axis=0) - 1e-6).astype(int), np.floor(points.max(axis=0) + 1e-6).astype(int)


def _seen_well(H: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return `(N, 2)` points on the reference that a frame sees, its outline included, but none near the horizon."""
    height, width = size
    x, y = np.meshgrid(np.linspace(-0.5, width - 0.5, _N_ACROSS), np.linspace(-0.5, height - 0.5, _N_ACROSS))
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    w = points @ H[2, :2] + H[2, 2]
    points, w = points[w > 0], w[w > 0]
    if not len(points):
        return points
    magnification = w**-1.5  # but for a factor that is the same at all points, see geometry.zoom_at
    well = magnification <= _MAX_MAGNIFICATION * np.median(magnification)
    return geometry.transfer(H, points[well])


def _bounded(beyond: np.ndarray, ref_size: tuple[int, int], max_n_pixels: int) -> np.ndarray:
    """Return `(4,)` int: how far the grid reaches beyond the reference on the left, above, on the right and below."""
    low, high = 0.0, 1.0
    if np.prod(_size(beyond, ref_size), dtype=float) <= max_n_pixels:
        return beyond
    for _ in range(40):
        middle = (low + high) / 2
        is_small = np.prod(_size((beyond * middle).astype(int), ref_size), dtype=float) <= max_n_pixels
        low, high = (middle, high) if is_small else (low, middle)
    return (beyond * low).astype(int)


def _size(beyond: np.ndarray, ref_size: tuple[int, int]) -> tuple[int, int]:
    left, above, right, below = (int(px) for px in beyond)
    return ref_size[0] + above + below, ref_size[1] + left + right
