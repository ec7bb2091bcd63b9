"""All shifts by which one view of something that repeats may lie on another, and the likeliest of them.

Both views are drawn without perspective, so that every placement is a shift, and correlated at all shifts at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from scipy import fft

from diar_gui import geometry
from diar_gui.alignment.lattice import Lattice
from diar_gui.alignment.refine import normalised_warp
from diar_gui.alignment.views import View
from diar_gui.images import shrunk, shrunk_seen

_SIDE_PX = 448  # long side at which shifts are searched
_SMOOTHING_PX = 0.7
_OVERLAP_POWER = 0.8  # a half would be chance alone; glare and borders scatter small overlaps more
_MAX_STRETCH = 2.2  # between two views of one cell, lengthwise over crosswise
_MAX_ZOOM = 8.0
_MIN_OVERLAP_FRACTION = 0.2  # of the smaller view
_MIN_CORRELATION = 0.03
_N_SHIFTS = 8


@dataclass(frozen=True, eq=False)
class _Flat:
    """A normalised view drawn without perspective: z `(h, w)` float32, 0 outside; valid `(h, w)` float32; H from it."""

    z: np.ndarray
    valid: np.ndarray
    H_flat_from_view: np.ndarray


def likeliest_shifts(
    views: tuple[View, View], lattice_a: Lattice | None, lattice_b: Lattice | None, placements: Sequence[np.ndarray]
) -> list[tuple[float, np.ndarray]]:
    """Return the likeliest `H_b_from_a` that bring view a's cells onto view b's, with their significance, best first.

    The significance is the correlation of what does not repeat, less where less overlaps.

    Args:
        views: a and b.
        lattice_a: a's cells where they are known; every choice of which step of a is which of b is tried.
        lattice_b: b's cells; None for no result.
        placements: those that may be right but for a shift by whole steps.
    """
    a, b = views
    if lattice_b is None:
        return []
    linear = np.eye(3)
    linear[:2, :2] = lattice_b.steps * (_SIDE_PX / max(b.size))
    H_flat_b = linear @ lattice_b.H_cells_from_view
    flat_b = _flat(b, H_flat_b, linear[:2, :2])
    if flat_b is None:
        return []
    drawings = [H_flat_b @ H for H in placements]
    if lattice_a is not None:
        for U in _step_choices(lattice_a, lattice_b):
            turned = np.eye(3)
            turned[:2, :2] = U
            drawings.append(linear @ turned @ lattice_a.H_cells_from_view)
    found: list[tuple[float, np.ndarray]] = []
    for H in drawings:
        flat_a = _flat(a, H, linear[:2, :2])
        if flat_a is None:
            continue
        for significance, x, y in _best_shifts(flat_a, flat_b):
            shift = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
            H_b_from_a = np.linalg.inv(flat_b.H_flat_from_view) @ shift @ flat_a.H_flat_from_view
            found.append((significance, geometry.normalised(H_b_from_a, a.size)))
    found.sort(key=lambda entry: -entry[0])
    return found[:_N_SHIFTS]


def _step_choices(lattice_a: Lattice, lattice_b: Lattice) -> list[np.ndarray]:
    """Return unimodular `(2, 2)`: what a's steps are in b's, for every choice that a camera could have made."""
    choices = []
    for entries in product((-1, 0, 1), repeat=4):
        U = np.array(entries, float).reshape(2, 2)
        if round(np.linalg.det(U)) != 1:
            continue
        large, small = np.linalg.svd(lattice_b.steps @ U @ np.linalg.inv(lattice_a.steps))[1]
        if large < _MAX_STRETCH * small and 1 / _MAX_ZOOM < np.sqrt(large * small) < _MAX_ZOOM:
            choices.append(U)
    return choices


def _flat(view: View, H_flat_from_view: np.ndarray, steps: np.ndarray) -> _Flat | None:
    """Return the view under the homography, moved to the corner of a picture that holds it; None if it is too large."""
    small = shrunk(view.grey, _SIDE_PX)
    size = small.shape[0], small.shape[1]
    H = geometry.normalised(H_flat_from_view @ geometry.resizing(size, view.size), size)
    corners = geometry.transfer(H, geometry.corners(size))
    low, extent = corners.min(axis=0), np.ptp(corners, axis=0)
    if np.isnan(corners).any() or not 16 < extent.min() <= extent.max() < _MAX_STRETCH * _SIDE_PX:
        return None
    H = np.array([[1, 0, -np.floor(low[0])], [0, 1, -np.floor(low[1])], [0, 0, 1.0]]) @ H
    seen = None if view.seen is None else shrunk_seen(view.seen, size)
    pixels, valid = normalised_warp(small, H, (int(extent[1]) + 2, int(extent[0]) + 2), seen, is_exact=False)
    z = np.where(valid, (pixels.astype(np.float32) - 128) / 40, 0)
    return _Flat(_unlike_neighbours(z, valid, steps), valid.astype(np.float32), H @ geometry.resizing(view.size, size))


def _unlike_neighbours(z: np.ndarray, valid: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return what does not repeat: the values less the median of what lies one step away in either direction."""
    smooth = cv2.GaussianBlur(z, (0, 0), _SMOOTHING_PX)
    known = np.where(valid, smooth, np.nan)
    neighbours = []
    for x, y in (*steps.T, *-steps.T):
        shift = np.array([[1, 0, x], [0, 1, y]], float)
        size = z.shape[1], z.shape[0]
        neighbours.append(cv2.warpAffine(known, shift, size, flags=cv2.INTER_LINEAR, borderValue=(np.nan,)))
    usual = _median_of_four(np.stack(neighbours))
    return np.where(valid & np.isfinite(usual), smooth - usual, 0).astype(np.float32)


