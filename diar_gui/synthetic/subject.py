"""What is photographed: a part of a picture, by itself or hung on a wall."""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui.synthetic.library import levels
from diar_gui.synthetic.scene import Scene


@dataclass(frozen=True, eq=False)
class Mounted:
    """A picture on a plain wall, in a frame or without one.

    pixels: `(H, W, 3)` uint8 sRGB-encoded. is_picture: `(H, W)` bool. wall: `(3,)` its mean colour, sRGB-encoded in
    [0, 1].
    """

    pixels: np.ndarray
    is_picture: np.ndarray
    wall: np.ndarray


def picture_from_grid(scene: Scene, size: tuple[int, int]) -> np.ndarray:
    """Return `(2, 3)`: plane coordinates to [-1, 1] over the reference grid, for a subject that fills just that."""
    height, width = size
    unit_from_ref = np.array([[2 / width, 0, 1 / width - 1], [0, 2 / height, 1 / height - 1], [0, 0, 1.0]])
    return (unit_from_ref @ scene.H_ref_from_plane)[:2]


def cut(rng: np.random.Generator, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a random part of a picture with the shape of `size`, shrunk to it; mirrored or turned now and then."""
    height, width = picture.shape[:2]
    largest = min(height / size[0], width / size[1])
    zoom = np.exp(rng.uniform(0, np.log(largest))) if largest > 1 else largest
    part = (min(height, round(size[0] * zoom)), min(width, round(size[1] * zoom)))
    top, left = rng.integers(0, height - part[0] + 1), rng.integers(0, width - part[1] + 1)
    piece = resized(picture[top : top + part[0], left : left + part[1]], size)
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    if size[0] == size[1] and rng.random() < 0.25:
        piece = np.rot90(piece, int(rng.integers(1, 4)))
    return np.ascontiguousarray(piece)


def mounted(rng: np.random.Generator, picture: np.ndarray) -> Mounted:
    """Return the picture, smaller, on a wall that is as large as the picture was."""
    height, width = picture.shape[:2]
    colour = rng.uniform(40, 240) * rng.uniform(0.85, 1, 3)
    pixels = colour + rng.normal(0, rng.uniform(0, 6), picture.shape)
    inner = (round(height * rng.uniform(0.55, 0.9)), round(width * rng.uniform(0.55, 0.9)))
    top, left = (int(rng.integers(0, full - part + 1)) for full, part in zip((height, width), inner, strict=True))
    border = int(rng.integers(0, max(2, height // 24)))
    rows = slice(max(0, top - border), top + inner[0] + border)
    pixels[rows, max(0, left - border) : left + inner[1] + border] = rng.uniform(0, 255, 3)
    within = (slice(top, top + inner[0]), slice(left, left + inner[1]))
    pixels[within] = resized(picture, inner)
    is_picture = np.zeros((height, width), bool)
    is_picture[within] = True
    return Mounted(levels(pixels), is_picture, colour / 255)


def resized(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a picture as `(*size, 3)` uint8, averaged by area where it shrinks.

    First whole blocks are averaged in whole numbers, the rest is done in double precision: OpenCV's faster ways give
    bytes that differ from processor to processor. What does not fill a block at the right and lower edge is left off.
    """
    factor = max(1, min(picture.shape[0] // size[0], picture.shape[1] // size[1]))
    rows, columns = picture.shape[0] // factor, picture.shape[1] // factor
    blocks = picture[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor, 3)
    smaller = blocks.sum(axis=(1, 3), dtype=np.uint32) / factor**2
    shrinks = rows >= size[0] and columns >= size[1]
    return levels(cv2.resize(smaller, size[::-1], interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))
