"""One colour per photo for maps, bars and legends, told apart by colour-blind eyes too. Knows no Qt.

Eight colours by hand (after Okabe and Ito, without their black); more photos get the same hues darker or paler, and
stripes, so that no two of the first forty look alike.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_BASE = np.array(
    [
        (0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 121, 167),
        (86, 180, 233), (213, 94, 0), (240, 228, 66), (136, 34, 85),
    ],
    np.uint8,
)  # fmt: skip

_TIERS = ((0.0, 0), (-0.45, 1), (0.5, -1), (-0.45, -1), (0.5, 1))  # (change of lightness, direction of stripes)
_STRIPE_CONTRAST = 0.55
NOWHERE = (70, 70, 70)
"""Colour of places that no photo sees."""


@dataclass(frozen=True)
class PhotoColour:
    """How a photo is drawn: `rgb`, and stripes of `stripe_rgb` in a direction (0: none, 1: rising, -1: falling)."""

    rgb: tuple[int, int, int]
    stripe_rgb: tuple[int, int, int]
    stripes: int


def photo_colour(place: int) -> PhotoColour:
    """Return the colour of the photo with this index in the stack; they repeat after forty."""
    change, stripes = _TIERS[place // len(_BASE) % len(_TIERS)]
    colour = _BASE[place % len(_BASE)].astype(float)
    rgb = _shifted(colour, change)
    # Darker stripes on pale colours, paler ones on dark.
    stripe = _shifted(np.array(rgb, float), _STRIPE_CONTRAST if change < 0 else -_STRIPE_CONTRAST)
    return PhotoColour(rgb, stripe, stripes)


def _shifted(colour: np.ndarray, change: float) -> tuple[int, int, int]:
    """Return the colour moved towards white (change > 0) or black (< 0) by a fraction of the way."""
    end = 255.0 if change > 0 else 0.0
    r, g, b = np.rint(colour + (end - colour) * abs(change)).astype(int)
    return int(r), int(g), int(b)


def source_colours(source: np.ndarray, n_photos: int, stripe_px: int) -> np.ndarray:
    """Return `(H, W, 3)` uint8: each photo's colour where it gave most of the pixel, `NOWHERE` where none did.

    Args:
        source: `(H, W)` uint16 index of the photo; `n_photos` or more where none sees the pixel.
        n_photos: how many there are.
        stripe_px: width of the stripes of photos beyond the eighth.
    """
    n_colours = min(n_photos, len(_BASE) * len(_TIERS))
    colours = [photo_colour(place) for place in range(n_colours)]
    index = (source % n_colours).astype(np.uint8)
    index[source >= n_photos] = n_colours
    made = _looked_up(index, [c.rgb for c in colours])
    if n_photos > len(_BASE):
        stripes = _looked_up(index, [c.stripe_rgb for c in colours])
        made = np.where(_is_striped(index, colours, stripe_px)[..., None], stripes, made)
    return made


def _looked_up(index: np.ndarray, colours: list[tuple[int, int, int]]) -> np.ndarray:
    """Return the colours of `(H, W)` uint8 indices; `NOWHERE` for the index after the last."""
    table = np.zeros((256, 1, 3), np.uint8)
    table[: len(colours) + 1, 0] = [*colours, NOWHERE]
    return cv2.LUT(cv2.merge([index] * 3), table)


def _is_striped(index: np.ndarray, colours: list[PhotoColour], stripe_px: int) -> np.ndarray:
    y, x = np.ogrid[: index.shape[0], : index.shape[1]]
    direction = np.array([c.stripes for c in colours] + [0], np.int8)[index]
    rising, falling = ((y + x) // stripe_px) % 3 == 0, ((y - x) // stripe_px) % 3 == 0
    return ((direction == 1) & rising) | ((direction == -1) & falling)
