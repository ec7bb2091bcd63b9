"""Copies of one photo, saved again or resized: they are one witness, and would outvote the others.

A copy is what became of another photo's pixels when they were resized (perhaps) and quantised: brought to the copy's
size, the original's cosine coefficients lie within half a quantisation step of the copy's. A second shot of the same
view has noise of its own, and noise n puts `(n - slack)+ / step` of the coefficients into other steps, so that this
share times the step, the excess, does not depend on how coarsely the file was saved.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import cv2
import numpy as np
from PIL import Image

from diar_gui.colour import eight_bits
from diar_gui.image_codecs import jpeg_steps
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.scratch import release

_THUMBNAIL_PX, _ALIKE_LEVELS = 24, 4.0  # what differs more is no copy, whatever it is
_N_BLOCKS = 64  # along each side, evenly spread
_SLACK_LEVELS = 1.0  # of a coefficient: pixels are rounded to whole levels on the way
_MOST_EXCESS, _MOST_EXCESS_RESIZED = 0.1, 0.07  # in levels; noise shrinks with the picture; see BENCHMARKS.md
_MOST_DIFFERENCE = 0.15  # in levels, of lossless files, where copies have none, and rounding alone makes 0.3
_SNAP_LEVELS = 4.0
_LEAST_N_COEFFICIENTS = 500  # with fewer there is nothing to tell by
_LOWEST, _HIGHEST = 2, 253  # what was clipped says nothing of what it was
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_PILLOW = (Image.Resampling.BICUBIC, Image.Resampling.LANCZOS, Image.Resampling.BILINEAR, Image.Resampling.BOX)
_OPENCV = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)


def _cosines() -> np.ndarray:
    """Return the `(8, 8)` matrix of the orthonormal discrete cosine transform."""
    k, x = np.mgrid[:8, :8]
    scale = np.where(k == 0, np.sqrt(1 / 8), np.sqrt(2 / 8))
    return (scale * np.cos((2 * x + 1) * k * np.pi / 16)).astype(np.float32)


_COSINES = _cosines()
# Where files of all qualities keep something; roundings of a whole block add up in its mean.
_IS_LOW = (np.add.outer(np.arange(8), np.arange(8)) <= 3) & (np.arange(64).reshape(8, 8) > 0)


def find_copies(frames: Sequence[Frame], progress: Progress, *, kept: str | None = None) -> dict[int, int]:
    """Return which frames are copies of which others, `{copy: original}`; no original is a copy itself.

    Args:
        frames: in any order.
        progress: cancels.
        kept: name of a frame that is to stand for its copies and its original, whatever it is.
    """
    photos = [_Photo(frame) for frame in frames]
    original_of: dict[int, int] = {}
    for copy in reversed(range(len(photos))):  # of files that are alike the first stands for the others
        progress.check_cancelled()
        for original in range(len(photos)):
            if original != copy and _root(original_of, original) != copy and _is_copy(photos[copy], photos[original]):
                original_of[copy] = original
                break
    roots = {copy: _root(original_of, copy) for copy in original_of}
    wanted = next((i for i, frame in enumerate(frames) if frame.name == kept), None)
    if wanted in roots:
        was = roots.pop(wanted)
        roots = {copy: wanted if original == was else original for copy, original in roots.items()} | {was: wanted}
    return roots


def _root(original_of: dict[int, int], index: int) -> int:
    while index in original_of:
        index = original_of[index]
    return index


class _Photo:
    """A frame, with what it is compared by; each made once and only where it is asked for."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.is_opaque = frame.seen is None

    @cached_property
    def thumbnail(self) -> np.ndarray:
        small = cv2.resize(self.frame.pixels, (_THUMBNAIL_PX, _THUMBNAIL_PX), interpolation=cv2.INTER_AREA)
        release(self.frame.pixels)
        return eight_bits(small).astype(np.float32) @ _LUMA

    @cached_property
    def steps(self) -> np.ndarray | None:
        return jpeg_steps(self.frame.path)

    @cached_property
    def blocks(self) -> "Blocks":
        return blocks_of(self.frame.pixels)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Low cosine coefficients `(N, 9)` of blocks spread over a picture, and whether nothing in a block is clipped."""

    coefficients: np.ndarray
    is_whole: np.ndarray


def _is_copy(copy: _Photo, original: _Photo) -> bool:
    """Tell whether the one is what became of the other's pixels when they were saved again."""
    if not (copy.is_opaque and original.is_opaque and _have_one_shape(copy.frame, original.frame)):
        return False
    if np.abs(copy.thumbnail - original.thumbnail).mean() > _ALIKE_LEVELS:
        return False
    if copy.frame.size == original.frame.size:
        return _is_quantised(copy, original.blocks, _MOST_EXCESS)
    resized = _resized(original.frame, copy.frame.size)
    return any(_is_quantised(copy, blocks_of(made), _MOST_EXCESS_RESIZED) for made in resized)


