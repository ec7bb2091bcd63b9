"""Maps over the reference grid as colours: weights, sources, confidence, agreement, and where a photo is missing.

Arrays in, arrays out; nothing here knows Qt. All pictures are RGB, `(H, W, 3)` uint8.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from diar_gui.gui.look.palette import NOWHERE, source_colours
from diar_gui.gui.shown.display import OUTSIDE_GREY

COLOUR_MAP = cv2.COLORMAP_VIRIDIS  # ordered in lightness too, so it reads the same to colour-blind eyes and in grey

COUNT_COLOURS = ((213, 94, 0), (230, 159, 0), (150, 190, 225), (60, 130, 190), (0, 70, 130))
"""For 0, 1, 2, 3 and more photos that agree: too few is orange, enough is blue."""

_OPACITY = 0.72
_GAPS_SIDE_PX = 1000  # a photographer needs regions, not pixels
_MIN_N_CLEAN = 2
_MIN_CONFIDENCE = 0.4


def heat_over(pixels: np.ndarray, valid: np.ndarray, weights: np.ndarray, largest: float) -> np.ndarray:
    """Return the weights as colours over the photo in grey, dark grey where the photo does not reach.

    Args:
        pixels: `(H, W, 3)` uint8.
        valid: `(H, W)` bool.
        weights: `(H, W)` uint8, 255 for a share of 1.
        largest: the share in (0, 1] that gets the last colour of the scale.
    """
    scaled = cv2.convertScaleAbs(weights, alpha=1 / largest)
    colours = cv2.cvtColor(cv2.applyColorMap(scaled, COLOUR_MAP), cv2.COLOR_BGR2RGB)
    grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    blended = cv2.addWeighted(colours, _OPACITY, grey, 1 - _OPACITY, 0)
    blended[~valid] = OUTSIDE_GREY
    return blended


def scale_colours(n_colours: int = 64) -> list[tuple[int, int, int]]:
    """Return the colours of the scale from the smallest weight to the largest, (R, G, B) each."""
    ramp = np.linspace(0, 255, n_colours).astype(np.uint8)[None]
    rgb = cv2.cvtColor(cv2.applyColorMap(ramp, COLOUR_MAP), cv2.COLOR_BGR2RGB)[0]
    return [(int(r), int(g), int(b)) for r, g, b in rgb]


def largest_share(weights: np.ndarray) -> float:
    """Return a round share, in tenths, that nearly all weights stay under: where the colour scale ends.

    Args:
        weights: `(T, H, W)` uint8, 255 for a share of 1.
    """
    step = max(1, min(weights.shape[1:]) // 200)
    share = np.percentile(weights[:, ::step, ::step], 99) / 255
    return float(np.clip(np.ceil(share * 10 - 1e-9) / 10, 0.1, 1.0))


def source_over(picture: np.ndarray, source: np.ndarray, n_photos: int) -> np.ndarray:
    """Return who gave most of each pixel, as the photos' colours over the picture in grey.

    Args:
        picture: `(H, W, 3)` uint8.
        source: `(H, W)` uint16 index of the photo; `n_photos` or more where none sees the pixel.
        n_photos: how many there are.
    """
    stripe_px = max(2, max(source.shape) // 220)
    return _over(picture, source_colours(source, n_photos, stripe_px), source >= n_photos)


def sources_of(weights: np.ndarray, sizes: Sequence[tuple[int, int]]) -> list[np.ndarray]:
    """Return who gave most of each pixel of smaller pictures: one `(h, w)` uint16 map per size, T where none did.

    Colours of single pixels mixed into one say nothing; shares do.

    Args:
        weights: `(T, H, W)` uint8, 255 for a share of 1.
        sizes: (height, width) of each map, each smaller than the one before.
    """
    best = [np.zeros(size, np.uint8) for size in sizes]
    index = [np.full(size, len(weights), np.uint16) for size in sizes]
    for t, share in enumerate(weights):
        for level, (height, width) in enumerate(sizes):
            share = cv2.resize(share, (width, height), interpolation=cv2.INTER_AREA)
            np.copyto(index[level], np.uint16(t), where=share > best[level])
            cv2.max(best[level], share, dst=best[level])
    return index


def confidence_over(picture: np.ndarray, confidence: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return `(H, W)` uint8 confidence as the colours of the scale over the picture in grey."""
    colours = cv2.cvtColor(cv2.applyColorMap(np.ascontiguousarray(confidence), COLOUR_MAP), cv2.COLOR_BGR2RGB)
    return _over(picture, colours, ~seen)


def counts_over(picture: np.ndarray, coverage: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return how many photos agree, `(H, W)` uint8, as `COUNT_COLOURS` over the picture in grey."""
    table = np.array(COUNT_COLOURS, np.uint8)
    return _over(picture, table.take(np.minimum(coverage, len(table) - 1).astype(np.intp), axis=0), ~seen)


def _over(picture: np.ndarray, colours: np.ndarray, nowhere: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    blended = cv2.addWeighted(colours, _OPACITY, grey, 1 - _OPACITY, 0)
    blended[nowhere] = NOWHERE
    return blended


def gaps(coverage: np.ndarray, confidence: np.ndarray | None) -> np.ndarray:
    """Return where one more photo is needed: a smaller `(h, w)` uint8 mask, 255 there and 0 elsewhere.

    Needed means that fewer than two photos agree on most of the neighbourhood, or that the method is unsure of it.

    Args:
        coverage: `(H, W)` uint8, how many photos agree with the picture.
        confidence: `(H, W)` uint8, 255 where the method is sure; None where it does not know.
    """
    height, width = coverage.shape
    scale = min(1.0, _GAPS_SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    lacking = cv2.resize((coverage < _MIN_N_CLEAN).view(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    if confidence is not None:
        sure = cv2.resize(confidence, size, interpolation=cv2.INTER_AREA)
        lacking = cv2.max(lacking, (sure < 255 * _MIN_CONFIDENCE).view(np.uint8) * 255)
    radius = max(size) / 250
    smooth = cv2.GaussianBlur(lacking, (0, 0), max(1.0, radius))
    return (smooth > 127).view(np.uint8) * 255
