"""Homographies and points, in numpy float64.

Points are `(N, 2)` as (x, y), pixel centres at integers, the origin at the centre of the top-left pixel. Sizes
are (height, width). `H_b_from_a` takes homogeneous points of a to b: `x_b ~ H_b_from_a @ x_a`, so neighbours
cancel when composed: `H_c_from_b @ H_b_from_a`. Textbook: Hartley and Zisserman, Multiple View Geometry, 2nd ed.
"""

import numpy as np

IDENTITY = np.eye(3)
IDENTITY.flags.writeable = False


def transfer(H_b_from_a: np.ndarray, points_a: np.ndarray) -> np.ndarray:
    """Return `(N, 2)` points in b; a point on or behind the horizon becomes NaN.

    The sign of the third coordinate tells the sides of the horizon apart: `H_b_from_a` must be `normalised`
    so that it is positive in front of the camera.
    """
    homogeneous = points_a @ H_b_from_a[:, :2].T + H_b_from_a[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        points = homogeneous[:, :2] / homogeneous[:, 2:]
    points[homogeneous[:, 2] <= 0] = np.nan
    return points


def normalised(H_b_from_a: np.ndarray, size_a: tuple[int, int]) -> np.ndarray:
    """Return the same homography scaled so that the centre of a picture of `size_a` has third coordinate 1.

    Raises:
        ValueError: the matrix is not a homography of that picture (singular, not finite, or its horizon runs through
            the picture's centre).
    """
    if H_b_from_a.shape != (3, 3) or not np.isfinite(H_b_from_a).all() or not H_b_from_a.any():
        raise ValueError("a homography is a finite 3 x 3 matrix")
    height, width = size_a
    w = H_b_from_a[2] @ [(width - 1) / 2, (height - 1) / 2, 1.0]
    scale = np.abs(H_b_from_a).max()
    if abs(w) < 1e-12 * scale or abs(np.linalg.det(H_b_from_a / scale)) < 1e-15:
        raise ValueError("the homography is singular or its horizon runs through the picture's centre")
    return H_b_from_a / w


def inverse(H_b_from_a: np.ndarray, size_a: tuple[int, int]) -> np.ndarray:
    """Return `H_a_from_b`, scaled so that what lies before the camera has a positive third coordinate."""
    return np.linalg.inv(normalised(H_b_from_a, size_a))


def corners(size: tuple[int, int]) -> np.ndarray:
    """Return the four outer pixel centres of a picture, `(4, 2)`: top-left, top-right, bottom-right, bottom-left."""
    height, width = size
    return np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], float)


def grid_points(size: tuple[int, int], n_across: int = 20) -> np.ndarray:
    """Return `(n_across ** 2, 2)` points spread evenly over a picture."""
    height, width = size
    x, y = np.meshgrid(np.linspace(0, width - 1, n_across), np.linspace(0, height - 1, n_across))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def scaling(scale_x: float, scale_y: float) -> np.ndarray:
    """Return `H_resized_from_original` of a resize by the factors: `x -> (x + 0.5) * scale - 0.5`."""
    return np.array([[scale_x, 0, 0.5 * scale_x - 0.5], [0, scale_y, 0.5 * scale_y - 0.5], [0, 0, 1.0]])


def resizing(size: tuple[int, int], new_size: tuple[int, int]) -> np.ndarray:
    """Return `H_resized_from_original` of a resize from `size` to `new_size`."""
    return scaling(new_size[1] / size[1], new_size[0] / size[0])


