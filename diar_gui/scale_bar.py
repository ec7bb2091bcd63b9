"""A scale bar of a picture whose true size is known, as a picture of its own: the picture itself stays as it is."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from diar_gui.errors import ExportError
from diar_gui.images import encode_image
from diar_gui.names import MM_PER_INCH

_MOST_OF_WIDTH = 0.5
_PARTS = {1: 10, 2: 4, 5: 5}
"""How many parts a bar has by the first digit of its length."""

_LEAST_HEIGHT_PX, _HEIGHT_OF_WIDTH = 12, 1 / 80
_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, eq=False)
class ScaleBar:
    """pixels: `(h, w, 3)` uint8, black and white. length_mm: what the bar shows. left_px: where it begins."""

    pixels: np.ndarray
    length_mm: float
    left_px: int


def scale_bar(pixels_per_inch: float, width_px: int) -> ScaleBar:
    """Return a bar of a round length, at most half as wide as the picture, in parts of black and white.

    Its ends and parts lie where they belong to a fraction of a pixel.

    Args:
        pixels_per_inch: of the picture, across.
        width_px: of the picture.
    """
    per_mm = pixels_per_inch / MM_PER_INCH
    length_mm, digit = _round_below(_MOST_OF_WIDTH * width_px / per_mm)
    n_parts, length_px = _PARTS[digit], length_mm * per_mm
    height = max(_LEAST_HEIGHT_PX, round(width_px * _HEIGHT_OF_WIDTH))
    text = f"{length_mm / 10:g} cm" if length_mm >= 10 else f"{length_mm:g} mm"
    size, thickness = height / 22, max(1, round(height / 12))
    (text_width, text_height), _ = cv2.getTextSize(text, _FONT, size, thickness)
    left = height + text_width // 2
    made = np.full((4 * height + text_height, left + int(np.ceil(length_px)) + left, 3), 255, np.uint8)
    made[height : 2 * height] = (255 * (1 - _black(made.shape[1], left, length_px, n_parts)) + 0.5)[:, None]
    line = max(1, height // 12)
    ends = slice(left, left + int(np.ceil(length_px)))
    made[height - line : height, ends] = made[2 * height : 2 * height + line, ends] = 0
    made[height - line : 2 * height + line, ends.stop : ends.stop + line] = 0  # closes the last part, which is white
    for words, middle in (("0", left), (text, left + round(length_px))):
        (width, _), _ = cv2.getTextSize(words, _FONT, size, thickness)
        place = middle - width // 2, 3 * height + text_height
        cv2.putText(made, words, place, _FONT, size, (0, 0, 0), thickness, cv2.LINE_AA)
    return ScaleBar(made, length_mm, left)


def scale_bar_file(path: Path, per_inch: tuple[float, float] | None, width_px: int) -> tuple[bytes | memoryview, dict]:
    """Return the file of a picture's scale bar, and what the report says of it.

    Args:
        path: whose ending chooses the kind.
        per_inch: of the picture, across and down; None where its true size is not known.
        width_px: of the picture.

    Raises:
        ExportError: the true size is not known.
    """
    if per_inch is None:
        raise ExportError("{name} cannot be drawn: a scale bar needs the picture's true size.", name=path.name)
    bar = scale_bar(per_inch[0], width_px)
    data = encode_image(bar.pixels, path.suffix.lower(), per_inch=(per_inch[0], per_inch[0]))
    return data, {"file": path.name, "length_mm": bar.length_mm}


def _round_below(most_mm: float) -> tuple[float, int]:
    """Return the largest of 1, 2, 5, 10, 20, ... that is not more, and its first digit."""
    power = 10.0 ** np.floor(np.log10(most_mm))
    digit = max(d for d in _PARTS if d * power <= most_mm * (1 + 1e-9))
    return float(digit * power), digit


def _black(width: int, left: int, length_px: float, n_parts: int) -> np.ndarray:
    """Return `(width,)`: how much of each column is black; the parts begin with black, at the left edge of `left`."""
    edges = left + length_px * np.arange(n_parts + 1) / n_parts
    columns = np.arange(width)
    made = np.zeros(width)
    for first, last in zip(edges[:-1:2], edges[1::2], strict=False):
        made += np.clip(np.minimum(columns + 1, last) - np.maximum(columns, first), 0, 1)
    return made
