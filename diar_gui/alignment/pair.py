"""Two frames: putative matches, a robust homography, and whether to believe it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import poselib
from scipy.special import gammaln

from diar_gui import geometry
from diar_gui.alignment.features import Extractor, Features

MAX_LOG10_FALSE_ALARMS = -6.0
"""A pair is believed when fewer than 10 to this power such agreements are expected by chance."""

_LOG10 = np.log(10)


@dataclass(frozen=True, eq=False)
class Edge:
    """A believed pair of frames `a` and `b`: their matches in view pixels, and which are inliers of `H_b_from_a`."""

    a: int
    b: int
    points_a: np.ndarray
    points_b: np.ndarray
    is_inlier: np.ndarray
    H_b_from_a: np.ndarray

    @property
    def n_inliers(self) -> int:
        """How many matches agree with the homography."""
        return int(self.is_inlier.sum())

    def from_finer(self, size_a: tuple[int, int]) -> "Edge":
        """Return the pair with the view that shows more detail as `a`."""
        zoom = geometry.zoom_at(self.H_b_from_a, np.median(self.points_a[self.is_inlier], axis=0))
        return self if zoom <= 1 else self.turned(size_a)

    def turned(self, size_a: tuple[int, int]) -> "Edge":
        """Return the same pair the other way round."""
        H = geometry.inverse(self.H_b_from_a, size_a)
        return Edge(self.b, self.a, self.points_b, self.points_a, self.is_inlier, H)


@dataclass(frozen=True, eq=False)
class Matching:
    """How pairs are matched.

    extractors: of features. working_size_px: long side at which they are found.
    threshold_px: largest reprojection error of an inlier, in view pixels. is_on_grid: whether features lie on a grid
    whatever the picture shows, so that those of two pictures agree by themselves.
    """

    extractors: Sequence[Extractor]
    working_size_px: int
    threshold_px: float
    is_on_grid: bool = False


def putative_matches(
    extractors: Sequence[Extractor], features_a: Sequence[Features], features_b: Sequence[Features]
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(N, 2)` points of a and of b: the union of what every kind of feature matches."""
    points_a, points_b = [], []
    for extractor, a, b in zip(extractors, features_a, features_b, strict=True):
        pairs = extractor.match(a, b)
        points_a.append(a.points[pairs[:, 0]])
        points_b.append(b.points[pairs[:, 1]])
    return np.vstack(points_a), np.vstack(points_b)


def estimate_homography(
    points_a: np.ndarray, points_b: np.ndarray, size_a: tuple[int, int], threshold_px: float
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return `H_b_from_a` and `(N,)` inliers by PoseLib's LO-RANSAC with non-linear refinement; None without one."""
    if len(points_a) < 4:
        return None
    options = {"max_reproj_error": threshold_px, "seed": 0, "min_iterations": 200, "max_iterations": 10_000}
    H, info = poselib.estimate_homography(points_a, points_b, options, {})
    is_inlier = np.asarray(info["inliers"], bool)
    if not is_inlier.any() or not geometry.is_plausible(H, size_a, points_a[is_inlier]):
        return None
    return geometry.normalised(H, size_a), is_inlier


def log10_false_alarms(n_matches: int, n_inliers: int, threshold_px: float, size_b: tuple[int, int]) -> float:
    """Return the decimal logarithm of how many such homographies are expected by chance.

    A-contrario reasoning (Moisan and Stival 2004, eq. 8, for homographies): wrong matches fall uniformly over the
    picture, so one of them is an inlier with the probability of the threshold's disc.
    """
    if n_inliers <= 4:
        return np.inf
    chance = min(1.0, np.pi * threshold_px**2 / (size_b[0] * size_b[1]))
    choices = np.log(n_matches - 4 + 1e-9) + _log_choose(n_matches, n_inliers) + _log_choose(n_inliers, 4)
    return float((choices + (n_inliers - 4) * np.log(chance)) / _LOG10)


def _log_choose(n: int, k: int) -> float:
    return float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def distinct_count(points: np.ndarray, cell_px: float = 4.0) -> int:
    """Return in how many cells of a grid the points lie: several features at one place count once."""
    return len(np.unique(np.floor(points / cell_px), axis=0)) if len(points) else 0
