"""Batches for training, rendered on the fly: `Stream`.

The same index gives the same batch, whatever was rendered before, so that a training can go on where it stopped.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from diar_gui import __version__
from diar_gui.images import to_tensor
from diar_gui.synthetic.draw import draw_scene
from diar_gui.synthetic.library import Pictures, make_sprites
from diar_gui.synthetic.options import SyntheticOptions
from diar_gui.synthetic.render import Batch, render
from diar_gui.synthetic.rooms import brightened, room
from diar_gui.synthetic.scene import Scene
from diar_gui.synthetic.subject import cut, mounted, picture_from_grid

_SPOILED = SyntheticOptions(
    kinds=(0.28, 0.22, 0.3, 0.2),
    min_field=0.6,
    max_field=1.0,
    gathering_rate=0.7,
    passing_rate=0.35,
    pattern_rate=0.15,
    room_rate=0.7,
)
_USUAL = SyntheticOptions(kinds=(0.4, 0.14, 0.1, 0.36), min_field=0.4, max_field=1.0)

TRAINING = (_SPOILED, _USUAL)
"""What networks are trained on: aligned sequences that most photos spoil at a place, and, as with those alone a network
becomes worse where most photos are clean, half of sequences that are spoiled less."""

_MOUNT_RATE = 0.15
_MAX_KEPT_PX = 1024


class Stream:
    """Aligned sequences without end, from a pool of pictures.

    Args:
        pictures: folder or files.
        cut_outs: folder of pictures with alpha, to stand before the subjects beside what is drawn.
        options: how sequences are drawn; of several, each is drawn by one of them.
        seed: of the whole stream.
        device: where to render.
        split: "train", "validation" (every 20th picture) or "all".

    Raises:
        ImageError: a folder cannot be read, or holds nothing to use.
    """

    def __init__(
        self,
        pictures: Sequence[Path],
        cut_outs: Path | None = None,
        options: SyntheticOptions | Sequence[SyntheticOptions] = TRAINING,
        seed: int = 0,
        device: str = "cpu",
        split: str = "all",
    ) -> None:
        self.pictures = Pictures.from_inputs(pictures, split, _MAX_KEPT_PX)
        self.sprites = make_sprites(cut_outs)
        self._options: tuple[SyntheticOptions, ...] = (
            (options,) if isinstance(options, SyntheticOptions) else tuple(options)
        )
        self._seed = seed
        self._device = device

    def batch(self, index: int, n_sequences: int, n_frames: int, size_px: int) -> Batch:
        """Return batch number `index`: sequences of `n_frames` frames of `size_px` x `size_px`.

        Raises:
            ImageError: a picture cannot be read, or shows too little.
        """
        size = (size_px, size_px)
        drawn = [self._draw(np.random.default_rng([self._seed, index, i]), n_frames, size) for i in range(n_sequences)]
        if self._device == "cpu":  # one by one they stay in the processor's cache
            return joined_batches([self._render([one], size) for one in drawn])
        return self._render(drawn, size)

    def digest(self) -> str:
        """Return a text that differs where scenes may differ: seed, options, and the pictures' names and sizes."""
        pictures = ", ".join(f"{path.name} {path.stat().st_size}" for path in self.pictures.paths)
        return f"{__version__} {self._seed} {self._options} {len(self.sprites.rgba)} {pictures}"

    def _draw(
        self, rng: np.random.Generator, n_frames: int, size: tuple[int, int]
    ) -> tuple[Scene, np.ndarray, np.ndarray]:
        options = self._options[0]
        if len(self._options) > 1:
            options = self._options[int(rng.integers(len(self._options)))]
        scene = draw_scene(rng, options, self.sprites, n_frames, size)
        subject = cut(rng, self._picture(rng), size)
        if scene.kind != "studio" and rng.random() < _MOUNT_RATE:
            subject = mounted(rng, subject).pixels
        half = (max(32, size[0] // 2), max(32, size[1] // 2))
        reflected = cut(rng, self._picture(rng), half)
        if options.room_rate and scene.kind == "glass" and rng.random() < options.room_rate:
            reflected = room(rng, reflected, self.sprites)
            scene = replace(scene, reflection=brightened(rng, scene.reflection))
        return scene, subject, reflected

    def _picture(self, rng: np.random.Generator) -> np.ndarray:
        return self.pictures.picture(self.pictures.draw(rng))

    def _render(self, drawn: list[tuple[Scene, np.ndarray, np.ndarray]], size: tuple[int, int]) -> Batch:
        scenes = [scene for scene, _, _ in drawn]
        subjects = torch.stack([to_tensor(subject, self._device) for _, subject, _ in drawn])
        reflected = torch.stack([to_tensor(picture, self._device) for _, _, picture in drawn])
        maps = torch.from_numpy(np.stack([picture_from_grid(scene, size) for scene in scenes])).to(subjects)
        return render(scenes, subjects, maps, reflected, self.sprites, size=size)


def joined_batches(parts: list[Batch]) -> Batch:
    """Return one batch of several with equally many frames."""
    names = ("frames", "valid", "truth", "occlusion", "shadow", "highlight")
    tensors: dict[str, Tensor] = {name: torch.cat([getattr(part, name) for part in parts]) for name in names}
    return replace(parts[0], **tensors)
