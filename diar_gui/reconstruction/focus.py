"""Photos that are sharp where most others are far out of focus or shaken: they give the picture there.

Photos out of focus agree with one another, and the one sharp photo differs from all of them, so it looks like the one
that is wrong. But blurring it must give what the others show: that tells it from noise and from things before the
subject. This shows at a small size; finer differences of sharpness are `sharpness`'s.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui.colour import LUMA
from diar_gui.progress import Progress
from diar_gui.reconstruction.tone import at_working_size, look_at
from diar_gui.reconstruction.trust import Trust, with_logits
from diar_gui.warp import WarpedStack

_LOOK_PX = 512  # long side
_BLURS_PX = (0.0, 1.2, 1.8, 2.7, 4.0, 6.0)  # standard deviations there
_FINE_PX = 1.5
_CELL_PX = 8
_FINER = 1.5  # times as much fine structure, at least
_REGION_FRACTION = 1 / 16  # of the long side: blur is that of a region, not of a line
_EXPLAINED = 0.35  # of the difference may be left when the sharp photo is blurred
_AGREES = 0.5  # likewise, at a single place
_TOLERANCE = 0.03  # of the root of light: differences that may be left anywhere
_COHERENT = 0.8  # correlation of the coarser structure, blurred alike
_FLOOR_PERCENTILE = 15  # a photo's places with least fine structure show its noise
_ABOVE_NOISE = 1.5
_LEAST_DETAIL = 0.008  # root mean square, of the root of light
_MOST_SHARE = 0.98  # who has more of the picture already need not gain
_BEHIND = 6.0  # logits


@dataclass(frozen=True, eq=False)
class _Others:
    """What the photos but one show: root of light `(h, w)`, and where that is known, `(h, w)` bool."""

    root: np.ndarray
    known: np.ndarray


def with_sharp_photos(trust: Trust, small: WarpedStack, progress: Progress) -> Trust:
    """Return the trust in which photos that alone are in focus come first where they are.

    Args:
        trust: of the photos.
        small: the stack at the working size.
        progress: tells whether the user asked to stop.
    """
    look = look_at(small, trust, _LOOK_PX, progress)
    lights = [cv2.transform(frame, LUMA[None]) for frame in look.corrected]
    whole = np.zeros(look.valid.shape[1:], np.float32)
    for weight, light, valid in zip(look.weights, lights, look.valid, strict=True):
        whole += weight * np.where(valid, light, 0)
    found = np.zeros(look.valid.shape, np.float32)
    for t, light in enumerate(lights):
        progress.check_cancelled()
        others = _others(whole, light, look.weights[t], look.valid[t])
        region = _finer(light, look.valid[t], others)
        if region.any():
            found[t] = _only_blurred(light, look.valid[t], others, region)
    most = found.max(axis=0)
    if not most.any():
        return trust
    found, most = (at_working_size(x, trust) for x in (found, most[None]))
    valid = at_working_size(look.valid.astype(np.float32), trust) > 0.5
    logits = trust.logits.astype(np.float32)
    highest = np.where(valid, logits, -np.inf).max(axis=0)
    raised = found * np.maximum(np.where(np.isfinite(highest), highest, 0) - logits, 0)
    logits += raised - _BEHIND * (most - found)
    return with_logits(trust, logits, valid)


def _others(whole: np.ndarray, light: np.ndarray, weight: np.ndarray, valid: np.ndarray) -> _Others:
    """Return what the others show by their weights, of the sum of all."""
    share = 1 - weight
    rest = whole - weight * np.where(valid, light, 0)
    known = valid & (share > 1 - _MOST_SHARE)
    found = np.where(known, rest / np.maximum(share, 1e-3), light)  # no edges where it is not known
    return _Others(np.sqrt(np.maximum(found, 0)), known)


def _cells(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return `(h / 8, w / 8)`: the mean of what is known in each cell and next to it."""
    size = tuple(max(1, round(n / _CELL_PX)) for n in reversed(values.shape))
    parts = [cv2.resize(x.astype(np.float32), size, interpolation=cv2.INTER_AREA) for x in (values * known, known)]
    total, share = (cv2.GaussianBlur(x, (0, 0), 1.0).reshape(size[::-1]) for x in parts)
    return total / np.maximum(share, 1e-3)


def _regional(cells: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the mean over a region about each cell, of the cells that count."""
    sigma = _REGION_FRACTION * max(cells.shape)
    total, share = (cv2.GaussianBlur(x.astype(np.float32), (0, 0), sigma) for x in (cells * counts, counts))
    return total / np.maximum(share, 1e-3)


def _fine_energy(root: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return per cell the mean square of what is finer than the least blur; 0 where it may be noise."""
    energy = _cells((root - cv2.GaussianBlur(root, (0, 0), _FINE_PX)) ** 2, known)
    inside = energy[_cells(known.astype(np.float32), np.ones_like(known)) > 0.5]
    floor = float(np.percentile(inside, _FLOOR_PERCENTILE)) if inside.size else 0.0
    return np.where(energy > _ABOVE_NOISE * floor, energy - floor, 0)


def _finer(light: np.ndarray, valid: np.ndarray, others: _Others) -> np.ndarray:
    """Return the cells in regions where a photo has far more fine structure than the others, bool."""
    own, rest = _fine_energy(np.sqrt(np.maximum(light, 0)), valid), _fine_energy(others.root, others.known)
    own, rest = (_regional(x, np.ones_like(x)) for x in (own, rest))
    return (own > _LEAST_DETAIL**2) & (own > _FINER * rest)


def _only_blurred(light: np.ndarray, valid: np.ndarray, others: _Others, region: np.ndarray) -> np.ndarray:
    """Return `(h, w)` float32 in [0, 1]: how surely the others show the same, but blurred."""
    known, light = others.known, np.where(valid, np.maximum(light, 0), 0).astype(np.float32)
    roots = [np.sqrt(_blurred(light, valid, sigma) if sigma else light) for sigma in _BLURS_PX]
    places = np.stack([_cells((root - others.root) ** 2, known) for root in roots])
    may_be_left = np.maximum(_TOLERANCE**2, _AGREES * places[0])
    explained = places.min(axis=0) < may_be_left  # elsewhere something stands before the subject
    regions = np.stack([_regional(x, explained) for x in places])
    best = regions.argmin(axis=0)
    alike = np.stack([_correlation(root, others.root, known, explained) for root in roots])
    place, whole, alike = (np.take_along_axis(x, best[None], axis=0)[0] for x in (places, regions, alike))
    is_blurred = region & (best > 0) & (whole < _EXPLAINED * regions[0]) & (alike > _COHERENT)
    cells = cv2.GaussianBlur((is_blurred & (place < may_be_left)).astype(np.float32), (0, 0), 0.7)
    return cv2.resize(cells, light.shape[::-1], interpolation=cv2.INTER_LINEAR) * valid


def _blurred(light: np.ndarray, valid: np.ndarray, sigma: float) -> np.ndarray:
    total, share = (cv2.GaussianBlur(x, (0, 0), sigma) for x in (light, valid.astype(np.float32)))
    return total / np.maximum(share, 1e-3)


def _correlation(a: np.ndarray, b: np.ndarray, known: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return per cell the correlation of two pictures in the region about it."""
    mean_a, mean_b, both, own_a, own_b = (_regional(_cells(x, known), counts) for x in (a, b, a * b, a * a, b * b))
    spread = np.maximum(own_a - mean_a**2, 0) * np.maximum(own_b - mean_b**2, 0)
    return (both - mean_a * mean_b) / np.sqrt(np.maximum(spread, 1e-12))