def _have_one_shape(a: Frame, b: Frame) -> bool:
    """Tell whether one may be the other by a pure scale, but for the rounding of both sides."""
    (height, width), (other_height, other_width) = a.size, b.size
    return min(a.size) >= 8 <= min(b.size) and abs(height * other_width - width * other_height) <= max(
        height + width, other_height + other_width
    )


def _is_quantised(copy: _Photo, original: Blocks, most_excess: float) -> bool:
    if copy.steps is None:
        return float(np.abs(copy.blocks.coefficients - original.coefficients).mean()) < _MOST_DIFFERENCE
    found = excess(copy.blocks, original, copy.steps)
    if np.isnan(found):
        return np.array_equal(copy.blocks.coefficients, original.coefficients)
    return found < most_excess


def excess(copy: Blocks, original: Blocks, steps: np.ndarray) -> float:
    """Return by how many levels noise, or whatever else, tells a JPEG from what the original would have become.

    NaN where too few coefficients tell anything.

    Args:
        copy: of the JPEG.
        original: of the other photo, at the JPEG's size.
        steps: `(8, 8)`, of the JPEG.
    """
    low = steps[_IS_LOW]
    tells = (np.abs(copy.coefficients) >= low / 2) & copy.is_whole[:, None]
    if tells.sum() < _LEAST_N_COEFFICIENTS:
        return float("nan")
    # What the file holds, without the rounding of the pixels: exact where steps are larger than that.
    held = np.where(low > _SNAP_LEVELS, np.rint(copy.coefficients / low) * low, copy.coefficients)
    leaves_step = np.abs(held - original.coefficients) > low / 2 + _SLACK_LEVELS
    return float((leaves_step * low)[tells].mean())


def blocks_of(pixels: np.ndarray) -> Blocks:
    """Return blocks of 8 x 8 pixels of the grid that JPEG has, at most `_N_BLOCKS` squared."""
    rows, columns = (_places(side // 8) for side in pixels.shape[:2])
    picked = eight_bits(pixels[np.ix_(rows, columns)])
    shape = len(rows) // 8, 8, len(columns) // 8, 8
    luma = (picked.astype(np.float32) @ _LUMA).reshape(shape).transpose(0, 2, 1, 3).reshape(-1, 8, 8)
    clipped = np.any((picked < _LOWEST) | (picked > _HIGHEST), axis=2)
    clipped = np.any(clipped.reshape(shape), axis=(1, 3)).ravel()
    release(pixels)
    return Blocks((_COSINES @ luma @ _COSINES.T)[:, _IS_LOW], ~clipped)


def _places(n_blocks: int) -> np.ndarray:
    """Return the rows (or columns) of evenly spread blocks."""
    first = np.unique(np.linspace(0, n_blocks - 1, min(n_blocks, _N_BLOCKS)).round().astype(int))
    return (first[:, None] * 8 + np.arange(8)).ravel()


def _resized(frame: Frame, size: tuple[int, int]) -> Iterator[np.ndarray]:
    """Yield the picture at another (height, width) as programs usually make it."""
    pixels = eight_bits(frame.pixels)
    to = size[1], size[0]
    makers: list[Callable[[], np.ndarray]] = [
        *(partial(_by_pillow, pixels, to, kernel) for kernel in _PILLOW),
        *(partial(cv2.resize, pixels, to, interpolation=kernel) for kernel in _OPENCV),
    ]
    for make in makers:
        yield make()


def _by_pillow(pixels: np.ndarray, to: tuple[int, int], kernel: Image.Resampling) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).resize(to, kernel))
