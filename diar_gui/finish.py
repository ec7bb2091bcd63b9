"""The finish that a user gives the picture: exposure, white point, warmth, and the even white of a board or a page.

All of it multiplies linear light. Without evening it is a look-up per channel; where the photos have wider colours than
sRGB the same factors go through a matrix, so that both pictures of a reconstruction show the same.
"""

from dataclasses import replace

import cv2
import numpy as np

from diar_gui.colour import LUMA, encoded_from_linear, linear_from_encoded
from diar_gui.edits import Finish
from diar_gui.gamuts import at_rest, converted, xyz_of
from diar_gui.images import shrunk
from diar_gui.names import EXPOSURE_RANGE_EV
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction
from diar_gui.reconstruction.guided import rows_at
from diar_gui.scratch import Scratch, release

PAPER_LIGHT = 0.9
"""Linear light that white paper gets, of 1: a little less than what burns out."""

_DAYLIGHT_K = 6504.0
_DARKEST_WHITE, _LARGEST_RATIO = 0.01, 8.0
_BAND_ROWS = 256
_EVEN_SIDE_PX = 400
_WIDEST_INK = 0.12  # of the long side: darker places that are narrower are ink, not shade
_SOFT = 0.03  # of the long side, by which the light that was found is smoothed
_LEAST_LIGHT = 0.25  # of the usual one: no lamp leaves a board darker, so what seems to be is a dark picture on it
_DARKEST = 0.02
_PAPER_IS_WHITE = 0.88  # of the light around it: from there on it counts as blank


