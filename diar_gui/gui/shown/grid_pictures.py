"""Pictures on the reference grid, made for the screen from a warped stack and a reconstruction. Knows no Qt."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from diar_gui.colour import eight_bits
from diar_gui.gui.shown import display, maps
from diar_gui.gui.shown.display import Picture
from diar_gui.gui.shown.wishes import WeightsMode
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.reconstruction import Reconstruction
    from diar_gui.reconstruction.attention import Attention
    from diar_gui.warp import WarpedStack

Warped = tuple[np.ndarray, np.ndarray]
"""`(H, W, 3)` uint8 pixels and `(H, W)` bool valid mask."""

_MEDIAN_SIDE_PX = 1280  # enough to compare by eye, and made in a second or two
_MEDIAN_BYTES = 200 * 10**6


def place_of(stack: "WarpedStack", path: Path) -> int | None:
    """Return the photo's index in the stack; None where it has no part in it."""
    return next((i for i, frame in enumerate(stack.frames) if frame.path == path), None)


def key(stack: "WarpedStack", place: int, long_side_px: int) -> str:
    """Return what a warped photo depends on besides its pixels, so that it can be kept from one stack to the next."""
    bend = stack.bend_of(place)
    bent = "" if bend is None else f" {bend.control.tobytes().hex()}"
    return f"{long_side_px} {stack.size} {stack.H_ref_from_frame[place].tobytes().hex()}{bent}"


def key_of_all(stack: "WarpedStack") -> str:
    """Return what a picture of all photos depends on."""
    return " ".join(f"{frame.path} {key(stack, i, 0)}" for i, frame in enumerate(stack.frames))


def is_grid(stack: "WarpedStack", place: int) -> bool:
    """Tell whether the photo's own pixels are those of the grid."""
    H, frame = stack.H_ref_from_frame[place], stack.frames[place]
    is_own_size = frame.size == stack.size and stack.bend_of(place) is None
    return is_own_size and bool(np.allclose(H, np.eye(3), rtol=0, atol=1e-9))


def warped(stack: "WarpedStack", place: int, long_side_px: int) -> Warped:
    """Return one photo on the grid, at most `long_side_px` large, as it was shot."""
    alone = replace(
        stack,
        frames=stack.frames[place : place + 1],
        H_ref_from_frame=stack.H_ref_from_frame[place : place + 1],
        gains=stack.gains[place : place + 1],
        reference=0,
        strokes=(),
        bends=stack.bends[place : place + 1],
    ).scaled(long_side_px)
    pixels, valid = alone.srgb_rows(0, 0, alone.size[0])
    return eight_bits(pixels), valid


def median(stack: "WarpedStack", progress: Progress) -> Picture:
    """Return the plain median of the photos at a size for the screen, without any correction.

    Raises:
        Cancelled: it is not wanted any more.
    """
    # Late: the window shows before the engine is imported.
    from diar_gui.reconstruction import ReconstructionOptions, reconstruct
    from diar_gui.scratch import Scratch

    small = replace(stack, strokes=()).scaled(_MEDIAN_SIDE_PX, progress)
    options = ReconstructionOptions(method="median", bits=8, match_exposure=False)
    made = reconstruct(small, options, progress, Scratch(_MEDIAN_BYTES), _MEDIAN_BYTES)
    return display.picture_of(made.picture, stack.size)


def attention(stack: "WarpedStack", progress: Progress) -> "Attention":
    """Return where the heads of `swin` look.

    Raises:
        Cancelled: it is not wanted any more.
    """
    from diar_gui.reconstruction import ReconstructionOptions  # late, as above
    from diar_gui.reconstruction.attention import attention_of

    return attention_of(stack, ReconstructionOptions(method="swin"), progress)


def attention_over(
    pixels: np.ndarray, valid: np.ndarray, looks: np.ndarray, place: tuple[int, int] | None = None
) -> np.ndarray:
    """Return one of these maps of a photo as colours over it, see `attention.levels_of`.

    Args:
        pixels: `(H, W, 3)` uint8.
        valid: `(H, W)` bool.
        looks: `(h, w)` float32.
        place: row and column of the place that looks, which gets a white frame, and what it cannot see no colour;
            None for all.
    """
    from diar_gui.reconstruction.attention import levels_of  # late, as above

    levels = resized(levels_of(looks), pixels.shape, cv2.INTER_NEAREST)
    made = maps.heat_over(pixels, valid, levels, 1.0)
    if place is not None:
        grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        is_beyond = valid & ~resized((looks > 0).view(np.uint8), pixels.shape, cv2.INTER_NEAREST).astype(bool)
        made[is_beyond] = grey[is_beyond]
        step = np.array(pixels.shape[:2]) / looks.shape
        (top, left), (bottom, right) = (
            np.rint(place * step).astype(int),
            np.rint((np.array(place) + 1) * step).astype(int),
        )
        width = max(1, round(max(pixels.shape) / 500))
        cv2.rectangle(made, (int(left), int(top)), (int(right) - 1, int(bottom) - 1), (255, 255, 255), width)
    return made


def clean(shown: "Reconstruction", size: tuple[int, int]) -> Picture:
    """Return the clean picture, standing for `size` (height, width); dark grey where no photo looked."""
    return display.picture_of(shown.picture, size, seen=shown.seen)


def map_over(shown: "Reconstruction", mode: WeightsMode, size: tuple[int, int], long_side_px: int) -> Picture:
    """Return a map of the whole reconstruction as colours over the clean picture in grey, at most `long_side_px` large.

    Args:
        shown: what to explain.
        mode: which map; not the one of a single photo.
        size: (height, width) of the grid that it stands for.
        long_side_px: largest side of its finest level.
    """
    from diar_gui.images import shrunk  # late, as above
    from diar_gui.reconstruction import NO_SOURCE

    clean = display.picture_of(shrunk(shown.picture, long_side_px), size)
    pixels = clean.levels[0]
    source = resized(shown.source, pixels.shape, cv2.INTER_NEAREST)
    if mode is WeightsMode.SOURCE:
        n_photos = len(shown.weights)
        coarser = maps.sources_of(shown.weights, [level.shape[:2] for level in clean.levels[1:]])
        sources = zip(clean.levels, (source, *coarser), strict=True)
        return Picture(size, tuple(maps.source_over(level, index, n_photos) for level, index in sources))
    seen = source != NO_SOURCE
    if mode is WeightsMode.CONFIDENCE and shown.confidence is not None:
        made = maps.confidence_over(pixels, resized(shown.confidence, pixels.shape), seen)
    else:
        made = maps.counts_over(pixels, resized(shown.coverage, pixels.shape, cv2.INTER_NEAREST), seen)
    return display.picture_of(made, size)


def resized(values: np.ndarray, shape: tuple[int, ...], interpolation: int | None = None) -> np.ndarray:
    """Return `(H, W)` values at the size that `shape` begins with; averaged or interpolated unless told otherwise."""
    height, width = shape[:2]
    if values.shape == (height, width):
        return values
    fitting = cv2.INTER_AREA if height < values.shape[0] else cv2.INTER_LINEAR
    return cv2.resize(values, (width, height), interpolation=fitting if interpolation is None else interpolation)