def _median_of_four(values: np.ndarray) -> np.ndarray:
    """Return the median of `(4, h, w)` of the values that are known, NaN where none is."""
    values = np.sort(values, axis=0)  # NaN comes last
    n = np.isfinite(values).sum(axis=0)[None]
    low, high = (np.take_along_axis(values, np.clip(k, 0, 3), axis=0)[0] for k in ((n - 1) // 2, n // 2))
    return np.where(n[0] > 0, (low + np.where(n[0] % 2 == 0, high, low)) / 2, np.nan)


def _best_shifts(a: _Flat, b: _Flat) -> list[tuple[float, int, int]]:
    """Return the shifts (x, y) of a at which it correlates best with b (with masks: Padfield 2012)."""
    shape = [fft.next_fast_len(m + n, real=True) for m, n in zip(a.z.shape, b.z.shape, strict=True)]
    A, A_squared, A_valid = (np.asarray(fft.rfft2(x, shape)).conj() for x in (a.z, a.z * a.z, a.valid))
    B, B_squared, B_valid = (np.asarray(fft.rfft2(x, shape)) for x in (b.z, b.z * b.z, b.valid))
    joint, energy_a, energy_b, overlap = (
        np.asarray(fft.irfft2(x, shape)) for x in (A * B, A_squared * B_valid, A_valid * B_squared, A_valid * B_valid)
    )
    enough = overlap > _MIN_OVERLAP_FRACTION * min(a.valid.sum(), b.valid.sum())
    score = np.where(enough, joint / np.sqrt(np.maximum(energy_a * energy_b, 1.0)), 0).astype(np.float32)
    height, width = a.z.shape
    score = np.roll(score, (height, width), axis=(0, 1))  # so that no peak lies across the border
    share = np.roll(overlap, (height, width), axis=(0, 1)) / min(a.valid.sum(), b.valid.sum())
    # The less is compared, the more chance scatters the correlation.
    score = score * np.clip(share, 0, 1).astype(np.float32) ** _OVERLAP_POWER
    peaks = np.flatnonzero((score == cv2.dilate(score, np.ones((9, 9)))) & (score > _MIN_CORRELATION))
    best = peaks[np.argsort(-score.ravel()[peaks], kind="stable")][:_N_SHIFTS]
    y, x = np.unravel_index(best, score.shape)
    return [(float(score[j, i]), int(i) - width, int(j) - height) for j, i in zip(y, x, strict=True)]
