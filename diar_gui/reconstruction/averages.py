"""Mean and soft minimum: weighted sums of what the frames show."""

import cv2
import numpy as np

from diar_gui.gamuts import luma
from diar_gui.reconstruction.canvas import Estimate
from diar_gui.reconstruction.order_statistics import put_where_invalid, sort_arrays
from diar_gui.warp import Band

SCALE = 0.04
"""Width of the soft minimum: differences of the root of luminance (10 of 255 levels) that hardly matter."""

_DARK_RANK = 0.2  # which of the valid frames, in order of brightness, is taken for the darkest clean one


def mean(band: Band) -> Estimate:
    """Return the mean of the valid frames."""
    return weighted_sum(band, list(band.valid.astype(np.float32)))


def soft_minimum(band: Band) -> Estimate:
    """Return the sum of the frames by weights that fall with brightness: glare only ever adds light.

    The weight is `exp(-((s - dark) / SCALE)^2 / 2)` with s the square root of a frame's luminance (near to how
    bright it looks). `dark` is not the least s but the one a fifth up the order of the valid frames (the second of 4
    to 8), so that a single shadowed or occluded frame does not win alone: much darker loses as much brighter does.
    """
    brightness = []
    for linear, valid in zip(band.linear, band.valid, strict=True):
        root = cv2.sqrt(cv2.transform(linear, luma(band.space)[None]))
        root[~valid] = np.inf
        brightness.append(root)
    rank = np.rint(_DARK_RANK * (band.valid.sum(axis=0) - 1)).clip(0).astype(np.int32)
    ranks = [int(r) for r in np.unique(rank)]
    dark = np.zeros(rank.shape, np.float32)
    for r, ordered in zip(ranks, sort_arrays(brightness, ranks), strict=True):
        np.copyto(dark, ordered, where=rank == r)
    dark[~band.valid.any(axis=0)] = 0
    return weighted_sum(band, [_closeness(b, dark) for b in brightness])


def _closeness(brightness: np.ndarray, dark: np.ndarray) -> np.ndarray:
    distance = (brightness - dark) * np.float32(1 / SCALE)
    return cv2.exp(np.minimum(distance * distance, 80) * np.float32(-0.5)) * np.isfinite(brightness)


def weighted_sum(band: Band, weights: list[np.ndarray]) -> Estimate:
    """Return the frames' sum by weights (per frame `(rows, W)` float32, 0 where invalid) of any total."""
    total = np.zeros(band.valid.shape[1:], np.float32)
    for weight in weights:
        total += weight
    scale = np.divide(1, total, out=np.zeros_like(total), where=total > 0)
    picture = np.zeros(band.linear.shape[1:], np.float32)
    shares = np.empty(band.valid.shape, np.uint8)
    for t, (linear, valid) in enumerate(zip(band.linear, band.valid, strict=True)):
        share = weights[t] * scale
        put_where_invalid(linear, valid, 0.0)
        cv2.add(picture, cv2.multiply(linear, cv2.merge([share] * 3)), dst=picture)
        cv2.convertScaleAbs(share, dst=shares[t], alpha=255)
    return Estimate(picture, shares)
