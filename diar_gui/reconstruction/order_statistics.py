"""Median and trimmed mean: per pixel and channel, the mean of the middle ones of the valid values.

Sorting networks (Batcher's odd-even merge sort; Knuth, The Art of Computer Programming, vol. 3, section 5.3.4) made of
OpenCV's minimum and maximum of whole arrays are ten times as fast as sorting pixel by pixel, and give the same values.
Long arrays are worked on in pieces that stay in the processor's cache.
"""

from collections.abc import Callable, Sequence
from functools import cache

import cv2
import numpy as np

from diar_gui.reconstruction.canvas import Estimate
from diar_gui.warp import Band

_PIECE = 3 * 8192  # values of one frame that are worked on together

_Piece = Callable[[list[np.ndarray], np.ndarray], tuple[np.ndarray, np.ndarray]]


def median(band: Band) -> Estimate:
    """Return the median of the valid values; with an even number of them, the mean of the middle two.

    A frame's weight is the share of channels taken from it: of two middle values each counts half, and frames with
    the same value share. Overwrites what is invalid in `band.linear` with infinities.
    """
    n_invalid = _fill_invalid(band)
    return _over_pieces(band, n_invalid, _median_piece)


def trimmed_mean(band: Band, trim_fraction: float) -> Estimate:
    """Return the mean of the valid values without `trim_fraction` of them (rounded down) at either end.

    Overwrites what is invalid in `band.linear` with infinity.
    """
    for linear, valid in zip(band.linear, band.valid, strict=True):
        put_where_invalid(linear, valid, np.inf)

    def piece(values: list[np.ndarray], n_invalid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return _trimmed_piece(values, len(values) - n_invalid.astype(np.int32), trim_fraction)

    return _over_pieces(band, (~band.valid).sum(axis=0, dtype=np.uint16), piece)


def sort_arrays(arrays: Sequence[np.ndarray], ranks: Sequence[int]) -> list[np.ndarray]:
    """Return the arrays that hold, at every place, the values of the given ranks (0 is the least), left as they were.

    Args:
        arrays: float32, all of one two-dimensional shape.
        ranks: which order statistics are wanted; fewer cost less.
    """
    work = [a.copy() for a in arrays]
    spare = np.empty_like(work[0])
    for i, j, needs_low, needs_high in _network(len(work), tuple(sorted(set(ranks)))):
        low, high = work[i], work[j]
        if needs_low:
            cv2.min(low, high, dst=spare)
        if needs_high:
            cv2.max(low, high, dst=high)
        if needs_low:
            work[i], spare = spare, low
    return [work[rank] for rank in ranks]


def put_where_invalid(linear: np.ndarray, valid: np.ndarray, value: float) -> None:
    """Write `value` into the pixels of one frame, `(rows, W, 3)`, that are not valid."""
    if not valid.all():
        cv2.copyTo(np.full_like(linear, value), (~valid).view(np.uint8), linear)


@cache
def _network(n: int, ranks: tuple[int, ...]) -> tuple[tuple[int, int, bool, bool], ...]:
    """Return the comparisons (i, j, low needed, high needed) that bring the wanted ranks to their places."""
    comparisons = []
    p = 1
    while p < n:
        k = p
        while k >= 1:
            for j in range(k % p, n - k, 2 * k):
                pairs = [(i, i + k) for i in range(j, j + min(k, n - j - k))]
                comparisons += [(i, j) for i, j in pairs if i // (2 * p) == j // (2 * p)]
            k //= 2
        p *= 2
    needed, kept = set(ranks), []
    for i, j in reversed(comparisons):
        if i in needed or j in needed:
            kept.append((i, j, i in needed, j in needed))
            needed |= {i, j}
    return tuple(reversed(kept))


def _fill_invalid(band: Band) -> np.ndarray:
    """Fill invalid values with plus and minus infinity by turns, so that the median stays in the middle.

    Returns:
        `(rows, W)` uint16, how many frames are invalid.
    """
    n_invalid = np.zeros(band.valid.shape[1:], np.uint16)
    for linear, valid in zip(band.linear, band.valid, strict=True):
        if valid.all():
            continue
        is_low = ~valid & (n_invalid & 1).astype(bool)
        put_where_invalid(linear, valid, np.inf)
        put_where_invalid(linear, ~is_low, -np.inf)
        n_invalid += ~valid
    return n_invalid


def _over_pieces(band: Band, n_invalid: np.ndarray, piece: _Piece) -> Estimate:
    """Run `piece(values, n_invalid)` over the band; it returns the picture's values and `(T, n)` weights."""
    T, n_rows, width, _ = band.linear.shape
    n_pixels = n_rows * width
    flat = band.linear.reshape(T, n_pixels * 3)
    n_invalid = n_invalid.reshape(-1)
    picture = np.empty(n_pixels * 3, np.float32)
    weights = np.empty((T, n_pixels), np.uint8)
    for start in range(0, n_pixels, _PIECE // 3):
        stop = min(start + _PIECE // 3, n_pixels)
        values = [flat[t, 3 * start : 3 * stop].reshape(1, -1) for t in range(T)]
        picture[3 * start : 3 * stop], weights[:, start:stop] = piece(values, n_invalid[start:stop])
    return Estimate(picture.reshape(n_rows, width, 3), weights.reshape(T, n_rows, width))


def _median_piece(values: list[np.ndarray], n_invalid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the median and the weights of values filled by `_fill_invalid`.

    Of m invalid values, the larger half lies above. With T odd and m even the middle rank holds the median; for odd
    m the number of valid values is even, and the middle two are the middle rank and the one below it. With T even it
    is the other way round.
    """
    T = len(values)
    if T == 1:
        return values[0], np.where(n_invalid == 0, 255, 0)
    below, middle = sort_arrays(values, (T // 2 - 1, T // 2))
    low, high = (middle, middle) if T % 2 else (below, middle)
    if (n_invalid & 1).any():
        m_is_odd = np.repeat(n_invalid & 1, 3).astype(bool)[None]
        if T % 2:
            low = np.where(m_is_odd, below, middle)
        else:
            high = np.where(m_is_odd, below, middle)
    picture = low if low is high else cv2.addWeighted(low, 0.5, high, 0.5, 0)
    unseen = n_invalid == T
    if unseen.any():
        picture[0, np.repeat(unseen, 3)] = 0
    weights = _shares_of_middle(values, low, high)
    weights[:, unseen] = 0
    return picture, weights


def _shares_of_middle(values: list[np.ndarray], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return `(T, n_pixels)` uint8: half of each channel's share to those that have its low value, half to its high."""
    is_low = [cv2.compare(v, low, cv2.CMP_EQ) for v in values]
    is_high = is_low if low is high else [cv2.compare(v, high, cv2.CMP_EQ) for v in values]
    n_low, n_high = _count(is_low), _count(is_high)
    if n_low.max() == n_high.max() == 1:
        # No ties: 43 + 42 make a channel's 85, three channels 255.
        parts = [np.bitwise_and(a, 43) + np.bitwise_and(b, 42) for a, b in zip(is_low, is_high, strict=True)]
        return np.stack([_sum_of_channels(p) for p in parts])
    share_low, share_high = np.float32(0.5 / 3) / n_low, np.float32(0.5 / 3) / n_high
    shares = [_sum_of_channels(a * share_low + b * share_high) for a, b in zip(is_low, is_high, strict=True)]
    return np.rint(np.stack(shares)).astype(np.uint8)


def _count(masks: list[np.ndarray]) -> np.ndarray:
    """Return how many of the masks (0 or 255) are set, at least 1."""
    total = np.zeros(masks[0].shape, np.uint16)
    for mask in masks:
        total += mask & 1
    return np.maximum(total, 1)


def _sum_of_channels(values: np.ndarray) -> np.ndarray:
    return cv2.transform(values.reshape(1, -1, 3), np.ones((1, 3), np.float32)).reshape(-1)


def _trimmed_piece(
    values: list[np.ndarray], n_valid: np.ndarray, trim_fraction: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the trimmed mean and the weights of values whose invalid ones are infinite."""
    n = np.repeat(n_valid, 3)[None]
    n_dropped = (np.float32(trim_fraction) * n).astype(np.int32)
    n_dropped = np.minimum(n_dropped, np.maximum(n - 1, 0) // 2)
    low, high = _at_ranks(values, n_dropped, np.maximum(n - 1 - n_dropped, 0))
    n_kept = np.maximum(n - 2 * n_dropped, 1).astype(np.float32)
    # Frames on the limits share the places that are left to them; in between, each has one.
    is_low = [v == low for v in values]
    is_high = [v == high for v in values]
    n_low, n_high = sum(is_low, np.zeros(n.shape, np.int32)), sum(is_high, np.zeros(n.shape, np.int32))
    n_below = sum((v < low for v in values), np.zeros(n.shape, np.int32))
    n_above = n - sum((v <= high for v in values), np.zeros(n.shape, np.int32))
    share_low = (n_below + n_low - n_dropped) / (np.maximum(n_low, 1) * n_kept)
    share_high = (n_above + n_high - n_dropped) / (np.maximum(n_high, 1) * n_kept)
    share_low = np.where(low == high, 1 / np.maximum(n_low, 1), share_low).astype(np.float32)
    share_between = 1 / n_kept
    picture = np.zeros(n.shape, np.float32)
    weights = np.zeros((len(values), len(n_valid)), np.uint8)
    unseen = n_valid == 0
    for t, value in enumerate(values):
        is_between = (value > low) & (value < high)
        share = np.where(is_between, share_between, 0)
        np.copyto(share, share_high, where=is_high[t])
        np.copyto(share, share_low, where=is_low[t])
        picture += np.where(share > 0, value, 0) * share
        weights[t] = np.rint(_sum_of_channels(share) * 85)
    weights[:, unseen] = 0
    picture[0, np.repeat(unseen, 3)] = 0
    return picture, weights


def _at_ranks(values: list[np.ndarray], low_rank: np.ndarray, high_rank: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values at two ranks that vary from place to place."""
    ranks = sorted(set(np.unique(low_rank)) | set(np.unique(high_rank)))
    ordered = sort_arrays(values, ranks)
    low, high = ordered[0].copy(), ordered[-1].copy()
    for rank, array in zip(ranks, ordered, strict=True):
        np.copyto(low, array, where=low_rank == rank)
        np.copyto(high, array, where=high_rank == rank)
    return low, high