def white_at(picture: np.ndarray, x: float, y: float) -> tuple[float, float, float] | None:
    """Return the linear light of a place that is to become white; None outside, and where it is too dark or coloured.

    Args:
        picture: `(H, W, 3)` uint8 or uint16 sRGB, without a finish.
        x: of the place, pixel centres at integers; what is around it counts too.
        y: likewise.
    """
    height, width = picture.shape[:2]
    column, row = round(x), round(y)
    if not (0 <= column < width and 0 <= row < height):
        return None
    reach = max(2, round(0.004 * max(height, width)))
    around = picture[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
    # The median leaves out a line of ink or a speck.
    red, green, blue = np.median(linear_from_encoded(np.ascontiguousarray(around)).reshape(-1, 3), axis=0)
    if min(red, green, blue) < _DARKEST_WHITE or max(red, green, blue) > _LARGEST_RATIO * min(red, green, blue):
        return None
    return float(red), float(green), float(blue)


def with_white(finish: Finish, white: tuple[float, float, float]) -> Finish:
    """Return the finish under which a place of this light is neutral, and as bright as white paper.

    Args:
        finish: that is to be changed; its warmth is taken back.
        white: as `white_at` gives it.
    """
    low, high = EXPOSURE_RANGE_EV
    exposure_ev = np.clip(np.log2(PAPER_LIGHT / (LUMA @ np.array(white))), low, high)
    return replace(finish, white=white, exposure_ev=round(float(exposure_ev), 2), warmth_mired=0.0)


def factors(finish: Finish) -> np.ndarray:
    """Return what linear R, G, B of sRGB are multiplied by, `(3,)` float64; evening comes besides."""
    made = np.full(3, 2.0**finish.exposure_ev)
    if finish.white is not None:
        white = np.array(finish.white)
        made *= float(LUMA @ white) / white
    if finish.warmth_mired:
        warm = _daylight(1e6 / (1e6 / _DAYLIGHT_K + finish.warmth_mired)) / _daylight(_DAYLIGHT_K)
        made *= warm / float(LUMA @ warm)
    return made


def _daylight(kelvin: float) -> np.ndarray:
    """Return linear R, G, B of daylight of a colour temperature from 4000 to 25000 K (CIE 15:2004, 3.1)."""
    t = 1e3 / kelvin
    if kelvin <= 7000:
        x = 0.244063 + 0.09911 * t + 2.9678 * t**2 - 4.6070 * t**3
    else:
        x = 0.237040 + 0.24748 * t + 1.9018 * t**2 - 2.0064 * t**3
    y = -3 * x**2 + 2.87 * x - 0.275
    # `xyz_of` is under D50; only what two of these are to one another is asked of it.
    return np.linalg.solve(xyz_of("srgb"), [x / y, 1.0, (1 - x - y) / y])


def finished(made: Reconstruction, finish: Finish, scratch: Scratch, progress: Progress) -> Reconstruction:
    """Return the reconstruction with its picture under the finish; weights and maps stay as they are.

    Args:
        made: without a finish; it comes back itself where there is none to give.
        finish: what is wanted.
        scratch: hands out the new pictures.
        progress: receives the reports; tells whether the user asked to stop.

    Raises:
        Cancelled: the user asked to stop.
        ExportError: the disk for temporary files is full.
    """
    if finish == Finish():
        return made
    by = factors(finish)
    lights = light_of(made) if finish.is_even else None
    if made.wide is None:
        picture, wide = _multiplied(made.picture, by, "srgb", lights, scratch, progress), None
    else:
        wide = _multiplied(made.wide, by, made.space, lights, scratch, progress)
        picture = at_rest(wide, made.space, "srgb", 8 * made.picture.dtype.itemsize)
    if lights is not None and (seen := made.seen) is not None:
        for pixels in (picture, wide):
            if pixels is not None:
                pixels[~seen] = 0
    for pixels in (picture, wide):
        if pixels is not None:
            pixels.flags.writeable = False
    progress.update(1.0)
    return replace(made, picture=picture, wide=wide)


def _multiplied(
    pixels: np.ndarray,
    by: np.ndarray,
    space: str,
    lights: np.ndarray | None,
    scratch: Scratch,
    progress: Progress,
) -> np.ndarray:
    """Return pixels at rest, their linear light multiplied by factors of sRGB, and evened by `light_of`."""
    into = scratch.empty(pixels.shape, pixels.dtype)
    bits = 8 * pixels.dtype.itemsize
    height = len(pixels)
    table = _table(by, bits) if space == "srgb" and lights is None else None
    for first in range(0, height, _BAND_ROWS):
        progress.update(first / height, "Finishing the picture")
        rows = slice(first, min(height, first + _BAND_ROWS))
        if table is not None:
            cv2.LUT(np.ascontiguousarray(pixels[rows]), table, dst=into[rows])
        else:
            linear = converted(linear_from_encoded(np.ascontiguousarray(pixels[rows])), "srgb", space)
            linear *= by.astype(np.float32)
            if lights is not None:
                linear /= rows_at(lights, (height, pixels.shape[1]), rows.start, rows.stop)
            into[rows] = encoded_from_linear(converted(linear, space, "srgb"), bits)
        release(into[rows])
    return into


def _table(by: np.ndarray, bits: int) -> np.ndarray:
    """Return `(1, n_levels, 3)`: what each level becomes, in each channel."""
    levels = np.arange(2**bits).astype(np.uint8 if bits == 8 else np.uint16)
    linear = linear_from_encoded(levels)[:, None] * by.astype(np.float32)
    return encoded_from_linear(linear, bits)[None]


def light_of(made: Reconstruction) -> np.ndarray:
    """Return `(h, w, 3)` float32 linear sRGB: what a blank board or page would show, place by place.

    Ink is narrower than what the light changes over: it vanishes where each place gets the brightest around it and that
    the darkest of those again (a closing).
    """
    # Shrinking averages noise and specks away first; what nobody saw is nothing.
    small = linear_from_encoded(shrunk(made.picture, _EVEN_SIDE_PX))
    height, width = small.shape[:2]
    seen = made.seen
    if seen is not None:
        inside = cv2.resize(seen.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) > 0.99
        small[~inside] = 0
    size = 2 * round(_WIDEST_INK * max(height, width) / 2) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    sigma = _SOFT * max(height, width)
    light = cv2.GaussianBlur(closed, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    inside = light if seen is None else light[small.any(axis=2)]
    usual = np.percentile(inside.reshape(-1, 3), 90, axis=0) if inside.size else np.ones(3)
    least = np.maximum(_LEAST_LIGHT * usual, _DARKEST).astype(np.float32)
    return np.maximum(light, least) * np.float32(_PAPER_IS_WHITE)
