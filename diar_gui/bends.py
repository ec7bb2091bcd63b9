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

MOST = 1.0
"""A control point lies nowhere farther off, in shares of the photo's sides."""

_N_NODES = 65  # along each side, between which a bend is interpolated for whole pictures: to a hundredth of a pixel
_N_ROUNDS = 10  # each brings a place nearer by the steepness of the bend, which is a tenth at most


@dataclass(frozen=True, eq=False)
class Bend:
    """The shifts of one photo.

    control: `(N_INTERVALS + 3, N_INTERVALS + 3, 2)` float64: (x, y) in shares of width and height, by row and column.
    """

    control: np.ndarray

    def __post_init__(self) -> None:
        side = N_INTERVALS + 3
        if self.control.shape != (side, side, 2) or not (np.abs(self.control) <= MOST).all():
            raise ValueError(f"a bend has {side} x {side} control points, none farther off than a photo is large")

    def shifts(self, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return `(N, 2)` by how much the photo of a size shows the points `(N, 2)` elsewhere, in its pixels."""
        return basis(points, size) @ self.control.reshape(-1, 2) * [size[1], size[0]]

    def unbent(self, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return `(N, 2)` where the homography says what a photo of a size shows at the points: `shifts` undone."""
        found = points
        for _ in range(_N_ROUNDS):
            found = points - self.shifts(found, size)
        return found

    def sources(self, H_frame_from_tile: np.ndarray, shape: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
        """Return `(*shape, 2)` float32 where the photo shows the pixels of a tile, NaN for those that it does not show.

        Args:
            H_frame_from_tile: scaled so that what lies before the camera has a positive third coordinate.
            shape: (rows, columns) of the tile.
            size: (height, width) of the photo.
        """
        x, y = np.meshgrid(np.arange(shape[1], dtype=float), np.arange(shape[0], dtype=float))
        u, v, w = (row[0] * x + row[1] * y + row[2] for row in H_frame_from_tile)
        with np.errstate(divide="ignore", invalid="ignore"):
            places = np.stack([u / w, v / w], axis=-1)
        sides = np.array([size[1], size[0]])
        last = _N_NODES - 1
        at = np.clip(np.nan_to_num((places + 0.5) / sides), 0, 1) * last
        first = np.minimum(at.astype(int), last - 1)
        t, (i, j) = at - first, (first[..., 1], first[..., 0])
        nodes = self.nodes(size)
        upper = nodes[i, j] * (1 - t[..., :1]) + nodes[i, j + 1] * t[..., :1]
        lower = nodes[i + 1, j] * (1 - t[..., :1]) + nodes[i + 1, j + 1] * t[..., :1]
        found = places + upper * (1 - t[..., 1:]) + lower * t[..., 1:]
        with np.errstate(invalid="ignore"):
            is_shown = (w > 0) & ((found >= -0.5) & (found <= sides - 0.5)).all(axis=-1)
        found[~is_shown] = np.nan
        return found.astype(np.float32)

    def nodes(self, size: tuple[int, int]) -> np.ndarray:
        """Return `(_N_NODES, _N_NODES, 2)` shifts at places spread evenly over the photo, its outline among them."""
        x, y = (np.linspace(-0.5, side - 0.5, _N_NODES) for side in (size[1], size[0]))
        grid = np.stack(np.meshgrid(x, y), axis=-1)
        return self.shifts(grid.reshape(-1, 2), size).reshape(_N_NODES, _N_NODES, 2)


def same_bend(a: Bend | None, b: Bend | None) -> bool:
    """Tell whether two photos are bent alike, or both not at all."""
    if a is None or b is None:
        return a is b
    return np.array_equal(a.control, b.control)


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
