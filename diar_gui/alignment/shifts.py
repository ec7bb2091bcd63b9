"""All shifts by which one view of something that repeats may lie on another, and the likeliest of them.

Both views are drawn without perspective, so that every placement is a shift, and correlated at all shifts at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
_LEAST_OVERLAP_OF_RIVALS = 0.35  # of the overlap of the placement that they rival
_MARGIN_PX = 11
_NOISE_SIGMAS = 2.0  # values that are hardly unlike their neighbours are none
_MAX_NOISE = 0.4  # in deviations of the neighbourhood
_NEAR_STEP = 0.3  # of a step that a shift along a row may differ from whole steps


@dataclass(frozen=True, eq=False)
class Repeating:
    """A view, how it repeats (None: not known), and where glare veils it, `(H, W)` bool (None: nowhere)."""

    view: View
    lattice: Lattice | None
    veiled: np.ndarray | None


@dataclass(frozen=True, eq=False)
class _Flat:
    """What does not repeat of a view, drawn without perspective: z `(h, w)` float32, 0 outside; valid `(h, w)` float32.

    H_flat_from_view: how it was drawn. corner: (x, y), by how much it was moved for it.
    """

    z: np.ndarray
    valid: np.ndarray
    H_flat_from_view: np.ndarray
    corner: np.ndarray


def likeliest_shifts(a: Repeating, b: Repeating, placements: Sequence[np.ndarray]) -> list[tuple[float, np.ndarray]]:
    """Return the likeliest `H_b_from_a` that bring view a's cells onto view b's, with their significance, best first.

    The significance is the correlation of what does not repeat, less where less overlaps.

    Args:
        a: one view; where its cells are known, every choice of which step of it is which of b is tried.
        b: the other; where its cells are not known, there is no result.
        placements: those that may be right but for a shift by whole steps.
    """
    lattice_a, lattice_b = a.lattice, b.lattice
    if lattice_b is None:
        return []
    linear = _drawn_steps(lattice_b, b.view)
    H_flat_b = linear @ lattice_b.H_cells_from_view
    along, across = linear[:2, :2].T
    neighbours = np.stack(
        [along, -along, 2 * along, -2 * along] if lattice_b.is_row else [along, across, -along, -across]
    )
    flat_b = _flat(b, H_flat_b, neighbours)
    if flat_b is None:
        return []
    drawings = [H_flat_b @ H for H in placements]
    if lattice_a is not None and not lattice_a.is_row and not lattice_b.is_row:
        for U in _step_choices(lattice_a, lattice_b):
            turned = np.eye(3)
            turned[:2, :2] = U
            drawings.append(linear @ turned @ lattice_a.H_cells_from_view)
    found: list[tuple[float, np.ndarray]] = []
    for H in drawings:
        flat_a = _flat(a, H, neighbours)
        if flat_a is None:
            continue
        for significance, x, y in _best_shifts(flat_a, flat_b, along if lattice_b.is_row else None):
            shift = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
            H_b_from_a = np.linalg.inv(flat_b.H_flat_from_view) @ shift @ flat_a.H_flat_from_view
            found.append((significance, geometry.normalised(H_b_from_a, a.view.size)))
    found.sort(key=lambda entry: -entry[0])
    return found[:_N_SHIFTS]


def flattening(lattice: Lattice, view: View) -> np.ndarray:
    """Return the homography that takes a view's pixels to a small drawing of it without perspective."""
    return _drawn_steps(lattice, view) @ lattice.H_cells_from_view


def drawn_flat(view: View) -> np.ndarray:
    """Return the homography that takes a view's pixels to a small drawing of it as it is."""
    scale = _SIDE_PX / max(view.size)
    return geometry.scaling(scale, scale)


def _drawn_steps(lattice: Lattice, view: View) -> np.ndarray:
    """Return the homography that takes cells to a drawing of a view."""
    linear = np.eye(3)
    linear[:2, :2] = lattice.steps * (_SIDE_PX / max(view.size))
    return linear


