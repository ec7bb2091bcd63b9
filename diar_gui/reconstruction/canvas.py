"""The arrays that a reconstruction fills band by band, and the maps that all methods share."""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.gamuts import converted
from diar_gui.reconstruction.places import Places
from diar_gui.reconstruction.results import NO_SOURCE, Reconstruction, ReconstructionOptions
from diar_gui.scratch import Scratch, release
from diar_gui.warp import Band, WarpedStack


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a method makes of a band.

    linear: `(rows, W, 3)` float32 linear light with the band's primaries; arbitrary where no frame is valid.
    weights: `(T, rows, W)` uint8 shares, 255 for all of a pixel; 0 where not valid.
    """

    linear: np.ndarray
    weights: np.ndarray


class Canvas:
    """Takes in bands in any order and from several threads, as long as their rows differ."""

    def __init__(self, stack: WarpedStack, options: ReconstructionOptions, scratch: Scratch) -> None:
        self._stack, self._options = stack, options
        self._bits = options.bits or stack.frames[stack.reference].bits
        self._picture = scratch.empty((*stack.size, 3), np.uint8 if self._bits == 8 else np.uint16)
        is_wide = stack.space != "srgb"
        self._wide = scratch.empty((*stack.size, 3), np.uint16) if is_wide else None
        self.weights = scratch.empty((len(stack.frames), *stack.size), np.uint8)
        self._coverage = scratch.empty(stack.size, np.uint8)
        self._source = scratch.empty(stack.size, np.uint16)
        self._scratch = scratch
        self._confidence: np.ndarray | None = None
        self.places: Places | None = None
        self._row_sums = np.zeros((len(stack.frames), stack.size[0]), np.int64)
        self._n_seen = np.zeros(stack.size[0], np.int64)

    def put(self, band: Band, estimate: Estimate) -> None:
        """Take in a band: its picture and weights, and from them the maps.

        Invalid pixels of `band.linear` may hold anything, infinity included.
        """
        rows = slice(band.first_row, band.last_row)
        seen = band.valid.any(axis=0)
        self._picture[rows] = picture = self._encoded(estimate.linear, np.asarray(seen), rows)
        self.weights[:, rows] = estimate.weights
        self._coverage[rows] = coverage(
            band, picture if self._wide is None else self._wide[rows], self._options.clean_tolerance
        )
        if self.places is not None:
            # Photos that agree with what is wrong are no evidence, and a place is to show as a whole.
            in_place = self.places.rows(self._stack.size, band.first_row, band.last_row)
            np.minimum(self._coverage[rows], 1, where=in_place, out=self._coverage[rows])
        self._source[rows] = source(estimate.weights, np.asarray(seen))
        self._row_sums[:, rows] = estimate.weights.sum(axis=2, dtype=np.int64)
        self._n_seen[rows] = seen.sum(axis=1)
        for plane in (self._picture, self._wide, self._coverage, self._source, *self.weights):
            if plane is not None:
                release(plane[rows])

    def _encoded(self, linear: np.ndarray, seen: np.ndarray, rows: slice) -> np.ndarray:
        """Return `(rows, W, 3)` uint8 or uint16 sRGB, black where not seen; a wider space is put where it belongs."""
        if self._wide is not None:
            linear = linear if seen.all() else np.where(seen[..., None], linear, np.float32(0))
            self._wide[rows] = encoded_from_linear(linear, 16)
            linear = converted(linear, "srgb", self._stack.space)
        picture = encoded_from_linear(linear, self._bits)
        if not seen.all():
            picture[~seen] = 0
        return picture

    def expect_confidence(self) -> None:
        """Make room for `put_confidence`, before any band comes."""
        self._confidence = self._scratch.empty(self._stack.size, np.uint8)

    def put_confidence(self, band: Band, confidence: np.ndarray) -> None:
        """Take in how sure the method is of a band, `(rows, W)` in [0, 1]; 0 is put where no frame is valid."""
        if self._confidence is None:
            raise ValueError("expect_confidence comes first")
        levels = np.rint(np.clip(confidence, 0, 1) * 255).astype(np.uint8)
        levels[~band.valid.any(axis=0)] = 0
        rows = self._confidence[band.first_row : band.last_row]
        rows[...] = levels
        release(rows)

    def finish(self) -> Reconstruction:
        """Return the finished reconstruction; the canvas takes nothing in after this."""
        sums = self._row_sums.sum(axis=1)
        for array in (self._picture, self._wide, self.weights, self._coverage, self._source, self._confidence):
            if array is not None:
                array.flags.writeable = False
        return Reconstruction(
            picture=self._picture,
            weights=self.weights,
            coverage=self._coverage,
            source=self._source,
            mean_weights=sums / max(1, 255 * int(self._n_seen.sum())),
            gains=self._stack.gains,
            method=self._options.method,
            confidence=self._confidence,
            places=None if self.places is None else self.places.found,
            space=self._stack.space,
            wide=self._wide,
        )


def coverage(band: Band, picture: np.ndarray, clean_tolerance: float) -> np.ndarray:
    """Return `(rows, W)` uint8: how many valid frames agree with the picture (255 stands for more, too).

    Args:
        band: the corrected frames.
        picture: `(rows, W, 3)` uint8 or uint16 at rest, in the frames' space.
        clean_tolerance: largest difference in any channel, sRGB-encoded in [0, 1].
    """
    # Encoding is monotone: the tolerance is turned into bounds in linear light once, instead of encoding every frame.
    levels = np.iinfo(picture.dtype).max
    encoded = picture.astype(np.float32) * np.float32(1 / levels)
    low, high = encoded - np.float32(clean_tolerance), encoded + np.float32(clean_tolerance)
    linear_low, linear_high = _linear_bound(low), _linear_bound(high)
    linear_low[low <= 0] = -np.inf
    linear_high[high >= 1] = np.inf  # light beyond white is shown as white
    n_clean = np.zeros(band.valid.shape[1:], np.uint8)
    for linear, valid in zip(band.linear, band.valid, strict=True):
        is_clean = cv2.inRange(linear, linear_low, linear_high) & valid.view(np.uint8)
        cv2.add(n_clean, is_clean, dst=n_clean)
    return n_clean


def _linear_bound(encoded: np.ndarray) -> np.ndarray:
    """Return linear light of float32 values, to 1/65535 of the encoded range."""
    return linear_from_encoded(np.rint(np.clip(encoded, 0, 1) * np.float32(65535)).astype(np.uint16))


def source(weights: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return `(rows, W)` uint16: the frame with the largest weight (the first of equals), `NO_SOURCE` where unseen.

    Args:
        weights: `(T, rows, W)` uint8.
        seen: `(rows, W)` bool.
    """
    # One pass per frame: numpy's argmax over the first axis is several times slower.
    best, index = weights[0].copy(), np.zeros(seen.shape, np.uint16)
    for t in range(1, len(weights)):
        is_more = weights[t] > best
        np.copyto(index, np.uint16(t), where=is_more)
        cv2.max(best, weights[t], dst=best)
    index[~seen] = NO_SOURCE
    return index
