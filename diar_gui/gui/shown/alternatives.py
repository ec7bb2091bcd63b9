"""What the photos show at a place that is not clean, small, each thing once. Knows no Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.colour import eight_bits
from diar_gui.gui.shown import display
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.reconstruction import Reconstruction
    from diar_gui.warp import WarpedStack

Box = tuple[int, int, int, int]
"""(x, y, width, height) in pixels of the picture."""

SIZE_PX = (128, 172)
"""Largest (height, width): twice what the window shows, for screens of high density."""

N_OFFERED = 5
_MARGIN = 0.2  # of the box, shown around it
_LEAST_SEEN = 0.9  # of the box: who sees less of it is no help there
_SAME = 0.03  # mean difference, of 1, below which two photos show the same
_COMPARED_PX = 32
_FINER = 3  # photos are sampled so much finer than they are shown, and then averaged


@dataclass(frozen=True, eq=False)
class Alternative:
    """What one photo shows there: `(h, w, 3)` uint8."""

    path: Path
    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class Alternatives:
    """What could stand at a place: `now` is what does, `(h, w, 3)` uint8; the most usual of the others come first."""

    box: Box
    now: np.ndarray
    others: tuple[Alternative, ...]


def alternatives(stack: "WarpedStack", shown: "Reconstruction", box: Box, progress: Progress) -> Alternatives:
    """Return what the photos show at a place, apart from what the picture does, each thing once.

    Args:
        stack: the photos.
        shown: the picture made of them, on the same grid.
        box: of the place.
        progress: asked whether this is still wanted.

    Raises:
        Cancelled: it is not wanted any more.
    """
    around = _grown(box, stack.size)
    size = _fitting(around)
    x, y, width, height = around
    part = np.ascontiguousarray(shown.picture[y : y + height, x : x + width])
    now = eight_bits(cv2.resize(part, (size[1], size[0]), interpolation=cv2.INTER_AREA))
    inside = _inside(box, around, size)
    found: list[Alternative] = []
    for index, frame in enumerate(stack.frames):
        progress.check_cancelled()
        pixels, valid = _cut_out(stack, index, around, size)
        if valid[inside].mean() >= _LEAST_SEEN:
            found.append(Alternative(frame.path, display.greyed_outside(pixels, valid)))
    return Alternatives(box, now, _each_once(now, found, inside))


def _each_once(now: np.ndarray, found: list[Alternative], inside: tuple[slice, slice]) -> tuple[Alternative, ...]:
    """Return those that show something else than the picture, and than one another; the most usual first."""
    looks = [_compared(each.pixels, inside) for each in (Alternative(Path(), now), *found)]
    apart = np.array([[_difference(a, b) for b in looks] for a in looks])
    waiting = [i for i in range(1, len(looks)) if apart[0, i] > _SAME]
    if not waiting:  # the picture is a mixture of things that are hard to tell apart: the least alike are offered
        return tuple(found[i - 1] for i in (1 + np.argsort(-apart[0, 1:], kind="stable"))[:N_OFFERED])
    usual = np.median(apart[:, waiting], axis=1)
    chosen: list[int] = []
    while waiting and len(chosen) < N_OFFERED:
        best = min(waiting, key=lambda i: usual[i])
        chosen.append(best)
        waiting = [i for i in waiting if i != best and apart[best, i] > _SAME]
    return tuple(found[i - 1] for i in chosen)


def _compared(pixels: np.ndarray, inside: tuple[slice, slice]) -> np.ndarray:
    part = pixels[inside].astype(np.float32) / 255
    scale = min(1.0, _COMPARED_PX / max(part.shape[:2]))
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA)


def _difference(a: np.ndarray, b: np.ndarray) -> float:
    """Return how far two looks are apart, whatever the exposure was."""
    apart = a - b
    return float(np.abs(apart - np.median(apart, axis=(0, 1))).mean())


def _cut_out(stack: "WarpedStack", index: int, around: Box, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return that part of a warped photo at a size, `(h, w, 3)` uint8, and where it shows something."""
    from diar_gui.warp import warp_rows  # late: the window shows before the engine is imported

    x, y, width, height = around
    finer = (size[0] * _FINER, size[1] * _FINER)
    to_corner = np.array([[1.0, 0, -x], [0, 1, -y], [0, 0, 1]])
    frame = stack.frames[index]
    H = geometry.resizing((height, width), finer) @ to_corner @ stack.H_ref_from_frame[index]
    pixels, valid = warp_rows(frame.pixels, geometry.normalised(H, frame.size), finer[1], 0, finer[0], frame.seen)
    smaller = frame.in_srgb(cv2.resize(pixels, (size[1], size[0]), interpolation=cv2.INTER_AREA))
    seen = cv2.resize(valid.view(np.uint8) * 255, (size[1], size[0]), interpolation=cv2.INTER_AREA)
    return eight_bits(smaller), seen > 127


def _grown(box: Box, size: tuple[int, int]) -> Box:
    """Return the box with a margin, within a grid of that (height, width)."""
    x, y, width, height = box
    more = round(_MARGIN * max(width, height))
    left, top = max(0, x - more), max(0, y - more)
    right, bottom = min(size[1], x + width + more), min(size[0], y + height + more)
    return left, top, max(1, right - left), max(1, bottom - top)


def _fitting(around: Box) -> tuple[int, int]:
    """Return the (height, width) at which it is shown."""
    _, _, width, height = around
    scale = min(SIZE_PX[0] / height, SIZE_PX[1] / width)
    return max(2, round(height * scale)), max(2, round(width * scale))


def _inside(box: Box, around: Box, size: tuple[int, int]) -> tuple[slice, slice]:
    """Return (rows, columns) of the box in what is shown."""
    scale = size[0] / around[3], size[1] / around[2]
    top, left = round((box[1] - around[1]) * scale[0]), round((box[0] - around[0]) * scale[1])
    height, width = max(1, round(box[3] * scale[0])), max(1, round(box[2] * scale[1]))
    top, left = min(top, size[0] - 1), min(left, size[1] - 1)
    return slice(top, top + height), slice(left, left + width)
