"""Pictures to photograph and things to stand before them."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import cv2
import numpy as np

from diar_gui.errors import ImageError
from diar_gui.images import find_images, natural_key, read_image, shrunk
from diar_gui.progress import Progress
from diar_gui.synthetic.figures import figure
from diar_gui.synthetic.patterns import random_pattern
from diar_gui.synthetic.shapes import SIDE, random_shape, random_solid

MIN_SIDE_PX = 64
"""A picture with a shorter side is no subject."""

N_DRAWN, N_SOLIDS, N_PATTERNS, N_PEOPLE = 160, 96, 48, 96
_MAX_LONG_SIDE_PX = 4096
_HELD_OUT_EVERY = 20
_GROUP_RATES = {"docs_": 1.5, "photos_": 1.5, "posters_": 0.3, "astro_": 0.2, "art_naev": 0.2, "screens_": 0.5}
"""How often a picture is drawn, by the beginning of its file's name (../shared/data/README.md)."""


class Pictures:
    """A pool of subjects, read when they are needed and kept.

    Args:
        paths: files. Names that begin with a group of `_GROUP_RATES` are drawn at its rate.
        long_side_px: larger pictures are shrunk to this.
    """

    def __init__(self, paths: Sequence[Path], long_side_px: int = _MAX_LONG_SIDE_PX) -> None:
        if not paths:
            raise ImageError("No pictures were given to make sequences from; name a folder of pictures.")
        self.paths = tuple(paths)
        self._long_side_px = long_side_px
        self._kept: dict[int, np.ndarray] = {}
        rates = [next((r for g, r in _GROUP_RATES.items() if p.name.startswith(g)), 1.0) for p in paths]
        self._cumulative = np.cumsum(rates) / np.sum(rates)

    @classmethod
    def from_inputs(
        cls, inputs: Sequence[Path], split: str = "all", long_side_px: int = _MAX_LONG_SIDE_PX
    ) -> "Pictures":
        """Return the pool of all pictures in the inputs, or of the part for training or validation.

        Every 20th picture, in natural order, belongs to "validation", the rest to "train".
        """
        paths = find_images(inputs)
        paths = sorted(paths, key=lambda path: natural_key(path.name))
        if split == "train":
            paths = [p for i, p in enumerate(paths) if i % _HELD_OUT_EVERY or len(paths) < 2]
        elif split == "validation":
            paths = paths[::_HELD_OUT_EVERY]
        elif split != "all":
            raise ValueError(f"split must be all, train or validation, not {split}")
        return cls(paths, long_side_px)

    def __len__(self) -> int:
        return len(self.paths)

    def group_counts(self) -> dict[str, int]:
        """Return how many pictures each group (the name up to the number) has."""
        counts: dict[str, int] = {}
        for path in self.paths:
            group = re.sub(r"[_-]?\d+$", "", path.stem) or path.stem
            counts[group] = counts.get(group, 0) + 1
        return dict(sorted(counts.items()))

    def draw(self, rng: np.random.Generator) -> int:
        """Return the index of a picture, by the groups' rates."""
        return int(np.searchsorted(self._cumulative, rng.random(), side="right").clip(0, len(self.paths) - 1))

    def picture(self, index: int) -> np.ndarray:
        """Return `(H, W, 3)` uint8 sRGB-encoded.

        Raises:
            ImageError: the file cannot be read, or shows too little.
        """
        if index not in self._kept:
            self._kept[index] = shrunk(read_subject(self.paths[index]), self._long_side_px)
        return self._kept[index]


def read_subject(path: Path) -> np.ndarray:
    """Return a picture, `(H, W, 3)` uint8 sRGB-encoded.

    Raises:
        ImageError: the file cannot be read, or shows too little.
    """
    pixels = read_image(path)
    height, width = pixels.shape[:2]
    if min(height, width) < MIN_SIDE_PX:
        raise ImageError(
            f"{path} is only {width} x {height} pixels; a subject needs at least {MIN_SIDE_PX} on each side, so leave "
            "it out."
        )
    return pixels if pixels.dtype == np.uint8 else (pixels >> 8).astype(np.uint8)


SOFTNESS = (0.0, 0.02, 0.05, 0.12, 0.25)
"""Standard deviations of the blur of a shadow's outline, in sides of the sprite."""


