"""How slanted each photo looks onto the subject: of several as sharp ones the frontal one is the best reference.

Photos of a plane are seen to be slanted by one another alone: for the right normal of the plane, and the right focal
length, two directions on the plane that are square and equally long for one camera are so for all of them.
"""

from collections.abc import Sequence

import numpy as np

from diar_gui import geometry

_FOCALS = 0.6, 0.75, 0.95, 1.2, 1.6, 2.2
"""Of a camera, in long sides of its picture: from wide phones to a short telephoto lens."""

_MAX_SLANT = np.deg2rad(65)
_N_SLANTS, _N_TURNS = 27, 48
_PRIOR = 2e-4  # of the mean square of the slants' tangents: among normals that fit alike, the less slanted views win
_LEAST_N_VIEWS = 3


def slants(
    H_ref_from_view: Sequence[np.ndarray | None], sizes: Sequence[tuple[int, int]], reference: int
) -> np.ndarray | None:
    """Return `(T,)`: the angle between each camera's axis and the plane's normal, in radians; nan where it is unknown.

    None where too few photos are placed to tell.

    Args:
        H_ref_from_view: onto the reference's view; None where unknown.
        sizes: (height, width) of each view.
        reference: index of the reference.
    """
    placed = [i for i, H in enumerate(H_ref_from_view) if H is not None]
    if len(placed) < _LEAST_N_VIEWS:
        return None
    normals = _normals()
    # Two directions on the plane, square and of unit length, for each normal.
    first = np.cross(normals, np.where(np.abs(normals[:, :1]) < 0.7, [[1.0, 0, 0]], [[0, 1.0, 0]]))
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(normals, first)
    best_cost, best = np.inf, None
    for focal in _FOCALS:
        found = np.empty((len(placed), len(normals)))  # cosines
        cost = np.zeros(len(normals))
        for row, i in enumerate(placed):
            H = H_ref_from_view[i]
            assert H is not None
            to_view = geometry.inverse(H, sizes[i]) @ _camera(sizes[reference], focal)
            rays = np.linalg.solve(_camera(sizes[i], focal), to_view)
            a, b = first @ rays.T, second @ rays.T
            aa, bb, ab = (a * a).sum(axis=1), (b * b).sum(axis=1), (a * b).sum(axis=1)
            cost += ((aa - bb) ** 2 + 4 * ab**2) / (aa + bb) ** 2
            across = np.cross(a, b)
            found[row] = np.abs(across[:, 2]) / np.linalg.norm(across, axis=1)
        cost = cost / len(placed) + _PRIOR * (1 / np.maximum(found, 0.05) ** 2 - 1).mean(axis=0)
        k = int(cost.argmin())
        if cost[k] < best_cost:
            best_cost, best = cost[k], found[:, k]
    assert best is not None
    angles = np.full(len(H_ref_from_view), np.nan)
    angles[placed] = np.arccos(np.clip(best, 0, 1))
    return angles


def _normals() -> np.ndarray:
    """Return `(n, 3)` unit normals that a camera may see a plane by, the frontal one first."""
    slant, turn = np.meshgrid(
        np.linspace(0, _MAX_SLANT, _N_SLANTS)[1:], np.linspace(0, 2 * np.pi, _N_TURNS, endpoint=False), indexing="ij"
    )
    x, y, z = np.sin(slant) * np.cos(turn), np.sin(slant) * np.sin(turn), np.cos(slant)
    return np.vstack([[[0.0, 0.0, 1.0]], np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1)])


def _camera(size: tuple[int, int], focal: float) -> np.ndarray:
    """Return the matrix from rays to pixels of a camera that looks through the middle of its picture."""
    height, width = size
    f = focal * max(size)
    return np.array([[f, 0, (width - 1) / 2], [0, f, (height - 1) / 2], [0, 0, 1.0]])
