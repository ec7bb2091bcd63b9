"""Glare on something that repeats is found, what belongs to the subject is not."""

import cv2
import numpy as np

from diar_gui.alignment.glare import veiled
from diar_gui.alignment.lattice import find_lattice

SIZE = (360, 480)
D = 24


def floor() -> np.ndarray:
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    return np.where((x // D + y // D) % 2, 200, 45).astype(np.float32)


def with_glare(grey: np.ndarray, at: tuple[int, int], radius: float) -> np.ndarray:
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    return grey + 400 * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * radius**2))


def as_view(grey: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(np.clip(grey, 0, 255).astype(np.uint8), (0, 0), 0.7)


def test_a_lamp_on_a_chequered_floor_is_found() -> None:
    plain = as_view(floor())
    lattice = find_lattice(plain)
    assert lattice is not None
    found = veiled(as_view(with_glare(floor(), (150, 200), 35)), lattice)
    assert found is not None
    assert found[200, 150]
    assert not found[:, 320:].any()


def test_stains_and_slow_shading_are_no_glare() -> None:
    grey = floor() * np.linspace(0.8, 1.2, SIZE[1])
    cv2.circle(grey, (300, 100), 8, (255,), -1)
    lattice = find_lattice(as_view(floor()))
    assert lattice is not None
    assert veiled(as_view(grey), lattice) is None


def test_along_a_fence_a_lamp_in_a_gap_is_found_only_where_it_hides_a_slat() -> None:
    x = np.arange(SIZE[1])
    slats = np.tile(np.where(x % 60 < 25, 90, 170), (SIZE[0], 1)).astype(np.float32)
    slats[60:75] = 60
    lattice = find_lattice(as_view(slats))
    assert lattice is not None
    assert lattice.is_row
    found = veiled(as_view(with_glare(slats, (240, 220), 50)), lattice)
    assert found is not None
    assert found[220, 240]
    assert not found[:100].any()
    assert veiled(as_view(with_glare(slats, (222, 220), 5)), lattice) is None