@dataclass(frozen=True, eq=False)
class Sprites:
    """Things with an outline.

    rgba: `(M, 4, SIDE, SIDE)` uint8, sRGB-encoded, not multiplied by alpha. solids: indices of the drawn solids.
    others: indices of the rest that stand before things; patterns: of those that only cast shadows; people: of those
    that gather before the subject.
    """

    rgba: np.ndarray
    solids: np.ndarray
    others: np.ndarray
    patterns: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    people: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def things(self) -> np.ndarray:
        """Indices of all that can stand before a subject."""
        return np.concatenate([self.solids, self.others])

    @cached_property
    def _tiles(self) -> dict[tuple[int, int], np.ndarray]:
        return {}

    def softened(self, sprites: np.ndarray, levels_of_softness: np.ndarray) -> np.ndarray:
        """Return `(n, SIDE, SIDE)` uint8: the sprites' alpha in the middle half of a tile, blurred by `SOFTNESS`.

        Args:
            sprites: `(n,)` indices of sprites.
            levels_of_softness: `(n,)` indices into `SOFTNESS`.
        """
        tiles = []
        for key in zip(sprites.tolist(), levels_of_softness.tolist(), strict=True):
            if key not in self._tiles:
                self._tiles[key] = _softened(self.rgba[key[0], 3], SOFTNESS[key[1]])
            tiles.append(self._tiles[key])
        return np.stack(tiles)


def _softened(alpha: np.ndarray, softness: float) -> np.ndarray:
    half = alpha.reshape(SIDE // 2, 2, SIDE // 2, 2).mean(axis=(1, 3))
    margin = (SIDE - SIDE // 2) // 2
    if softness == 0:
        return np.pad(levels(half), margin)
    spread = _spread(softness * SIDE / 2, margin)
    return levels(spread @ half @ spread.T)


@cache
def _spread(sigma_px: float, margin: int) -> np.ndarray:
    """Return `(SIDE, SIDE // 2)`: what a line of pixels in the middle of a tile gives to the tile under a Gaussian."""
    away = np.arange(SIDE)[:, None] - (np.arange(SIDE // 2)[None] + margin)
    return np.exp(-0.5 * (away / sigma_px) ** 2) / (sigma_px * np.sqrt(2 * np.pi))


def make_sprites(folder: Path | None, seed: int = 0, progress: Progress | None = None) -> Sprites:
    """Return drawn shapes and solids, and the cut-outs (pictures with alpha) of a folder if one is given.

    Raises:
        ImageError: the folder cannot be read or holds no cut-outs.
    """
    progress = progress or Progress()
    rng = np.random.default_rng([seed, 7])
    planes = []
    for draw in [random_solid] * N_SOLIDS + [random_shape] * N_DRAWN:
        progress.check_cancelled()
        planes.append(levels(draw(rng) * 255).transpose(2, 0, 1))
    planes += [] if folder is None else [cut_out.transpose(2, 0, 1) for cut_out in read_cut_outs(folder, progress)]
    n_things = len(planes)
    for _ in range(N_PATTERNS):
        planes.append(levels(random_pattern(rng) * 255).transpose(2, 0, 1))
    n_before = len(planes)
    for _ in range(N_PEOPLE):
        progress.check_cancelled()
        planes.append(levels(figure(rng) * 255).transpose(2, 0, 1))
    return Sprites(
        np.stack(planes),
        np.arange(N_SOLIDS),
        np.arange(N_SOLIDS, n_things),
        np.arange(n_things, n_before),
        np.arange(n_before, len(planes)),
    )


def read_cut_outs(folder: Path, progress: Progress) -> list[np.ndarray]:
    """Return each picture with alpha of a folder, fitted into `(SIDE, SIDE, 4)` uint8.

    Raises:
        ImageError: the folder or a picture in it cannot be read, or none of them has an alpha channel.
    """
    found = []
    for path in find_images([folder]):
        progress.check_cancelled()
        try:
            data = np.frombuffer(path.read_bytes(), np.uint8)
        except OSError as error:
            raise ImageError(f"{path} cannot be opened ({error.strerror}); check its permissions.") from error
        pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if len(data) else None
        if pixels is None or pixels.ndim != 3 or pixels.shape[2] != 4 or pixels.dtype != np.uint8:
            continue
        found.append(_fitted(pixels[..., [2, 1, 0, 3]]))
    if not found:
        raise ImageError(f"{folder} holds no cut-outs; pictures with an alpha channel (PNG or WebP) were needed.")
    return found


def _fitted(rgba: np.ndarray) -> np.ndarray:
    scale = SIDE / max(rgba.shape[:2])
    size = [max(1, math.floor(side * scale)) for side in rgba.shape[:2]]
    # Multiplied by alpha, or the colours under what is transparent would make a rim.
    weighted = np.dstack([rgba[..., :3] * (rgba[..., 3:] / 255), rgba[..., 3].astype(np.float64)])
    smaller = cv2.resize(weighted, size[::-1], interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    smaller[..., :3] /= np.maximum(smaller[..., 3:] / 255, 1e-3)
    top, left = ((SIDE - side) // 2 for side in size)
    sprite = np.zeros((SIDE, SIDE, 4), np.uint8)
    sprite[top : top + size[0], left : left + size[1]] = levels(smaller)
    return sprite


def levels(values: np.ndarray) -> np.ndarray:
    """Return values rounded to uint8, those exactly between two levels upwards on whatever processor."""
    return np.floor(values.clip(0, 255) + (0.5 + 1e-9)).astype(np.uint8)
