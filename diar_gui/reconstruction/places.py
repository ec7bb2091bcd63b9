"""Places that are not clean: where doubt of the picture is high, as boxes and shares to be named, and as a mask."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui import brush
from diar_gui.reconstruction import guided
from diar_gui.sentences import Sentence

# How they were chosen: benchmarks/places.py, which prints the shares for other values.
DOUBTFUL = 0.035
"""Doubt from which on a place is named."""

BORDER = 0.02
"""Doubt down to which a place that is named reaches."""

_LEAST_DOUBTFUL_SHARE = 0.15  # of a place, of which the rest only borders on it
_LEAST_SHARE = 0.005  # of the picture: what is smaller is not worth a photo
_CLOSED_PX = 5
_FINER = 4


@dataclass(frozen=True)
class Place:
    """A place that is not clean.

    box: (x, y, width, height) in pixels of the picture. share: of the picture's area.
    outline: corners (x, y) of the line around it, in pixels of the picture from the outer edge of the first on; empty
        where the box says it all.
    """

    box: tuple[int, int, int, int]
    share: float
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Places:
    """All of them, the largest first.

    mask: `(h, w)` float32, 1 inside of them and 0 elsewhere, over the whole picture at a small size.
    """

    found: tuple[Place, ...]
    mask: np.ndarray

    def rows(self, size: tuple[int, int], first_row: int, last_row: int) -> np.ndarray:
        """Return `(rows, W)` bool of the picture of that (height, width): True in a place that is not clean."""
        return guided.rows_at(self.mask, size, first_row, last_row) > 0.5


def find_places(doubt: np.ndarray, size: tuple[int, int], strokes: Sequence[brush.GridStroke] = ()) -> Places:
    """Return the places that are not clean.

    Args:
        doubt: see `unclean.doubt_of`.
        size: (height, width) of the picture.
        strokes: on the picture; where somebody said which photo to trust there is no doubt.
    """
    scaled = [stroke.scaled(doubt.shape[1] / size[1], doubt.shape[0] / size[0]) for stroke in strokes]
    doubt = np.where(brush.touched(scaled, (doubt.shape[0], doubt.shape[1])), 0, doubt)
    n_labels, labels = cv2.connectedComponents((doubt > BORDER).astype(np.uint8), connectivity=8)
    found, mask = [], np.zeros(doubt.shape, np.float32)
    for label in range(1, n_labels):
        own = labels == label
        if (doubt[own] > DOUBTFUL).mean() < _LEAST_DOUBTFUL_SHARE:
            continue
        whole = _without_holes(own)
        if whole.mean() >= _LEAST_SHARE:
            mask[whole] = 1
            found.append(Place(_box(whole, size), float(whole.mean()), _outline(whole, size)))
    return Places(tuple(sorted(found, key=lambda place: -place.share)), mask)


def sentence(places: Sequence[Place]) -> Sentence:
    """Return what is to be said of them; empty where there are none."""
    share = f"{sum(place.share for place in places):.0%}"
    if not places:
        return Sentence("")
    if len(places) == 1:
        return Sentence("1 place, {share} of the picture, needs another photo or your brush.", share=share)
    return Sentence("{n} places, {share} of the picture, need another photo or your brush.", n=len(places), share=share)


def _without_holes(own: np.ndarray) -> np.ndarray:
    kernel = np.ones((_CLOSED_PX, _CLOSED_PX), np.uint8)
    closed = cv2.morphologyEx(own.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.zeros_like(closed), outlines, -1, 1, cv2.FILLED) > 0


def _outline(whole: np.ndarray, size: tuple[int, int]) -> tuple[tuple[float, float], ...]:
    """Return the corners of the line around what is True, near the outer edges of its cells."""
    # Lines are found through the middles of the outermost cells: of finer ones those lie near the edge.
    finer = whole.astype(np.uint8).repeat(_FINER, axis=0).repeat(_FINER, axis=1)
    lines, _ = cv2.findContours(finer, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    line = cv2.approxPolyDP(max(lines, key=len), 1.0, True)[:, 0]
    scale = np.array([size[1] / finer.shape[1], size[0] / finer.shape[0]])
    return tuple((float(x), float(y)) for x, y in (line + 0.5) * scale)


def _box(own: np.ndarray, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box of what is True, in pixels of the picture."""
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    scale_y, scale_x = size[0] / own.shape[0], size[1] / own.shape[1]
    left, top = int(columns[0] * scale_x), int(rows[0] * scale_y)
    right, bottom = int(np.ceil((columns[-1] + 1) * scale_x)), int(np.ceil((rows[-1] + 1) * scale_y))
    return left, top, min(right, size[1]) - left, min(bottom, size[0]) - top
