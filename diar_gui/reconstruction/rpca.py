"""Robust principal component analysis: the frames as a low-rank matrix and sparse disturbances.

Principal component pursuit (Candes, Li, Ma, Wright, Journal of the ACM 58(3), 2011) splits the matrix of all pixels by
frames, D = L + S, with L of low rank and S sparse. On a small stack it tells the space in which the frames' clean
values move together; at full size each pixel's values are fitted to that space robustly.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui.progress import Progress
from diar_gui.reconstruction.canvas import Estimate
from diar_gui.reconstruction.order_statistics import median, put_where_invalid
from diar_gui.warp import Band, WarpedStack

_MAX_N_VALUES = 60_000  # rows of the matrix: the space over frames needs no more
_TOLERANCE = 1e-4  # of the split, relative to the data
_MAX_N_ITERATIONS = 100
_MAX_RANK = 2
_MIN_ENERGY = 1e-4  # a direction with a smaller share of L's energy is noise
_NOISE = 0.01  # linear light; misfits below it count fully, larger ones by their inverse
_N_FITS = 5
_PIECE = 3 * 8192  # values of one frame that are fitted together: they stay in the processor's cache


@dataclass(frozen=True, eq=False)
class FrameSpace:
    """The space over frames in which clean values lie.

    basis: `(T, r)` orthonormal columns, the strongest first. ridge: `(r,)`, how strongly each coefficient is held at 0.
    reference: index of the frame whose value is the picture.
    """

    basis: np.ndarray
    ridge: np.ndarray
    reference: int


def frame_space(small: WarpedStack, progress: Progress) -> FrameSpace:
    """Return the space that principal component pursuit finds on the stack at the working size."""
    progress.update(0.0, "Looking for what the photos have in common")
    band = small.band(0, small.size[0], progress)
    T = len(small.frames)
    seen = np.flatnonzero(band.valid.reshape(T, -1).sum(axis=0) >= min(T, 2))
    picked = seen[:: max(1, 3 * len(seen) // _MAX_N_VALUES)]
    data = np.minimum(band.linear.reshape(T, -1, 3)[:, picked], 1).reshape(T, -1).T.astype(np.float64)
    valid = np.repeat(band.valid.reshape(T, -1)[:, picked], 3, axis=1).T
    low_rank, _ = principal_component_pursuit(data, valid, progress)
    return space_of(low_rank, small.reference)


def space_of(low_rank: np.ndarray, reference: int) -> FrameSpace:
    """Return the space spanned by the rows of `(N, T)`."""
    T = low_rank.shape[1]
    energy, directions = np.linalg.eigh(low_rank.T @ low_rank)
    energy, directions = energy[::-1], directions[:, ::-1]
    if energy[0] <= 0:
        return FrameSpace(np.full((T, 1), T**-0.5), np.zeros(1), reference)
    rank = int(np.clip((energy > _MIN_ENERGY * energy[0]).sum(), 1, min(_MAX_RANK, max(1, T // 3))))
    # Coefficients are expected to be as large as on the small stack (a Gaussian prior); the first is left free.
    ridge = _NOISE**2 * len(low_rank) / energy[:rank]
    ridge[0] = 0
    return FrameSpace(directions[:, :rank], ridge, reference)


def principal_component_pursuit(
    data: np.ndarray, valid: np.ndarray, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return L and S, both `(N, T)`, with L + S = data where valid, by inexact augmented Lagrange multipliers.

    Lin, Chen, Ma, arXiv 1009.5055, algorithm 5; what is not valid costs nothing in S and so is filled by L alone.
    The singular values come from the small `(T, T)` product, which is exact enough and fast for a tall matrix.
    """
    data = np.where(valid, data, 0)
    norm = np.linalg.norm(data)
    if norm == 0:
        return data, data.copy()
    sparse_cost = 1 / np.sqrt(max(data.shape))
    spectral = np.sqrt(np.linalg.eigvalsh(data.T @ data)[-1])
    multiplier = data / max(spectral, np.abs(data).max() / sparse_cost)
    mu, sparse, low_rank = 1.25 / spectral, np.zeros_like(data), np.zeros_like(data)
    for i in range(_MAX_N_ITERATIONS):
        progress.update(i / _MAX_N_ITERATIONS)
        low_rank = _shrink_singular_values(data - sparse + multiplier / mu, 1 / mu)
        rest = data - low_rank + multiplier / mu
        shrunk = np.sign(rest) * np.maximum(np.abs(rest) - sparse_cost / mu, 0)
        sparse = np.where(valid, shrunk, rest)
        misfit = data - low_rank - sparse
        multiplier = multiplier + mu * misfit
        mu *= 1.5
        if np.linalg.norm(misfit) < _TOLERANCE * norm:
            break
    return low_rank, np.where(valid, data - low_rank, 0)


