"""Weiss's method: the median of the frames' gradients, put together again (Weiss, ICCV 2001).

In the logarithm of linear light uneven light is an addend that hardly changes from pixel to pixel, and the edge of a
shadow or an occluder lies elsewhere in each photo: the median of the gradients keeps neither. The picture whose
gradients come nearest to the medians solves a Poisson equation with free (Neumann) borders, which the cosine transform
makes diagonal.
"""

import os
import threading
from collections.abc import Callable

import cv2
import numpy as np
from scipy import fft

from diar_gui.progress import Progress
from diar_gui.reconstruction.canvas import Canvas, Estimate
from diar_gui.reconstruction.order_statistics import median
from diar_gui.scratch import Scratch
from diar_gui.warp import Band, WarpedStack

DARKEST = 0.002
"""Linear light below which differences are not looked at: there the logarithm would show nothing but noise."""

_BLOCK_VALUES = 4_000_000  # transformed between two looks at the wish to cancel


def reconstruct_weiss(
    stack: WarpedStack, small: WarpedStack, canvas: Canvas, progress: Progress, scratch: Scratch, max_bytes: int
) -> None:
    """Fill the canvas; a frame's weight is the share of gradients at the pixel that were taken from it.

    The solver needs the whole picture at once, 12 bytes per pixel, whatever `max_bytes` (in `scratch`, so on disk if
    memory is short): memory grows with the picture, not with the number of photos. The level of each channel is
    that of the median of the small stack.
    """
    progress.update(0.0, "Comparing gradients")
    log_picture = _divergence(stack, canvas, scratch, max_bytes, progress.part(0.0, 0.5))
    progress.update(0.5, "Putting the gradients together")
    solve_poisson(log_picture, progress.part(0.5, 0.7))
    offset = _offset_to_median(small, log_picture)
    progress.update(0.7, "Comparing the photos with the result")

    def work(band: Band) -> None:
        rows = slice(band.first_row, band.last_row)
        linear = cv2.exp(np.ascontiguousarray(log_picture[:, rows].transpose(1, 2, 0)) + offset)
        canvas.put(band, Estimate(linear, canvas.weights[:, rows]))

    stack.for_each_band(work, max_bytes, progress.part(0.7, 1.0), n_copies=1.5)


def _divergence(stack: WarpedStack, canvas: Canvas, scratch: Scratch, max_bytes: int, progress: Progress) -> np.ndarray:
    """Return the divergence of the median gradients, `(3, H, W)` float32, and put the weights on the canvas."""
    height, width = stack.size
    divergence = scratch.empty((3, height, width), np.float32)
    steps_between_bands: dict[int, np.ndarray] = {}
    lock = threading.Lock()

    def work(band: Band) -> None:
        across, down, weights = _median_gradients(band)
        n_own = len(across)
        rows = slice(band.first_row, band.first_row + n_own)
        own = np.zeros_like(across)
        own[:, :-1] += across[:, :-1]
        own[:, 1:] -= across[:, :-1]
        own[: len(down)] += down
        own[1:] -= down[: n_own - 1]
        divergence[:, rows] = own.transpose(2, 0, 1)
        canvas.weights[:, rows] = weights
        if len(down) == n_own:
            with lock:
                steps_between_bands[rows.stop] = down[-1]

    stack.for_each_band(work, max_bytes, progress, n_copies=3.5, overlap_rows=1)
    for row, step in steps_between_bands.items():
        divergence[:, row] -= step.T
    return divergence


