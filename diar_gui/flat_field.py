"""Uneven light measured out: photos divided by what a white board showed under the same light.

A flat field is a photo of an even white board, or several of them, with the same camera, lens and lamps. What is
smooth in it is the light (and the lens's vignetting); noise, dust and the board's grain are not and are averaged out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.errors import ImageError
from diar_gui.gamuts import at_rest
from diar_gui.images import Frame, FrameSet, find_images, read_photo, shrunk
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch, release

_SMALL_PX = 256
_MEDIAN_PX = 5  # of the small picture: dust is smaller
_SMOOTH_PX = 4.0
_BURNT_OUT, _DARK = 0.97, 0.02  # linear light
_MOST_BURNT_OUT = 0.005  # of the picture
_LEAST_LIGHT = 1 / 16  # of the brightest place
_DEGREE = 4  # of a polynomial that lamps and lenses follow in the logarithm of light
_OFF, _MOST_OFF = 0.08, 0.01  # from it, and of the picture
_STRIP_ROWS = 256


@dataclass(frozen=True, eq=False)
class FlatField:
    """The light of a set-up. names: of its photos. size: of theirs. light: `(h, w, 3)` float32 in (0, 1], small."""

    names: tuple[str, ...]
    size: tuple[int, int]
    light: np.ndarray


def even_out(frames: FrameSet, place: Path, scratch: Scratch, progress: Progress) -> FrameSet:
    """Return the photos under even light, each colour as bright as where the flat field is brightest.

    Args:
        frames: as shot.
        place: a photo of a white board, or a folder of several.
        scratch: for the photos.
        progress: receives the reports; tells whether the user asked to stop.

    Raises:
        ImageError: the flat field is none, or is of another size than a photo.
    """
    paths = find_images([place])
    own = {frame.path.resolve() for frame in frames.frames}
    for path in paths:
        if path.resolve() in own:
            raise ImageError(
                "{path} is a photo of the subject and the flat field at once; keep flat fields apart from the photos.",
                path=path,
            )
    fields = _fields(paths, frames.frames[0].space)
    evened = []
    for i, frame in enumerate(frames.frames):
        progress.update(i / len(frames.frames), "Evening the light of photo {i} of {n}", i=i + 1, n=len(frames.frames))
        evened.append(_evened(frame, _field_for(frame, fields, place), scratch))
    used = [fields[frame.size] for frame in frames.frames]
    return replace(
        frames,
        frames=tuple(evened),
        flat_field=tuple(dict.fromkeys(name for field in used for name in field.names)),
        least_light=float(min(field.light.min() for field in used)),
    )


def _fields(paths: Sequence[Path], space: str) -> dict[tuple[int, int], FlatField]:
    """Return a flat field per size of the photos that show it."""
    seen: dict[tuple[int, int], list[tuple[Path, np.ndarray]]] = {}
    for path in paths:
        photo = read_photo(path, is_wide=True)
        small = shrunk(at_rest(photo.pixels, photo.space, space, 16), _SMALL_PX)
        linear = linear_from_encoded(small)
        _check_exposure(linear, path)
        size = photo.pixels.shape[0], photo.pixels.shape[1]
        seen.setdefault(size, []).append((path, linear))
    return {size: _field(photos, size) for size, photos in seen.items()}


def _check_exposure(linear: np.ndarray, path: Path) -> None:
    if (linear.max(axis=2) > _BURNT_OUT).mean() > _MOST_BURNT_OUT:
        raise ImageError(
            "The flat field {path} is burnt out in places; photograph the white board once more, less exposed.",
            path=path,
        )
    if float(np.median(linear)) < _DARK:
        raise ImageError(
            "The flat field {path} is nearly black; it has to show a white board under the lamps.", path=path
        )


def _field(photos: list[tuple[Path, np.ndarray]], size: tuple[int, int]) -> FlatField:
    levels = [linear / linear.mean() for _, linear in photos]
    mean = np.mean(levels, axis=0, dtype=np.float32)
    clean = cv2.medianBlur(np.ascontiguousarray(mean, np.float32), _MEDIAN_PX)
    smooth = cv2.GaussianBlur(clean, (0, 0), _SMOOTH_PX, borderType=cv2.BORDER_REPLICATE)
    light = smooth / smooth.max(axis=(0, 1))
    path = photos[0][0]
    if light.min() < _LEAST_LIGHT or _share_off(light) > _MOST_OFF:
        raise ImageError(
            "The flat field {path} shows more than an even white board (something lies on it, or its edge is in "
            "view); fill the whole view with the board.",
            path=path,
        )
    return FlatField(tuple(p.name for p, _ in photos), size, light.astype(np.float32))


def _share_off(light: np.ndarray) -> float:
    """Return how much of the light is not as smooth as lamps and lenses make it."""
    y, x = (axis.ravel() for axis in np.meshgrid(*(np.linspace(-1, 1, n) for n in light.shape[:2]), indexing="ij"))
    terms = np.stack([x**i * y**j for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i)], axis=1)
    logs = np.log(np.maximum(light.mean(axis=2).ravel(), 1e-4)).astype(np.float64)
    weights, rest = np.ones_like(logs), np.zeros_like(logs)
    for _ in range(5):  # what does not fit has less and less say
        solution = np.linalg.lstsq(terms * weights[:, None], logs * weights, rcond=None)[0]
        rest = np.abs(logs - terms @ solution)
        weights = 1 / np.sqrt(np.maximum(rest, _OFF / 4))
    return float(np.count_nonzero(rest > _OFF) / rest.size)


def _field_for(frame: Frame, fields: dict[tuple[int, int], FlatField], place: Path) -> FlatField:
    if frame.size not in fields:
        height, width = next(iter(fields))
        raise ImageError(
            "The flat field {path} has {width} x {height} pixels and {name} has {own_width} x {own_height}; it has to "
            "be of the same camera, uncropped and held the same way.",
            path=place,
            width=width,
            height=height,
            name=frame.name,
            own_width=frame.size[1],
            own_height=frame.size[0],
        )
    return fields[frame.size]


def _evened(frame: Frame, field: FlatField, scratch: Scratch) -> Frame:
    height, width = frame.size
    pixels = scratch.empty(frame.pixels.shape, frame.pixels.dtype)
    h, w = field.light.shape[:2]
    columns = np.broadcast_to(((np.arange(width) + 0.5) * w / width - 0.5).astype(np.float32), (_STRIP_ROWS, width))
    for first in range(0, height, _STRIP_ROWS):
        last = min(first + _STRIP_ROWS, height)
        rows = ((np.arange(first, last) + 0.5) * h / height - 0.5).astype(np.float32)
        light = cv2.remap(
            field.light,
            np.ascontiguousarray(columns[: last - first]),
            np.repeat(rows[:, None], width, axis=1),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        pixels[first:last] = encoded_from_linear(linear_from_encoded(frame.pixels[first:last]) / light, frame.bits)
    for array in (frame.pixels, pixels):
        release(array)
    pixels.flags.writeable = False
    return replace(frame, pixels=pixels)
