"""Whether a photo shows something that repeats, and by which steps: tables, forms, tiles, windows, bricks.

A flat thing that repeats every step looks the same when it is moved by one. In a photo taken from aside that move is a
homography of the photo onto itself, `I + t l'` up to scale: `l` is the horizon of the plane, `t` lies on it (a
conjugate translation: Schaffalitzky and Zisserman, "Geometric grouping of repeated elements", 1999). Two such moves
take the perspective out of the photo and number its cells; one does so for what repeats in one direction only (a ruler,
a fence, lined paper), but for how it is stretched across.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from scipy import fft

from diar_gui import geometry
from diar_gui.alignment.pair import estimate_homography
from diar_gui.alignment.refine import normalise_locally, register
from diar_gui.images import shrunk

_SIDE_PX = 512  # long side at which steps are looked for
_MIN_PEAK = 0.1  # of the autocorrelation: perspective spreads the peaks
_MIN_STEP_PX = 10
_N_PEAKS = 12
_N_PEAKS_WITHOUT = 6  # photos of which the best peaks are no steps do not repeat
_N_ROUNDS = 3
_MIN_N_PATCHES = 16
_MIN_SHARE = 0.8  # of the patches that found a partner, so many must agree with one move
_MIN_LIKENESS = 0.3  # correlation of the photo with itself, moved
_LEAST_OF_BEST = 0.6  # less like than this share of the best is no step of the whole subject
_LEAST_OF_BEST_ALONG = 0.85  # where it repeats in one direction only
_MIN_ANGLE_DEG = 12  # between two steps
_MIN_N_STEPS = 4  # that a row has to go on in view
_THRESHOLD_PX = 1.0


@dataclass(frozen=True, eq=False)
class Lattice:
    """How a view repeats.

    H_cells_from_view: takes view pixels to cells, where the two steps are (1, 0) and (0, 1), the view's centre is the
        origin, and the plane shows no perspective.
    steps: the two steps at the view's centre as columns, `(2, 2)`, in view pixels.
    likeness: correlation of the view with itself, moved by a step; the lesser of both.
    is_row: whether the view repeats along the first step only; the second is that one turned by a right angle.
    """

    H_cells_from_view: np.ndarray
    steps: np.ndarray
    likeness: float
    is_row: bool = False


def find_lattice(grey: np.ndarray) -> Lattice | None:
    """Return how a view `(H, W)` uint8 repeats; None if it does not."""
    small = shrunk(grey, _SIDE_PX)
    size = small.shape[0], small.shape[1]
    normalised = normalise_locally(small.astype(np.float32), np.ones(size, bool))
    moves: list[tuple[np.ndarray, float]] = []
    for k, shift in enumerate(_peaks(normalised)):
        if k >= _N_PEAKS_WITHOUT and not moves:
            return None
        move = _self_registered(normalised, np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1.0]]))
        if move is not None:
            moves.append(move)
    chosen = _steps(moves, size)
    if not chosen:
        return None
    H_small_from_view = geometry.resizing((grey.shape[0], grey.shape[1]), size)
    in_view = [(np.linalg.inv(H_small_from_view) @ M @ H_small_from_view, likeness) for M, likeness in chosen]
    return _lattice(in_view, grey.shape[:2])


def carried_lattice(lattice: Lattice | None, H_lattice_from_view: np.ndarray, grey: np.ndarray) -> Lattice | None:
    """Return a lattice of another view in a view `(H, W)` uint8; None where the view is not like itself moved so.

    Args:
        lattice: the other view's.
        H_lattice_from_view: takes pixels of the view to the other's.
        grey: the view.
    """
    if lattice is None:
        return None
    size = grey.shape[0], grey.shape[1]
    small = shrunk(grey, _SIDE_PX)
    small_size = small.shape[0], small.shape[1]
    normalised = normalise_locally(small.astype(np.float32), np.ones(small_size, bool))
    H_small_from_view = geometry.resizing(size, small_size)
    H_cells_from_view = lattice.H_cells_from_view @ H_lattice_from_view
    moves = []
    for step in np.eye(2)[: 1 if lattice.is_row else 2]:
        move = np.array([[1, 0, step[0]], [0, 1, step[1]], [0, 0, 1.0]])
        M = np.linalg.inv(H_cells_from_view) @ move @ H_cells_from_view
        try:
            found = _self_registered(
                normalised, geometry.normalised(H_small_from_view @ M @ np.linalg.inv(H_small_from_view), small_size)
            )
        except ValueError:
            return None
        if found is None:
            return None
        moves.append((np.linalg.inv(H_small_from_view) @ found[0] @ H_small_from_view, found[1]))
    return _lattice(moves, size)


def _peaks(normalised: np.ndarray) -> list[np.ndarray]:
    """Return shifts (x, y) at which a normalised picture resembles itself, the best first, one of each +/- pair."""
    height, width = normalised.shape
    z = (normalised.astype(np.float32) - 128) / 40
    shape = [cast(int, fft.next_fast_len(side * 3 // 2, real=True)) for side in (height, width)]
    spectrum = np.asarray(fft.rfft2(z, shape))
    raw = fft.fftshift(fft.irfft2(np.abs(spectrum) ** 2, shape))
    if not z.any():
        return []
    cy, cx, h, w = shape[0] // 2, shape[1] // 2, height // 2, width // 2
    y, x = np.mgrid[: h + 1, -w : w + 1]
    # The share of the picture that still overlaps itself shrinks with the shift.
    likeness = raw[cy : cy + h + 1, cx - w : cx + w + 1] / raw[cy, cx]
    likeness = likeness * (height * width) / ((height - y) * (width - np.abs(x)))
    likeness = likeness.astype(np.float32)
    is_peak = (likeness == cv2.dilate(likeness, np.ones((9, 9)))) & (likeness > _MIN_PEAK)
    is_peak &= (np.hypot(x, y) >= _MIN_STEP_PX) & ((y > 0) | (x > 0))
    found = np.flatnonzero(is_peak)
    best = found[np.argsort(-likeness.ravel()[found], kind="stable")][:_N_PEAKS]
    return [np.array([x.ravel()[i], y.ravel()[i]], float) for i in best]


def _self_registered(normalised: np.ndarray, M: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Return the homography near `M` that moves the picture onto itself, and how like it then is."""
    size = normalised.shape[0], normalised.shape[1]
    everywhere = np.ones(size, bool)
    centre = np.array([[(size[1] - 1) / 2, (size[0] - 1) / 2]])
    shift = geometry.transfer(M, centre)[0] - centre[0]
    for _ in range(_N_ROUNDS):
        moved, is_seen = _moved(normalised, M)
        points, there = register(normalised, everywhere, moved, is_seen)
        there = geometry.transfer(M, there)
        seen = np.isfinite(there).all(axis=1)
        found = estimate_homography(points[seen], there[seen], size, _THRESHOLD_PX)
        if found is None or found[1].sum() < _MIN_N_PATCHES or found[1].mean() < _MIN_SHARE:
            return None
        M = found[0]
        if np.linalg.norm(geometry.transfer(M, centre)[0] - centre[0]) < 0.6 * np.linalg.norm(shift):
            return None  # slid back onto itself, along a line
    moved, is_seen = _moved(normalised, M)
    likeness = correlation(normalised, everywhere, moved, is_seen)
    return (M, likeness) if likeness >= _MIN_LIKENESS else None


