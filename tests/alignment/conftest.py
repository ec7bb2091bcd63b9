"""Pictures with structure everywhere, and views of them by known homographies."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.images import Frame

View = Callable[..., Frame]
SIZE = (300, 400)


def make_texture(seed: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """Return `(H, W, 3)` uint8: blobs, patches and edges at several scales."""
    rng = np.random.default_rng(seed)
    height, width = size
    picture = np.full((height, width, 3), 128, np.float32)
    for sigma, strength in ((2, 60), (6, 150), (20, 400)):
        picture += cv2.GaussianBlur(rng.normal(0, strength, (height, width, 3)).astype(np.float32), (0, 0), sigma)
    for _ in range(60):
        x, y = rng.integers(0, width), rng.integers(0, height)
        colour = tuple(int(c) for c in rng.integers(0, 255, 3))
        w, h = (int(s) for s in rng.integers(6, 40, 2))
        cv2.rectangle(picture, (int(x), int(y)), (int(x) + w, int(y) + h), colour, -1, cv2.LINE_AA)
    return np.clip(picture, 0, 255).astype(np.uint8)


def tilted(angle_deg: float, shift: tuple[float, float] = (0, 0), tilt: float = 3e-4) -> np.ndarray:
    """Return a homography of a picture of `SIZE`: turned about its centre, tilted, shifted."""
    height, width = SIZE
    to_centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turn = np.array([[c, -s, shift[0]], [s, c, shift[1]], [tilt, -tilt / 2, 1.0]])
    return np.linalg.inv(to_centre) @ turn @ to_centre


def render(picture: np.ndarray, H_ref_from_frame: np.ndarray, name: str, gain: float = 1.0) -> Frame:
    """Return the frame that `H_ref_from_frame` takes to the picture's grid, black outside the picture."""
    height, width = SIZE
    warped = cv2.warpPerspective(
        picture, np.linalg.inv(H_ref_from_frame), (width, height), flags=cv2.INTER_LANCZOS4, borderValue=(40, 40, 40)
    )
    pixels = np.clip(warped * gain, 0, 255).astype(np.uint8)
    pixels.flags.writeable = False
    return Frame(name, Path(name), pixels)


def mean_error_px(H_estimate: np.ndarray, H_true: np.ndarray) -> float:
    """Return the mean transfer error over the frame's overlap with the picture."""
    H_true = geometry.normalised(H_true, SIZE)
    points = geometry.points_in_overlap(H_true, SIZE, SIZE)
    return float(geometry.transfer_error_px(H_estimate, H_true, points).mean())


@pytest.fixture(scope="session")
def texture() -> np.ndarray:
    """One structured picture."""
    return make_texture(0)
