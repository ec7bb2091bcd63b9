"""Where the points of a placement start, and where another pair goes. Knows no Qt."""

import numpy as np

from diar_gui import geometry

N_START_PAIRS = 4
_NEAR, _FAR = 0.25, 0.75  # of width and height: far apart, and away from the edges
_SPREAD = (12, 88)  # percentiles of what both pictures show, between which the points start
_MIN_APART = 0.12  # between points that start from a homography, in units of the picture's long side

Size = tuple[int, int]


def start_pairs(photo_size: Size, ref_size: Size, H_ref_from_photo: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return `(4, 2)` points of the photo and of the reference, full-size pixels, clockwise from the top left.

    Args:
        photo_size: (height, width).
        ref_size: (height, width).
        H_ref_from_photo: how the photo lies as far as is known; None puts the points at the same place in both.
    """
    if H_ref_from_photo is not None:
        found = _pairs_under(photo_size, ref_size, H_ref_from_photo)
        if found is not None:
            return found
    return _quadrilateral(photo_size), _quadrilateral(ref_size)


def _quadrilateral(size: Size) -> np.ndarray:
    at = np.array([[_NEAR, _NEAR], [_FAR, _NEAR], [_FAR, _FAR], [_NEAR, _FAR]])
    return np.rint(at * (size[1] - 1, size[0] - 1))


def _pairs_under(photo_size: Size, ref_size: Size, H: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return pairs far apart in what both pictures show; None where that is too little."""
    try:
        H = geometry.normalised(H, photo_size)
    except ValueError:
        return None
    photo_points = geometry.points_in_overlap(H, photo_size, ref_size, 40)
    if len(photo_points) < N_START_PAIRS:
        return None
    points = geometry.transfer(H, photo_points)
    (left, top), (right, bottom) = np.percentile(points, _SPREAD, axis=0)
    wanted = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    chosen = [int(np.linalg.norm(points - w, axis=1).argmin()) for w in wanted]
    for found, size in ((photo_points[chosen], photo_size), (points[chosen], ref_size)):
        apart = np.linalg.norm(found - np.roll(found, 1, axis=0), axis=1)
        if apart.min() < _MIN_APART * max(size):
            return None
    return photo_points[chosen], points[chosen]


def next_pair(
    photo_points: np.ndarray,
    reference_points: np.ndarray,
    sizes: tuple[Size, Size],
    H_ref_from_photo: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(2,)` points of photo and reference that lie far from those there are.

    Args:
        photo_points: `(N, 2)`.
        reference_points: `(N, 2)`.
        sizes: (height, width) of the photo and of the reference.
        H_ref_from_photo: takes the new point to the reference; None puts it at the same place in both.
    """
    photo_size, ref_size = sizes
    grid = geometry.grid_points(ref_size, 9)[_inner(9)]
    if H_ref_from_photo is not None:
        partners = geometry.transfer(geometry.inverse(H_ref_from_photo, photo_size), grid)
        margin = 0.05 * max(photo_size)
        inner_size = (photo_size[0] - 2 * margin, photo_size[1] - 2 * margin)
        seen = geometry.is_inside(partners - margin, (int(inner_size[0]), int(inner_size[1])))
        if seen.any():
            best = _farthest(grid[seen], reference_points)
            return partners[seen][best], grid[seen][best]
    there = grid[_farthest(grid, reference_points)]
    return np.rint(there / (ref_size[1], ref_size[0]) * (photo_size[1], photo_size[0])), there


def _inner(n_across: int) -> np.ndarray:
    """Return which points of a grid do not lie on the picture's edge."""
    is_inner = np.zeros((n_across, n_across), bool)
    is_inner[1:-1, 1:-1] = True
    return is_inner.ravel()


def _farthest(candidates: np.ndarray, points: np.ndarray) -> int:
    return int(np.linalg.norm(candidates[:, None] - points, axis=2).min(axis=1).argmax())