def _moved(normalised: np.ndarray, M: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the picture moved so that its pixel x shows what M takes x to, and where that lies inside."""
    size = normalised.shape[0], normalised.shape[1]
    back = geometry.inverse(M, size)
    moved = cv2.warpPerspective(normalised, back, (size[1], size[0]), flags=cv2.INTER_LINEAR, borderValue=(128,))
    return moved, geometry.valid_rows(geometry.normalised(back, size), size, size[1], 0, size[0])


def correlation(a: np.ndarray, usable_a: np.ndarray, b: np.ndarray, usable_b: np.ndarray) -> float:
    """Return the correlation of two normalised pictures where both are usable."""
    both = usable_a & usable_b
    x, y = a[both].astype(np.float32) - 128, b[both].astype(np.float32) - 128
    return float(x @ y / max(np.sqrt(float(x @ x) * float(y @ y)), 1e-6))


def _steps(moves: Sequence[tuple[np.ndarray, float]], size: tuple[int, int]) -> list[tuple[np.ndarray, float]]:
    """Return the two shortest moves in different directions, of those that suit the whole picture; one if all go along.

    What repeats in one direction only has to do so over and over: two alike things are no row.
    """
    if not moves:
        return []
    best = max(likeness for _, likeness in moves)
    centre = np.array([[(size[1] - 1) / 2, (size[0] - 1) / 2]])
    steps = [
        (move, geometry.transfer(move[0], centre)[0] - centre[0]) for move in moves if move[1] >= _LEAST_OF_BEST * best
    ]
    steps.sort(key=lambda step: float(np.linalg.norm(step[1])))
    move_1, step_1 = steps[0]
    for move_2, step_2 in steps[1:]:
        sine = np.linalg.det(np.stack([step_1, step_2])) / (np.linalg.norm(step_1) * np.linalg.norm(step_2))
        if abs(sine) > np.sin(np.radians(_MIN_ANGLE_DEG)):
            return [move_1, move_2] if sine > 0 else [move_2, move_1]
    # Between its numbers a ruler is like itself as well, but less.
    likest = [(move, step) for move, step in steps if move[1] >= _LEAST_OF_BEST_ALONG * best]
    move, step = likest[0]
    return [move] if float(np.linalg.norm(step)) * _MIN_N_STEPS < max(size) else []


def _lattice(moves: Sequence[tuple[np.ndarray, float]], size: tuple[int, ...]) -> Lattice | None:
    """Return the lattice of one or two conjugate translations of a view, each with how like itself the view then is."""
    centre = np.array([(size[1] - 1) / 2, (size[0] - 1) / 2, 1.0])
    # det(I + t l') = 1 + l't = 1.
    parts = [M / np.cbrt(np.linalg.det(M)) - np.eye(3) for M, _ in moves]
    # Pixels are large numbers beside the third coordinate: condition before the horizon is found.
    scale = np.diag([2 / max(size), 2 / max(size), 1.0])
    conditioned = [scale @ N @ np.linalg.inv(scale) for N in parts]
    horizon = np.linalg.svd(np.vstack(conditioned))[2][0] @ scale
    if abs(horizon @ centre) < 1e-9:
        return None
    horizon = horizon / (horizon @ centre)
    directions = []
    for N in parts:
        t = N @ centre
        directions.append(t - (horizon @ t) * centre)  # onto the horizon, where it lies but for noise
    is_row = len(directions) == 1
    if is_row:
        along = directions[0][:2] - directions[0][2] * centre[:2]
        across = np.array([-along[1], along[0], 0.0])
        directions.append(across - (horizon @ across) * centre)
    A = np.column_stack([*directions, centre])
    if abs(np.linalg.det(A)) < 1e-9:
        return None
    steps = np.column_stack([(t[:2] - t[2] * centre[:2]) for t in directions])
    return Lattice(np.linalg.inv(A), steps, min(likeness for _, likeness in moves), is_row)
