"""One placement of a pair, registered on the pixels at a small size."""

from dataclasses import dataclass

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.lattice import correlation
from diar_gui.alignment.pair import Edge, estimate_homography
from diar_gui.alignment.refine import normalised_warp, register
from diar_gui.alignment.views import View
from diar_gui.images import shrunk, shrunk_seen

SIDE_PX = 640
"""Long side at which a placement is registered."""

_N_ROUNDS = 2
_THRESHOLD_PX = 1.0
_MIN_N_PATCHES = 10
_MIN_SHARE = 0.5  # of the patches that found a partner, so many must agree
_MIN_LIKENESS = 0.4  # correlation of the normalised pixels over the whole overlap


@dataclass(frozen=True, eq=False)
class Registered:
    """A placement of b beside a, and the patches `(N, 2)` of both that agree with it, in view pixels.

    likeness: correlation of the normalised pixels over the whole overlap.
    """

    H_b_from_a: np.ndarray
    points_a: np.ndarray
    points_b: np.ndarray
    likeness: float


def registered(a: View, b: View, H_b_from_a: np.ndarray) -> Registered | None:
    """Return a placement registered on the pixels, None where they do not bear it out.

    Args:
        a: one view.
        b: the other.
        H_b_from_a: the placement to within a few pixels.
    """
    grey_a, grey_b = shrunk(a.grey, SIDE_PX), shrunk(b.grey, SIDE_PX)
    size_a, size_b = (grey_a.shape[0], grey_a.shape[1]), (grey_b.shape[0], grey_b.shape[1])
    small_a, small_b = geometry.resizing(a.size, size_a), geometry.resizing(b.size, size_b)
    H = geometry.normalised(small_b @ H_b_from_a @ np.linalg.inv(small_a), size_a)
    seen_a, seen_b = (None if v.seen is None else shrunk_seen(v.seen, s) for v, s in ((a, size_a), (b, size_b)))
    pixels_b, usable_b = normalised_warp(grey_b, np.eye(3), size_b, seen_b, is_exact=False)
    in_a = in_b = np.empty((0, 2))
    for _ in range(_N_ROUNDS):
        points, in_b = register(*normalised_warp(grey_a, H, size_b, seen_a, is_exact=False), pixels_b, usable_b)
        in_a = geometry.transfer(geometry.inverse(H, size_a), points)
        seen = np.isfinite(in_a).all(axis=1)
        in_a, in_b = in_a[seen], in_b[seen]
        found = estimate_homography(in_a, in_b, size_a, _THRESHOLD_PX)
        if found is None or found[1].sum() < max(_MIN_N_PATCHES, _MIN_SHARE * len(in_a)):
            return None
        H, is_inlier = found
        in_a, in_b = in_a[is_inlier], in_b[is_inlier]
    likeness = correlation(*normalised_warp(grey_a, H, size_b, seen_a, is_exact=False), pixels_b, usable_b)
    if likeness < _MIN_LIKENESS:
        return None
    H_view = geometry.normalised(np.linalg.inv(small_b) @ H @ small_a, a.size)
    view_a = geometry.transfer(np.linalg.inv(small_a), in_a)
    return Registered(H_view, view_a, geometry.transfer(np.linalg.inv(small_b), in_b), likeness)


def edge_of(
    pair: tuple[int, int], one: Registered, matches: tuple[np.ndarray, np.ndarray], threshold_px: float
) -> Edge:
    """Return a registered placement of a pair with the patches that agree with it and what of the matches does."""
    points_a, points_b = (
        np.vstack([found, matched]) for found, matched in zip((one.points_a, one.points_b), matches, strict=True)
    )
    errors = np.linalg.norm(geometry.transfer(one.H_b_from_a, points_a) - points_b, axis=1)
    return Edge(*pair, points_a, points_b, np.nan_to_num(errors, nan=np.inf) < threshold_px, one.H_b_from_a)


def median_distance_px(points: np.ndarray, H_1: np.ndarray, H_2: np.ndarray) -> float:
    """Return how far apart two homographies take most of the points."""
    distance = np.linalg.norm(geometry.transfer(H_1, points) - geometry.transfer(H_2, points), axis=1)
    return float(np.median(np.nan_to_num(distance, nan=np.inf)))
