"""How far apart two colours look: CIEDE2000 (ISO/CIE 11664-6:2022)."""

import numpy as np

_C_POWER = 25.0**7


def ciede2000(lab_a: np.ndarray, lab_b: np.ndarray, *, weighs_lightness: bool = True) -> np.ndarray:
    """Return the differences of `(..., 3)` CIELAB colours, `(...)`.

    Args:
        lab_a: the ones.
        lab_b: the others.
        weighs_lightness: False for "SL = 1", by which differences in lightness count alike in light and dark colours.
    """
    (L_a, a_a, b_a), (L_b, a_b, b_b) = np.moveaxis(lab_a, -1, 0), np.moveaxis(lab_b, -1, 0)
    mean_chroma = (np.hypot(a_a, b_a) + np.hypot(a_b, b_b)) / 2
    stretch = 1.5 - 0.5 * _saturation(mean_chroma)
    a_a, a_b = stretch * a_a, stretch * a_b
    C_a, C_b = np.hypot(a_a, b_a), np.hypot(a_b, b_b)
    h_a, h_b = np.arctan2(b_a, a_a), np.arctan2(b_b, a_b)
    turn = (h_b - h_a + np.pi) % (2 * np.pi) - np.pi
    dL, dC, dH = L_b - L_a, C_b - C_a, 2 * np.sqrt(C_a * C_b) * np.sin(turn / 2)
    L, C = (L_a + L_b) / 2, (C_a + C_b) / 2
    h = np.where(C_a * C_b == 0, h_a + h_b, h_a + turn / 2)
    T = (
        1
        - 0.17 * np.cos(h - np.deg2rad(30))
        + 0.24 * np.cos(2 * h)
        + 0.32 * np.cos(3 * h + np.deg2rad(6))
        - 0.20 * np.cos(4 * h - np.deg2rad(63))
    )
    S_L = 1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2) if weighs_lightness else 1.0
    S_C, S_H = 1 + 0.045 * C, 1 + 0.015 * C * T
    degrees = np.rad2deg(h) % 360
    angle = np.deg2rad(60) * np.exp(-(((degrees - 275) / 25) ** 2))
    R = -np.sin(angle) * 2 * _saturation(C)
    squared = (dL / S_L) ** 2 + (dC / S_C) ** 2 + (dH / S_H) ** 2 + R * (dC / S_C) * (dH / S_H)
    return np.sqrt(np.maximum(squared, 0))


def _saturation(chroma: np.ndarray) -> np.ndarray:
    return np.sqrt(chroma**7 / (chroma**7 + _C_POWER))