def likest_shifts(
    a: View, b: View, H_b_from_a: np.ndarray, H_flat_from_b: np.ndarray
) -> list[tuple[float, np.ndarray]]:
    """Return how like the pixels of two views are where they are placed, and the likest placements, a shift away.

    Every entry has the correlation of the normalised pixels and `H_b_from_a`; the given placement comes first, then the
    others, best first, of which the nearest lie a few pixels away.

    Args:
        a: one view.
        b: the other.
        H_b_from_a: the placement, to a pixel.
        H_flat_from_b: draws b without perspective, at about the size at which shifts are searched.
    """
    drawn_a, drawn_b = _drawn(a, H_flat_from_b @ H_b_from_a, None), _drawn(b, H_flat_from_b, None)
    if drawn_a is None or drawn_b is None:
        return []
    score, overlap = _correlations(drawn_a, drawn_b)
    height, width = drawn_a.z.shape
    x0, y0 = np.rint(drawn_b.corner - drawn_a.corner + [width, height]).astype(int)
    enough = overlap > _LEAST_OVERLAP_OF_RIVALS * overlap[y0, x0]
    score = np.where(enough, score, 0)
    found = [(float(score[y0, x0]), H_b_from_a)]
    for likeness, x, y in _peaks(score, _MIN_CORRELATION, _N_SHIFTS):
        if (x, y) == (x0, y0):
            continue
        shift = np.array([[1, 0, x - x0], [0, 1, y - y0], [0, 0, 1.0]])
        H = np.linalg.inv(H_flat_from_b) @ shift @ H_flat_from_b @ H_b_from_a
        found.append((likeness, geometry.normalised(H, a.size)))
    return found


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


def _flat(repeating: Repeating, H_flat_from_view: np.ndarray, neighbours: np.ndarray) -> _Flat | None:
    """Return what does not repeat of a view under the homography; None if it is too large."""
    drawn = _drawn(repeating.view, H_flat_from_view, repeating.veiled)
    if drawn is None:
        return None
    return replace(drawn, z=_unlike_neighbours(drawn.z, drawn.valid > 0, neighbours))


def _drawn(view: View, H_flat_from_view: np.ndarray, veiled: np.ndarray | None) -> _Flat | None:
    """Return a view under the homography, moved to the corner of a picture that holds it; None if it is too large."""
    small = shrunk(view.grey, _SIDE_PX)
    size = small.shape[0], small.shape[1]
    H = geometry.normalised(H_flat_from_view @ geometry.resizing(size, view.size), size)
    corners = geometry.transfer(H, geometry.corners(size))
    low, extent = corners.min(axis=0), np.ptp(corners, axis=0)
    if np.isnan(corners).any() or not 16 < extent.min() <= extent.max() < _MAX_STRETCH * _SIDE_PX:
        return None
    corner = -np.floor(low)
    H = np.array([[1, 0, corner[0]], [0, 1, corner[1]], [0, 0, 1.0]]) @ H
    seen = None if view.seen is None else shrunk_seen(view.seen, size)
    flat_size = int(extent[1]) + 2, int(extent[0]) + 2
    pixels, valid = normalised_warp(small, H, flat_size, seen, is_exact=False)
    # Beside what is not seen half a neighbourhood decides, so values are others there.
    valid = cv2.erode(valid.view(np.uint8), np.ones((_MARGIN_PX, _MARGIN_PX), np.uint8), borderValue=0) > 0
    H_flat_from_view = H @ geometry.resizing(view.size, size)
    if veiled is not None:
        veil = veiled.view(np.uint8)
        valid &= cv2.warpPerspective(veil, H_flat_from_view, flat_size[::-1], flags=cv2.INTER_NEAREST) == 0
    z = np.where(valid, (pixels.astype(np.float32) - 128) / 40, 0)
    return _Flat(z, valid.astype(np.float32), H_flat_from_view, corner)


