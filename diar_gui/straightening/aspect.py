"""The true proportions of a rectangle that was photographed at a slant.

Z. Zhang and L.-W. He, "Whiteboard scanning and image enhancement", Digital Signal Processing 17 (2007), section 4.
"""

import re

import numpy as np

from diar_gui.names import MM_PER_INCH
from diar_gui.straightening.corners import is_convex

_TYPICAL_FOCAL = 0.85  # of the picture's long side: between a phone's main camera and a 35 mm lens
_FOCAL_SPREAD = 0.4  # of its natural logarithm: from a wide angle to a short telephoto lens
_CORNER_ERROR_PX = 0.5
_FOCALS = np.geomspace(0.25, 12, 400)  # of the long side

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": MM_PER_INCH}
_UNIT = r"(mm|cm|m|in)?"
_SIZE = re.compile(rf"\s*{_NUMBER}\s*{_UNIT}\s*([x×*:/])\s*{_NUMBER}\s*{_UNIT}\s*", re.IGNORECASE)


def estimate_aspect(corners: np.ndarray, image_size: tuple[int, int]) -> float | None:
    """Return width / height of the rectangle that the corners show, or None where they are not convex.

    The right angle between its sides fixes the focal length, and that the proportions. The flatter the view, the
    less the angle says: then a usual focal length counts, and of a frontal view the lengths of the sides alone.

    Args:
        corners: `(4, 2)`.
        image_size: (height, width) of the picture, whose optical axis is taken to go through its middle.
    """
    if not is_convex(corners):
        return None
    long_side = max(image_size)
    centre = (np.array(image_size[::-1], float) - 1) / 2
    across, down = _directions((corners - centre) / long_side)
    # How far each focal length leaves the angle from a right one, in units of what an error of the corners may do.
    cosines = _cosines(across, down, _FOCALS)
    errors = np.sqrt(np.sum(_changes(corners - centre, long_side) ** 2, axis=0)) + 1e-12
    misfit = (cosines / errors) ** 2 + (np.log(_FOCALS / _TYPICAL_FOCAL) / _FOCAL_SPREAD) ** 2
    focal = _lowest(misfit)
    aspect = _length(across, focal) / _length(down, focal)
    return float(aspect) if np.isfinite(aspect) and aspect > 0 else None


def aspect_from_text(text: str) -> float | None:
    """Return width / height of a typed size or ratio ("210 x 297 mm", "29,7x21", "3:2", "1.41"), None if it is none."""
    match = _SIZE.fullmatch(text)
    if match:
        width, height = _in_mm(match)
    else:
        match = re.fullmatch(rf"\s*{_NUMBER}\s*", text)
        if match is None:
            return None
        width, height = float(match.group(1).replace(",", ".")), 1.0
    return width / height if width > 0 and height > 0 else None


def size_mm_from_text(text: str) -> tuple[float, float] | None:
    """Return (width, height) in mm of a typed size ("210 x 297", "29.7x21 cm", "8.5x11in"); None for a mere ratio.

    A unit holds for both sides where one has none; where none is named it is mm. "3:2" and "1.41" are ratios.
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    width, height = _in_mm(match)
    is_size = match[3] not in ":/" or match[2] is not None or match[5] is not None
    return (width, height) if is_size and width > 0 and height > 0 else None


def _in_mm(match: re.Match[str]) -> tuple[float, float]:
    first, second = match[2] or match[5] or "mm", match[5] or match[2] or "mm"
    width, height = (float(match[i].replace(",", ".")) for i in (1, 4))
    return width * _UNIT_MM[first.lower()], height * _UNIT_MM[second.lower()]


def _directions(centred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the sides across and down are proportional to, as homogeneous points (the paper's n2 and n3)."""
    m1, m2, m4, m3 = np.hstack([centred, np.ones((4, 1))])
    diagonal = np.cross(m1, m4)
    k2 = diagonal @ m3 / (np.cross(m2, m4) @ m3)
    k3 = diagonal @ m2 / (np.cross(m3, m4) @ m2)
    return k2 * m2 - m1, k3 * m3 - m1


def _length(direction: np.ndarray, focal: np.ndarray | float) -> np.ndarray:
    """Return the length in space of a side, up to the factor that both share; the focal length in the same unit."""
    return np.sqrt((direction[0] ** 2 + direction[1] ** 2) / np.square(focal) + direction[2] ** 2)


def _cosines(across: np.ndarray, down: np.ndarray, focals: np.ndarray) -> np.ndarray:
    """Return the cosine of the angle in space between the sides, for each focal length."""
    product = across[:2] @ down[:2] / focals**2 + across[2] * down[2]
    return product / (_length(across, focals) * _length(down, focals))


def _changes(centred_px: np.ndarray, long_side: int) -> np.ndarray:
    """Return `(8, F)`: by how much an error of each coordinate of a corner changes the cosine."""
    at_rest = _cosines(*_directions(centred_px / long_side), _FOCALS)
    moved = []
    for i in range(8):
        shifted = centred_px.copy()
        shifted.flat[i] += _CORNER_ERROR_PX
        moved.append(_cosines(*_directions(shifted / long_side), _FOCALS) - at_rest)
    return np.array(moved)


def _lowest(misfit: np.ndarray) -> float:
    """Return the focal length of the lowest misfit, between the steps by a parabola."""
    i = int(np.clip(np.argmin(misfit), 1, len(misfit) - 2))
    before, here, after = misfit[i - 1 : i + 2]
    bend = before - 2 * here + after
    offset = float(np.clip((before - after) / (2 * bend), -1, 1)) if bend > 0 else 0.0
    step = np.log(_FOCALS[1] / _FOCALS[0])
    return float(_FOCALS[i] * np.exp(offset * step))