def _shrink_singular_values(matrix: np.ndarray, amount: float) -> np.ndarray:
    energy, directions = np.linalg.eigh(matrix.T @ matrix)
    singular = np.sqrt(np.maximum(energy, 1e-30))
    factor = np.maximum(singular - amount, 0) / singular
    return matrix @ ((directions * factor) @ directions.T)


def fit(band: Band, space: FrameSpace) -> Estimate:
    """Return, per pixel and channel, the reference's value of the robust fit of the valid values to the space.

    Iteratively reweighted least squares that start at the median. A frame's weight is its share of the fit's
    weights: near nothing where its value was judged a disturbance. Overwrites what is invalid in `band.linear`.
    """
    n_rows, width = band.valid.shape[1:]
    step = max(1, _PIECE // (3 * width))
    pieces = []
    for start in range(0, n_rows, step):
        rows = slice(start, start + step)
        pieces.append(_fit_piece(Band(0, 0, band.linear[:, rows], band.valid[:, rows]), space))
    linear, weights = [p.linear for p in pieces], [p.weights for p in pieces]
    return Estimate(np.concatenate(linear), np.concatenate(weights, axis=1))


def _fit_piece(band: Band, space: FrameSpace) -> Estimate:
    T = len(band.linear)
    start = median(band).linear
    for linear, valid in zip(band.linear, band.valid, strict=True):
        put_where_invalid(linear, valid, 0.0)
    basis = space.basis.astype(np.float32)
    first = float(basis[space.reference, 0])
    coefficients = [start * np.float32(1 / first if abs(first) > 0.1 * T**-0.5 else T**0.5)]
    coefficients += [np.zeros_like(start) for _ in space.ridge[1:]]
    for _ in range(_N_FITS):
        coefficients = _reweighted(band, basis, space.ridge, coefficients)
    picture = _combined(basis[space.reference], coefficients)
    totals = np.zeros(band.valid.shape, np.float32)
    for t in range(T):
        totals[t] = _weight(band, basis, coefficients, t).mean(axis=2)
    total = np.maximum(totals.sum(axis=0), 1e-9)
    return Estimate(picture, np.rint(totals * (255 / total)).astype(np.uint8))


def _combined(row: np.ndarray, coefficients: list[np.ndarray]) -> np.ndarray:
    """Return the values of one frame, `(rows, W, 3)`, that the coefficients stand for."""
    total = coefficients[0] * row[0]
    for factor, coefficient in zip(row[1:], coefficients[1:], strict=True):
        total += coefficient * factor
    return total


def _weight(band: Band, basis: np.ndarray, coefficients: list[np.ndarray], t: int) -> np.ndarray:
    """Return how much one frame's values count, `(rows, W, 3)`: 1 within the noise, less beyond it; 0 if invalid."""
    misfit = cv2.absdiff(band.linear[t], _combined(basis[t], coefficients))
    weight = np.float32(_NOISE) / np.maximum(misfit, np.float32(_NOISE))
    put_where_invalid(weight, band.valid[t], 0.0)
    return weight


def _reweighted(band: Band, basis: np.ndarray, ridge: np.ndarray, coefficients: list[np.ndarray]) -> list[np.ndarray]:
    """Return the coefficients of the least-squares fit weighted by the last fit's misfits."""
    rank = len(ridge)
    normal = {(i, j): np.zeros_like(coefficients[0]) for i in range(rank) for j in range(i, rank)}
    right = [np.zeros_like(coefficients[0]) for _ in range(rank)]
    for t, row in enumerate(basis):
        weight = _weight(band, basis, coefficients, t)
        weighted = weight * band.linear[t]
        for i in range(rank):
            right[i] += weighted * row[i]
            for j in range(i, rank):
                normal[i, j] += weight * (row[i] * row[j])
    for i in range(rank):
        normal[i, i] += np.float32(ridge[i] + 1e-9)
    return _solved(normal, right)


def _solved(normal: dict[tuple[int, int], np.ndarray], right: list[np.ndarray]) -> list[np.ndarray]:
    """Solve the small symmetric systems of all pixels at once, by Cholesky's elimination."""
    rank = len(right)
    for k in range(rank):
        for i in range(k + 1, rank):
            factor = normal[k, i] / normal[k, k]
            right[i] = right[i] - factor * right[k]
            for j in range(i, rank):
                normal[i, j] = normal[i, j] - factor * normal[k, j]
    for k in reversed(range(rank)):
        for j in range(k + 1, rank):
            right[k] = right[k] - normal[k, j] * right[j]
        right[k] = right[k] / normal[k, k]
    return right
