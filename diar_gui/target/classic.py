"""The ColorChecker Classic: its 24 patches as their maker publishes them, for charts made from November 2014 on.

CIELAB under D50, for the observer of 1931, as X-Rite publishes them; charts of before differ by a mean of 1.0 dE2000.
"""

import numpy as np

from diar_gui.gamuts import D50

CHART = "ColorChecker Classic, values of November 2014"

N_ROWS, N_COLUMNS = 4, 6
WHITE, NEUTRALS = 18, slice(18, 24)

_PATCHES = {
    "dark skin": (37.54, 14.37, 14.92),
    "light skin": (64.66, 19.27, 17.50),
    "blue sky": (49.32, -3.82, -22.54),
    "foliage": (43.46, -12.74, 22.72),
    "blue flower": (54.94, 9.61, -24.79),
    "bluish green": (70.48, -32.26, -0.37),
    "orange": (62.73, 35.83, 56.50),
    "purplish blue": (39.43, 10.75, -45.17),
    "moderate red": (50.57, 48.64, 16.67),
    "purple": (30.10, 22.54, -20.87),
    "yellow green": (71.77, -24.13, 58.19),
    "orange yellow": (71.51, 18.24, 67.37),
    "blue": (28.37, 15.42, -49.80),
    "green": (54.38, -39.72, 32.27),
    "red": (42.43, 51.05, 28.62),
    "yellow": (81.80, 2.67, 80.41),
    "magenta": (50.63, 51.28, -14.12),
    "cyan": (49.57, -29.71, -28.32),
    "white": (95.19, -1.03, 2.93),
    "neutral 8": (81.29, -0.57, 0.44),
    "neutral 6.5": (66.89, -0.75, -0.06),
    "neutral 5": (50.76, -0.13, 0.14),
    "neutral 3.5": (35.63, -0.46, -0.48),
    "black": (20.64, 0.07, -0.46),
}

NAMES = tuple(_PATCHES)
"""Of the patches, row by row; the first is at the top left where the greys are at the bottom."""

LAB = np.array(list(_PATCHES.values()))
"""`(24, 3)` CIELAB under D50."""

_KNEE = 6 / 29


def lab_from_xyz(xyz: np.ndarray) -> np.ndarray:
    """Return CIELAB of `(..., 3)` XYZ under D50, white at Y = 1."""
    share = xyz / D50
    root = np.where(share > _KNEE**3, np.cbrt(share), share / (3 * _KNEE**2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def xyz_from_lab(lab: np.ndarray) -> np.ndarray:
    """Return XYZ under D50, white at Y = 1, of `(..., 3)` CIELAB."""
    y = (lab[..., 0] + 16) / 116
    root = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    return np.where(root > _KNEE, root**3, 3 * _KNEE**2 * (root - 4 / 29)) * D50


XYZ = xyz_from_lab(LAB)
"""`(24, 3)` XYZ under D50, white at Y = 1."""