def _unlike_neighbours(z: np.ndarray, valid: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    """Return what does not repeat: by how much values lie beyond those in the middle of four neighbours `(4, 2)`."""
    smooth = cv2.GaussianBlur(z, (0, 0), _SMOOTHING_PX)
    known = np.where(valid, smooth, np.nan)
    size = z.shape[1], z.shape[0]
    moved = [
        cv2.warpAffine(known, np.array([[1, 0, x], [0, 1, y]]), size, flags=cv2.INTER_LINEAR, borderValue=(np.nan,))
        for x, y in neighbours
    ]
    low, high = _middle_of_four(np.stack(moved))
    unlike = smooth - np.clip(smooth, low, high)
    is_known = valid & np.isfinite(unlike)
    if not is_known.any():
        return np.zeros_like(z)
    noise = min(_MAX_NOISE, _NOISE_SIGMAS * 1.48 * float(np.median(np.abs(unlike[is_known]))))
    return np.where(is_known, np.sign(unlike) * np.maximum(np.abs(unlike) - noise, 0), 0).astype(np.float32)


def _middle_of_four(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the two in the middle of `(4, h, w)` of the values that are known, or twice the one; NaN where none is."""
    values = np.sort(values, axis=0)  # NaN comes last
    n = np.isfinite(values).sum(axis=0)[None]
    low, high = (np.take_along_axis(values, np.clip(k, 0, 3), axis=0)[0] for k in ((n - 1) // 2, n // 2))
    return low, np.where(n[0] % 2 == 0, high, low)


def _best_shifts(a: _Flat, b: _Flat, along: np.ndarray | None) -> list[tuple[float, int, int]]:
    """Return the shifts (x, y) of a at which it correlates best with b (with masks: Padfield 2012).

    Args:
        a: what is shifted.
        b: what stays.
        along: `(2,)`, the one step by which both repeat; the shifts are whole numbers of it, nearly. None for a grid.
    """
    score, overlap = _correlations(a, b)
    height, width = a.z.shape
    share = overlap / min(a.valid.sum(), b.valid.sum())
    # The less is compared, the more chance scatters the correlation.
    score = score * np.clip(share, 0, 1).astype(np.float32) ** _OVERLAP_POWER
    score[share < _MIN_OVERLAP_FRACTION] = 0
    if along is not None:
        y, x = np.mgrid[: score.shape[0], : score.shape[1]]
        x, y = x - width + a.corner[0] - b.corner[0], y - height + a.corner[1] - b.corner[1]
        n_steps = np.round((x * along[0] + y * along[1]) / (along @ along))
        off = np.hypot(x - n_steps * along[0], y - n_steps * along[1])
        score[off > _NEAR_STEP * np.linalg.norm(along)] = 0
    return [(best, x - width, y - height) for best, x, y in _peaks(score, _MIN_CORRELATION, _N_SHIFTS)]


def _correlations(a: _Flat, b: _Flat) -> tuple[np.ndarray, np.ndarray]:
    """Return the correlation where both are valid and how many pixels that are, of a shifted by all (x, y).

    Shifts count from minus a's (width, height), so that no peak lies across the border.
    """
    shape = [fft.next_fast_len(m + n, real=True) for m, n in zip(a.z.shape, b.z.shape, strict=True)]
    A, A_squared, A_valid = (np.asarray(fft.rfft2(x, shape)).conj() for x in (a.z, a.z * a.z, a.valid))
    B, B_squared, B_valid = (np.asarray(fft.rfft2(x, shape)) for x in (b.z, b.z * b.z, b.valid))
    joint, energy_a, energy_b, overlap = (
        np.asarray(fft.irfft2(x, shape)) for x in (A * B, A_squared * B_valid, A_valid * B_squared, A_valid * B_valid)
    )
    score = (joint / np.sqrt(np.maximum(energy_a * energy_b, 1.0))).astype(np.float32)
    height, width = a.z.shape
    return np.roll(score, (height, width), axis=(0, 1)), np.roll(overlap, (height, width), axis=(0, 1))


def _peaks(score: np.ndarray, least: float, most: int) -> list[tuple[float, int, int]]:
    """Return the highest local maxima (value, x, y) above the least, best first."""
    peaks = np.flatnonzero((score == cv2.dilate(score, np.ones((9, 9)))) & (score > least))
    best = peaks[np.argsort(-score.ravel()[peaks], kind="stable")][:most]
    y, x = np.unravel_index(best, score.shape)
    return [(float(score[j, i]), int(i), int(j)) for j, i in zip(y, x, strict=True)]
