"""What is known about one pixel of the grid, read straight from the arrays of a run. Knows no Qt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from diar_gui.reconstruction import Reconstruction


@dataclass(frozen=True)
class Reading:
    """One pixel: its place on the grid, and what a reconstruction knows of it.

    colour: (R, G, B) of the clean picture in 8 bits; None before there is one.
    shares: (index of the photo in the stack, its share in (0, 1]), the largest first; without those that give nothing.
    n_clean: how many photos agree with the picture there; None before there is one.
    confidence: how sure the method is, in [0, 1]; None where it does not know.
    """

    x: int
    y: int
    colour: tuple[int, int, int] | None = None
    shares: tuple[tuple[int, float], ...] = ()
    n_clean: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, eq=False)
class Probe:
    """Answers for any pixel of a grid of `size` (height, width); the reconstruction may be smaller, for a preview."""

    size: tuple[int, int]
    reconstruction: "Reconstruction | None" = None

    def at(self, x: float, y: float) -> Reading | None:
        """Return what is known at a point in grid pixels (pixel centres at integers); None outside of the grid.

        Reads one number per photo.
        """
        column, row = int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
        height, width = self.size
        if not (0 <= column < width and 0 <= row < height):
            return None
        made = self.reconstruction
        if made is None:
            return Reading(column, row)
        i = _scaled(row, height, made.picture.shape[0])
        j = _scaled(column, width, made.picture.shape[1])
        r, g, b = (made.picture[i, j] >> (8 if made.picture.dtype == np.uint16 else 0)).tolist()
        weights = made.weights[:, i, j]
        order = np.argsort(-weights.astype(np.int16), kind="stable")
        shares = tuple((int(t), float(weights[t]) / 255) for t in order if weights[t])
        confidence = None if made.confidence is None else float(made.confidence[i, j]) / 255
        return Reading(column, row, (r, g, b), shares, int(made.coverage[i, j]), confidence)


def _scaled(index: int, length: int, new_length: int) -> int:
    """Return the index of the pixel that covers the centre of pixel `index` after a resize."""
    return min(new_length - 1, int((index + 0.5) * new_length / length))
