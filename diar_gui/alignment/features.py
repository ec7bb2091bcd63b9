"""Local features behind one small protocol, and the matching of two sets of them."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

_MAX_N_SIMILARITIES = 16_000_000  # one block of the similarity matrix: 64 MB


@dataclass(frozen=True, eq=False)
class Features:
    """Key points of one picture with a descriptor each.

    points: `(N, 2)` float64 (x, y) in the pixels of the picture given. descriptors: `(N, D)` float32 of unit length.
    """

    points: np.ndarray
    descriptors: np.ndarray

    def __len__(self) -> int:
        return len(self.points)


class Extractor(Protocol):
    """A kind of local feature."""

    name: str

    def extract(self, image: np.ndarray) -> Features:
        """Return the features of a picture `(H, W, 3)` uint8 RGB."""
        ...

    def match(self, a: Features, b: Features) -> np.ndarray:
        """Return `(M, 2)` indices into a and b of the putative matches."""
        ...


def grey_of(image: np.ndarray) -> np.ndarray:
    """Return `(H, W)` uint8 luma of an RGB picture."""
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def mutual_nearest(
    a: np.ndarray, b: np.ndarray, *, min_similarity: float = -1.0, max_ratio: float | None = None
) -> np.ndarray:
    """Return `(M, 2)` pairs of rows that are each other's nearest by cosine similarity.

    Args:
        a: `(N_a, D)` float32 of unit length.
        b: `(N_b, D)` float32 of unit length.
        min_similarity: pairs less similar than this are dropped.
        max_ratio: Lowe's ratio test, on Euclidean distances, from a to b; None to do without.
    """
    if len(a) == 0 or len(b) < 2:
        return np.empty((0, 2), int)
    n_rows = max(1, _MAX_N_SIMILARITIES // len(b))
    best = np.empty(len(a), int)
    best_similarity, second = np.empty(len(a), np.float32), np.empty(len(a), np.float32)
    column_best = np.full(len(b), -np.inf, np.float32)
    for start in range(0, len(a), n_rows):
        rows = slice(start, start + n_rows)
        similarity = a[rows] @ b.T
        np.maximum(column_best, similarity.max(axis=0), out=column_best)
        best[rows] = similarity.argmax(axis=1)
        index = np.arange(len(similarity))
        best_similarity[rows] = similarity[index, best[rows]]
        if max_ratio is not None:
            similarity[index, best[rows]] = -np.inf
            second[rows] = similarity.max(axis=1)
    keep = (best_similarity >= column_best[best]) & (best_similarity >= min_similarity)
    if max_ratio is not None:
        # For unit vectors the squared Euclidean distance is 2 - 2 cos.
        keep &= 1 - best_similarity <= max_ratio**2 * (1 - second)
    kept = np.flatnonzero(keep)
    return np.stack([kept, best[kept]], axis=1)
