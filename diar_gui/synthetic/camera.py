"""Where the camera stands, and which homography that makes.

Plane coordinates: the subject lies in Z = 0, x to the right and y down, its height from -1 to 1; the camera is at
positive Z (towards the viewer).
"""

import numpy as np

from diar_gui import geometry


def plane_from_grid(size: tuple[int, int], centre: tuple[float, float], field: float) -> np.ndarray:
    """Return the `(3, 3)` map from pixels of a frontal grid of `size` to the plane.

    Args:
        size: (height, width).
        centre: plane coordinates of the grid's centre.
        field: half the grid's height in plane units.
    """
    height, width = size
    scale = 2 * field / height
    return np.array(
        [
            [scale, 0, centre[0] + scale * (0.5 - width / 2)],
            [0, scale, centre[1] + scale * (0.5 - height / 2)],
            [0, 0, 1.0],
        ]
    )


def H_frame_from_plane(  # noqa: N802 - the house's name for a homography
    position: np.ndarray, target: np.ndarray, roll: float, focal_px: float, size: tuple[int, int]
) -> np.ndarray:
    """Return the homography of a pinhole camera that looks from `position` (x, y, z) at `target` (x, y) of the plane.

    H&Z section 8.1.1: for points of the plane Z = 0 the camera matrix K [R | t] loses its third column.

    Args:
        position: `(3,)`, z above 0.
        target: `(2,)`.
        roll: radians about the optical axis.
        focal_px: focal length in pixels.
        size: (height, width) of the frame.
    """
    forward = np.array([target[0], target[1], 0.0]) - position
    forward /= np.linalg.norm(forward)
    down = np.array([0.0, 1.0, 0.0]) - forward[1] * forward
    down /= np.linalg.norm(down)
    right = np.cross(forward, down)  # not the other way round: with z towards the viewer, x, y and z are left-handed
    c, s = np.cos(roll), np.sin(roll)
    R = np.stack([c * right + s * down, -s * right + c * down, forward])
    t = -R @ position
    K = np.array([[focal_px, 0, (size[1] - 1) / 2], [0, focal_px, (size[0] - 1) / 2], [0, 0, 1.0]])
    return geometry.normalised(K @ np.stack([R[:, 0], R[:, 1], t], axis=1), (1, 1))


def random_position(
    rng: np.random.Generator, target: np.ndarray, distance: float, max_tilt_degrees: float
) -> np.ndarray:
    """Return a point `distance` from `target`, tilted from the plane's normal by at most `max_tilt_degrees`.

    The tilt is the bound times a number in [0, 1] that is a little more often large than small; its direction is any.
    """
    tilt = np.radians(max_tilt_degrees) * rng.uniform() ** 0.75
    azimuth = rng.uniform(0, 2 * np.pi)
    offset = np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)])
    return np.array([target[0], target[1], 0.0]) + distance * offset


def jittered(rng: np.random.Generator, size: tuple[int, int], max_px: float) -> np.ndarray:
    """Return a homography near the identity that moves each corner by at most `max_px`."""
    corners = geometry.corners(size)
    angle, length = rng.uniform(0, 2 * np.pi, 4), max_px * np.sqrt(rng.uniform(0, 1, 4))
    return geometry.dlt(corners, corners + np.stack([np.cos(angle), np.sin(angle)], axis=1) * length[:, None])