def _median_gradients(band: Band) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the median gradients to the right and downwards, and the weights, of a band's own rows.

    Returns:
        `(rows, W, 3)` with zeros in the last column; `(rows, W, 3)`, a row less at the grid's end; `(T, rows, W)`.
        Gradients that no frame shows are 0; the reference shows all of its own grid.
    """
    n_own = band.valid.shape[1] - band.n_extra_rows
    for linear in band.linear:
        cv2.log(np.maximum(linear, DARKEST), dst=linear)
    across = np.zeros_like(band.linear[:, :n_own])
    across_valid = np.zeros(across.shape[:3], bool)
    for t, log in enumerate(band.linear):
        across[t, :, :-1] = log[:n_own, 1:] - log[:n_own, :-1]
    across_valid[:, :, :-1] = band.valid[:, :n_own, 1:] & band.valid[:, :n_own, :-1]
    own = (band.first_row, band.first_row + n_own)
    right = median(Band(*own, across, across_valid))
    n_down = band.valid.shape[1] - 1 if band.n_extra_rows == 0 else n_own
    down_valid = band.valid[:, 1 : n_down + 1] & band.valid[:, :n_down]
    steps = across[:, :n_down]
    for t, log in enumerate(band.linear):
        np.subtract(log[1 : n_down + 1], log[:n_down], out=steps[t])
    down = median(Band(band.first_row, band.first_row + n_down, np.ascontiguousarray(steps), down_valid))
    weights = _joined(right.weights, down.weights, band.valid[:, :n_own])
    return right.linear, down.linear, weights


def _joined(right: np.ndarray, down: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return the weights of the pixels from those of the gradients that start there.

    A pixel from which no gradient starts (at the lower right border of all frames) takes those of the gradient that
    ends there, or the valid frames share it.
    """
    joined = right.copy()
    has_right, has_down = np.asarray(right.any(axis=0)), np.zeros(valid.shape[1:], bool)
    n_down = down.shape[1]
    has_down[:n_down] = down.any(axis=0)
    for t, weight in enumerate(joined):
        both = (has_right & has_down)[:n_down]
        mean = ((weight[:n_down].astype(np.uint16) + down[t]) // 2).astype(np.uint8)
        np.copyto(weight[:n_down], mean, where=both)
        np.copyto(weight[:n_down], down[t], where=(has_down & ~has_right)[:n_down])
    is_bare = np.asarray(~(has_right | has_down))
    if is_bare.any():
        n_valid = np.maximum(valid.sum(axis=0), 1)
        before = np.zeros(is_bare.shape, bool)
        before[:, 1:] = is_bare[:, 1:] & has_right[:, :-1]
        for t, weight in enumerate(joined):
            np.copyto(weight, np.rint(255 * valid[t] / n_valid).astype(np.uint8), where=is_bare)
            np.copyto(weight[:, 1:], right[t, :, :-1], where=before[:, 1:])
    return joined


def solve_poisson(divergence: np.ndarray, progress: Progress, screening: float = 0.0) -> None:
    """Replace the divergence `(C, H, W)` by the zero-mean picture whose gradients have it, in place.

    With screening, the picture u of `Laplacian(u) - screening u = divergence`: what the gradients say reaches
    `1 / sqrt(screening)` pixels far.

    The cosine transform (type 2) of the Laplacian with free borders is its product with
    `2 cos(pi k / H) - 2 + 2 cos(pi l / W) - 2` (Press et al., Numerical Recipes, section 20.4).
    """
    height, width = divergence.shape[1:]
    eigen_rows = (2 * np.cos(np.pi * np.arange(height) / height) - 2).astype(np.float32)
    eigen_columns = (2 * np.cos(np.pi * np.arange(width) / width) - 2).astype(np.float32)
    for c, plane in enumerate(divergence):
        part = progress.part(c / len(divergence), (c + 1) / len(divergence))
        _transform(plane, 1, fft.dct, part.part(0.0, 0.25))
        _transform(plane, 0, fft.dct, part.part(0.25, 0.5))
        for row, eigen_row in zip(plane, eigen_rows, strict=True):
            denominator = eigen_columns + (eigen_row - np.float32(screening))
            denominator[denominator == 0] = np.inf  # the mean, which the gradients do not tell
            row /= denominator
        _transform(plane, 0, fft.idct, part.part(0.5, 0.75))
        _transform(plane, 1, fft.idct, part.part(0.75, 1.0))


def _transform(plane: np.ndarray, axis: int, transform: Callable, progress: Progress) -> None:
    """Transform the plane along an axis in place, in blocks across the other one."""
    n = plane.shape[1 - axis]
    step = max(1, _BLOCK_VALUES // plane.shape[axis])
    for start in range(0, n, step):
        progress.update(start / n)
        block = plane[:, start : start + step] if axis == 0 else plane[start : start + step]
        block[...] = transform(block, axis=axis, norm="ortho", workers=os.cpu_count())


def _offset_to_median(small: WarpedStack, log_picture: np.ndarray) -> np.ndarray:
    """Return `(3,)` float32 to add to the picture's logarithm for the level of the small stack's median."""
    band = small.band(0, small.size[0])
    seen = band.valid.any(axis=0)
    target = np.log(np.maximum(median(band).linear[seen], DARKEST))
    size = (small.size[1], small.size[0])
    shrunk = np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA)[seen] for plane in log_picture], axis=1)
    return np.median(target - shrunk, axis=0).astype(np.float32) if seen.any() else np.zeros(3, np.float32)
