"""The sides of an outline, to a fraction of a pixel."""

import numpy as np

from diar_gui.straightening.edges import Edges

_N_SAMPLES = 240  # along a side
_FREE_OF_CORNERS = 0.05  # of its length at either end
_STEP_PX = 0.5
_LEAST_STEP = 0.6  # of colour per pixel, below which a place says nothing
_N_ROUNDS = 12


def refined(edges: Edges, corners: np.ndarray, reach_px: float) -> np.ndarray:
    """Return the corners of the same outline where its sides really run, each moved by at most about `reach_px`."""
    lines = [
        _line_along(edges, start, end, reach_px)
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]
    found = np.cross(np.roll(lines, 1, axis=0), lines)
    with np.errstate(divide="ignore", invalid="ignore"):
        points = found[:, :2] / found[:, 2:]
    moved = np.linalg.norm(points - corners, axis=1)
    return np.where((moved <= 4 * reach_px)[:, None], points, corners)


def _line_along(edges: Edges, start: np.ndarray, end: np.ndarray, reach_px: float) -> np.ndarray:
    """Return the homogeneous line of the edge that runs near the side from `start` to `end`."""
    direction = (end - start) / np.linalg.norm(end - start)
    normal = np.array([-direction[1], direction[0]])
    places = np.linspace(_FREE_OF_CORNERS, 1 - _FREE_OF_CORNERS, _N_SAMPLES)
    middle = start + places[:, None] * (end - start)
    offsets = np.arange(-reach_px - 2, reach_px + 2 + _STEP_PX / 2, _STEP_PX)
    points = middle[:, None] + offsets[None, :, None] * normal
    steps = np.linalg.norm(edges.steps_across(points, normal), axis=-1)
    height, width = edges.size
    steps[(points < 0).any(axis=-1) | (points[..., 0] > width - 1) | (points[..., 1] > height - 1)] = 0
    rough = _best_line(steps, places, offsets, reach_px)
    found, weights = _peaks(steps, offsets, rough)
    if (weights > 0).sum() < 8:
        fitted = np.polynomial.Polynomial.fit(places, rough, 1, domain=[0, 1], window=[0, 1]).coef
    else:
        fitted = _robust_line(places, found, weights)
    ends = fitted[0], fitted[0] + fitted[1]
    a, b = start + ends[0] * normal, end + ends[1] * normal
    return np.cross([*a, 1.0], [*b, 1.0])


def _best_line(steps: np.ndarray, places: np.ndarray, offsets: np.ndarray, reach_px: float) -> np.ndarray:
    """Return `(n,)` offsets of the straight line with the clearest edge under it: both of its ends are tried out."""
    clear = steps / (steps + 4 * _LEAST_STEP)
    ends = np.arange(-reach_px, reach_px + _STEP_PX / 2, _STEP_PX)
    if len(ends) > 33:
        ends = np.linspace(-reach_px, reach_px, 33)
    first, last = (grid.ravel() for grid in np.meshgrid(ends, ends, indexing="ij"))
    lines = first[:, None] + places[None] * (last - first)[:, None]
    index = np.rint((lines - offsets[0]) / _STEP_PX).astype(int)
    sums = clear[np.arange(len(places))[None], index].sum(axis=1)
    sums *= 1 - 0.05 * (np.abs(first) + np.abs(last)) / (2 * reach_px)
    return lines[int(np.argmax(sums))]


def _peaks(steps: np.ndarray, offsets: np.ndarray, rough: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return `(n,)` offsets of the nearest crest of the steps, between the samples by a parabola, and weights."""
    centre = np.rint((rough - offsets[0]) / _STEP_PX).astype(int)
    radius = max(2, int(1.5 / _STEP_PX))
    window = np.clip(centre[:, None] + np.arange(-radius, radius + 1), 1, len(offsets) - 2)
    rows = np.arange(len(steps))
    at = window[rows, np.argmax(steps[rows[:, None], window], axis=1)]
    before, here, after = steps[rows, at - 1], steps[rows, at], steps[rows, at + 1]
    bend = before - 2 * here + after
    is_crest = (bend < 0) & (here >= before) & (here >= after) & (here > _LEAST_STEP)
    shift = np.where(is_crest, 0.5 * (before - after) / np.where(bend < 0, bend, -1), 0)
    return offsets[at] + shift * _STEP_PX, np.where(is_crest, here / (here + 4 * _LEAST_STEP), 0)


def _robust_line(places: np.ndarray, found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return intercept and slope of the line through most of the offsets (Tukey's biweight, iterated)."""
    basis = np.stack([np.ones_like(places), places], axis=1)
    share = weights.copy()
    line = np.zeros(2)
    for _ in range(_N_ROUNDS):
        line = np.linalg.lstsq(basis * np.sqrt(share)[:, None], found * np.sqrt(share), rcond=None)[0]
        residual = np.abs(found - basis @ line)
        scale = max(1.4826 * float(np.median(residual[weights > 0])), 0.05)
        share = weights * np.clip(1 - (residual / (4.685 * scale)) ** 2, 0, None) ** 2
        if not share.any():
            share = weights.copy()
    return line
