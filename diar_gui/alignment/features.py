"""Local features behind one small protocol, and the matching of two sets of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

_BLOCK_ROWS = 256  # of the similarity matrix, so that a block stays in the processor's cache


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
        max_ratio: Lowe's ratio test, on Euclidean distances: the distance over that of the next best, of b's or of
            a's, whichever is nearer, so that both ways give the same; None to do without.
    """
    if len(a) < 2 or len(b) < 2:
        return np.empty((0, 2), int)
    best = np.empty(len(a), int)
    best_similarity, second = np.empty(len(a), np.float32), np.empty(len(a), np.float32)
    column_best, column_second = np.full((2, len(b)), -np.inf, np.float32)
    for start in range(0, len(a), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        similarity = a[rows] @ b.T
        best[rows] = similarity.argmax(axis=1)
        index = np.arange(len(similarity))
        best_similarity[rows] = similarity[index, best[rows]]
        if max_ratio is None:
            np.maximum(column_best, similarity.max(axis=0), out=column_best)
            continue
        block_best, block_second = _two_largest(similarity)
        np.maximum(column_second, np.minimum(column_best, block_best), out=column_second)
        np.maximum(column_second, block_second, out=column_second)
        np.maximum(column_best, block_best, out=column_best)
        similarity[index, best[rows]] = -np.inf
        second[rows] = similarity.max(axis=1)
    keep = (best_similarity >= column_best[best]) & (best_similarity >= min_similarity)
    if max_ratio is not None:
        # For unit vectors the squared Euclidean distance is 2 - 2 cos.
        next_best = np.maximum(second, column_second[best])
        keep &= 1 - best_similarity <= max_ratio**2 * (1 - next_best)
    kept = np.flatnonzero(keep)
    return np.stack([kept, best[kept]], axis=1)


def _two_largest(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest value of each column and the next one, -inf where there is none.

    Halves are held against each other as in a tournament: numpy finds where the largest of a column lies twenty times
    as slowly as how large it is.
    """
    second = np.full(values.shape[1], -np.inf, values.dtype)
    while len(values) > 1:
        half = len(values) // 2
        upper, lower, odd = values[:half], values[half : 2 * half], values[2 * half :]
        np.maximum(second, np.minimum(upper, lower).max(axis=0), out=second)
        values = np.concatenate([np.maximum(upper, lower), odd])
    return values[0], second


def likeness(features: Sequence[Sequence[Features]], n_words: int = 256) -> np.ndarray:
    """Return `(T, T)`: how alike the frames are by how often each kind of feature occurs (a bag of words).

    The words are descriptors of the frames themselves, so it costs time in proportion to T.

    Args:
        features: of each frame, per extractor.
        n_words: how many kinds.
    """
    all_of_first = [frame[0].descriptors for frame in features if frame and len(frame[0])]
    if not all_of_first:
        return np.zeros((len(features), len(features)))
    joined = np.concatenate([d[:: max(1, len(d) * len(features) // n_words)] for d in all_of_first])
    counts = np.zeros((len(features), len(joined)))
    for row, frame in zip(counts, features, strict=True):
        if frame and len(frame[0]):
            np.add.at(row, (frame[0].descriptors @ joined.T).argmax(axis=1), 1)
    rare = np.log((1 + len(features)) / (1 + (counts > 0).sum(axis=0)))
    weighted = np.sqrt(counts) * (rare + 0.1)
    unit = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-9)
    return unit @ unit.T