def is_inside(points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return `(N,)` bool: the point lies on the picture's pixels (up to half a pixel beyond the outer centres)."""
    height, width = size
    with np.errstate(invalid="ignore"):
        x_inside = (points[:, 0] >= -0.5) & (points[:, 0] <= width - 0.5)
        return x_inside & (points[:, 1] >= -0.5) & (points[:, 1] <= height - 0.5)


def valid_rows(
    H_ref_from_frame: np.ndarray, frame_size: tuple[int, int], width: int, first_row: int, last_row: int
) -> np.ndarray:
    """Return `(rows, width)` bool: the reference pixel sees the inside of the frame, in front of the horizon.

    Inside means at most half a pixel beyond the outer pixel centres, that is on the pixels' area. In homogeneous
    coordinates each side of the frame is a half-plane of the reference grid, so every row is one interval.
    """
    height, frame_width = frame_size
    M = inverse(H_ref_from_frame, frame_size)
    sides = np.array(
        [
            M[0] + 0.5 * M[2],
            (frame_width - 0.5) * M[2] - M[0],
            M[1] + 0.5 * M[2],
            (height - 0.5) * M[2] - M[1],
            M[2],
        ]
    )
    rows = np.arange(first_row, last_row, dtype=float)
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    with np.errstate(over="ignore"):
        for a, b, c in sides:
            rest = b * rows + c
            if a == 0:
                high[rest < 0] = -np.inf
            elif a > 0:
                low = np.maximum(low, -rest / a)
            else:
                high = np.minimum(high, -rest / a)
    # In whole pixels, which compare much faster; a little slack takes in what lies on the border exactly.
    first = np.ceil(np.clip(low - 1e-9, 0, width)).astype(np.int32)
    last = np.floor(np.clip(high + 1e-9, -1, width - 1)).astype(np.int32)
    x = np.arange(width, dtype=np.int32)
    return (x >= first[:, None]) & (x <= last[:, None])


def overlap_fraction(H_ref_from_frame: np.ndarray, frame_size: tuple[int, int], ref_size: tuple[int, int]) -> float:
    """Return which share of the reference's area the frame sees, in [0, 1]."""
    H_frame_from_ref = inverse(H_ref_from_frame, frame_size)
    return float(is_inside(transfer(H_frame_from_ref, grid_points(ref_size, 40)), frame_size).mean())


def transfer_error_px(H_estimate: np.ndarray, H_true: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return `(N,)` distances between the points transferred by both homographies, infinite where either has none."""
    distance = np.linalg.norm(transfer(H_estimate, points) - transfer(H_true, points), axis=1)
    return np.where(np.isfinite(distance), distance, np.inf)


def corner_error_px(H_estimate: np.ndarray, H_true: np.ndarray, size: tuple[int, int]) -> float:
    """Return the mean distance of the four corners of a picture of `size`, transferred by both homographies."""
    return float(transfer_error_px(normalised(H_estimate, size), normalised(H_true, size), corners(size)).mean())


def points_in_overlap(
    H_ref_from_frame: np.ndarray, frame_size: tuple[int, int], ref_size: tuple[int, int], n_across: int = 20
) -> np.ndarray:
    """Return `(N, 2)` points spread over the part of the frame that lies in the reference, in frame pixels."""
    points = grid_points(frame_size, n_across)
    return points[is_inside(transfer(normalised(H_ref_from_frame, frame_size), points), ref_size)]


def is_plausible(
    H_ref_from_frame: np.ndarray, frame_size: tuple[int, int], points: np.ndarray, max_zoom: float = 20.0
) -> bool:
    """Tell whether a camera could have seen a flat thing so at the points: no mirror image, no collapse, all in front.

    Args:
        H_ref_from_frame: the homography.
        frame_size: (height, width).
        points: `(N, 2)` where the frame shows the flat thing; elsewhere its plane may well pass the horizon.
        max_zoom: the largest believable change of length at any of them, and its inverse the smallest.
    """
    if not len(points):
        return False
    try:
        H = normalised(H_ref_from_frame, frame_size)
    except ValueError:
        return False
    w = points @ H[2, :2] + H[2, 2]
    if (w < 0.02).any():
        return False
    # The determinant of the Jacobian of a homography is det(H) / w^3: it gives the local change of area.
    areas = np.linalg.det(H) / w**3
    return bool((areas > max_zoom**-2).all() and (areas < max_zoom**2).all())


def zoom_at(H_b_from_a: np.ndarray, point_a: np.ndarray) -> float:
    """Return how much longer things around a point `(2,)` of a are in b: the root of the change of area.

    That is det(H) / w^3, the determinant of the Jacobian, with w the point's third coordinate; NaN on or behind the
    horizon, as in `transfer`.
    """
    w = H_b_from_a[2, :2] @ point_a + H_b_from_a[2, 2]
    if w <= 0:
        return float("nan")
    return float(np.sqrt(abs(np.linalg.det(H_b_from_a) / w**3)))


def dlt(points_a: np.ndarray, points_b: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Return `H_b_from_a` that fits at least four matches best, by the normalised DLT (H&Z algorithm 4.2).

    Args:
        points_a: `(N, 2)`.
        points_b: `(N, 2)`.
        weights: `(N,)`, non-negative; equal if None.

    Raises:
        ValueError: fewer than four matches, or a degenerate configuration (three of four on a line).
    """
    if len(points_a) < 4 or points_a.shape != points_b.shape:
        raise ValueError("a homography needs at least four matches")
    T_a, a = _conditioned(points_a)
    T_b, b = _conditioned(points_b)
    ones, zeros = np.ones((len(a), 1)), np.zeros((len(a), 3))
    a_h = np.hstack([a, ones])
    rows = np.vstack([np.hstack([zeros, -a_h, b[:, 1:] * a_h]), np.hstack([a_h, zeros, -b[:, :1] * a_h])])
    if weights is not None:
        rows = rows * np.sqrt(np.concatenate([weights, weights]))[:, None]
    _, singular, Vt = np.linalg.svd(rows, full_matrices=True)
    if singular[7] < 1e-9 * singular[0]:
        raise ValueError("the matches do not fix a homography (too many lie on one line)")
    H = np.linalg.inv(T_b) @ Vt[-1].reshape(3, 3) @ T_a
    return H / H[2, 2] if abs(H[2, 2]) > 1e-12 else H


def _conditioned(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the similarity that puts the centroid at 0 and the mean distance at sqrt(2), and the points under it."""
    centre = points.mean(axis=0)
    spread = np.linalg.norm(points - centre, axis=1).mean()
    scale = np.sqrt(2) / spread if spread > 0 else 1.0
    T = np.array([[scale, 0, -scale * centre[0]], [0, scale, -scale * centre[1]], [0, 0, 1.0]])
    return T, (points - centre) * scale
