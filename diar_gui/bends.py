"""How a photo is bent: smooth shifts of its places beyond its homography.

A sheet that is not flat, or a lens that bends straight lines, leaves a homography off by an amount that changes slowly
over the photo. It is held as a cubic B-spline on a coarse grid of control points over the photo: where the homography
says q, the photo shows the thing at `q + shift(q)`. Control points are in shares of the photo's sides, so that a bend
holds for the photo at any size, and whatever the grid that it is brought to.
"""

from dataclasses import dataclass

import numpy as np

N_INTERVALS = 5
"""So many along each side; a spline has three control points more."""


@dataclass(frozen=True, eq=False)
class Bend:
    """The shifts of one photo.

    control: `(N_INTERVALS + 3, N_INTERVALS + 3, 2)` float64: (x, y) in shares of width and height, by row and column.
    """

    control: np.ndarray

    def shifts(self, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return `(N, 2)` by how much the photo of a size shows the points `(N, 2)` elsewhere, in its pixels."""
        return basis(points, size) @ self.control.reshape(-1, 2) * [size[1], size[0]]


def basis(points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return `(N, (N_INTERVALS + 3) ** 2)`: how much of each control point counts at the points of a photo of a size.

    Beyond the photo's outline the points count as those on it.
    """
    across, down = (_along(points[:, axis], side) for axis, side in ((0, size[1]), (1, size[0])))
    return (down[:, :, None] * across[:, None, :]).reshape(len(points), -1)


def _along(values: np.ndarray, side: int) -> np.ndarray:
    """Return `(N, N_INTERVALS + 3)`, the uniform cubic B-splines at pixel coordinates along a side."""
    at = np.clip((values + 0.5) / side, 0, 1) * N_INTERVALS
    first = np.minimum(at.astype(int), N_INTERVALS - 1)
    t = at - first
    parts = np.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3], axis=1) / 6
    out = np.zeros((len(values), N_INTERVALS + 3))
    np.put_along_axis(out, first[:, None] + np.arange(4), parts, axis=1)
    return out
