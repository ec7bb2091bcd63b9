"""Scenes that are rendered once and drawn from many times: `CachedStream`.

Rendering a scene takes longer than learning from it. So scenes lie on disk, as bytes, and every batch takes other
frames of some of them, in another order, turned, mirrored and with colours swapped. A window of scenes moves on with
the batches: each is rendered when it comes in and removed when it is left behind. Which scenes a batch takes, and what
it makes of them, follows from the seed and its number alone; a scene that is missing is rendered again, the same.
"""

import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from diar_gui.synthetic.render import Batch
from diar_gui.synthetic.stream import Stream
from diar_gui.whole_files import write_bytes

N_FIRST, N_KEPT = 48, 1200
"""Scenes that the first batch may draw from, and the most that are kept: about 3.5 MB each."""

USES = 14
"""How often a scene is drawn, on average."""

_N_AHEAD = 8
_DRAWS = 3


class CachedStream:
    """Batches drawn from a window of cached scenes.

    Args:
        stream: renders the scenes; scene i is sequence 0 of its batch i.
        folder: for the files of these scenes and no others, made if need be; they are removed as the window moves on.
        n_frames: of each scene.
        size_px: side of each scene.
        seed: of what batches draw.
    """

    def __init__(self, stream: Stream, folder: Path, n_frames: int, size_px: int, seed: int = 0) -> None:
        self._stream = stream
        self._folder = folder
        self._seed = seed
        self._n_frames = n_frames
        self._size_px = size_px
        self._coming: dict[int, Future[None]] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._n_removed = 0

    @property
    def pictures(self):
        """The stream's pictures."""
        return self._stream.pictures

    @contextmanager
    def rendering_ahead(self) -> Iterator["CachedStream"]:
        """Render ahead on a thread inside this context; remove the scenes at its end, unless an error ends it."""
        with ThreadPoolExecutor(1) as self._pool:
            try:
                yield self
            finally:
                self._pool.shutdown(cancel_futures=True)
                self._pool = None
        for path in self._folder.glob("scene-*.npz"):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            self._folder.rmdir()

    def window(self, index: int, n_sequences: int) -> range:
        """Return the scenes that batch `index` may draw from."""
        last = N_FIRST + (index * n_sequences) // USES
        return range(max(0, last - N_KEPT), last)

    def batch(self, index: int, n_sequences: int, n_frames: int, size_px: int) -> Batch:
        """Return batch number `index`: whole scenes, or cuts of them where `size_px` is smaller than theirs.

        Args:
            index: number of the batch.
            n_sequences: B.
            n_frames: T, at most that of the scenes.
            size_px: side of the frames, at most that of the scenes.
        """
        rng = np.random.default_rng([self._seed, index, _DRAWS])
        window = self.window(index, n_sequences)
        numbers = rng.choice(window, n_sequences, replace=len(window) < n_sequences)
        self._render_ahead(window)
        drawn = [self._drawn(rng, int(number), n_frames, size_px) for number in numbers]
        frames, valid, truth, occlusion, shadow, highlight = (torch.stack(parts) for parts in zip(*drawn, strict=True))
        return Batch(frames, valid, truth, occlusion, shadow, highlight)

    def _drawn(self, rng: np.random.Generator, number: int, n_frames: int, size_px: int) -> tuple[Tensor, ...]:
        """Return the parts of a batch's sequence, without its first dimension."""
        with np.load(self._scene(number)) as scene:
            parts = {name: scene[name] for name in scene.files}
        chosen = rng.permutation(self._n_frames)[:n_frames]
        top, left = (int(k) for k in rng.integers(0, self._size_px - size_px + 1, 2))
        turns, is_mirrored, colours = int(rng.integers(4)), rng.random() < 0.5, np.arange(3)
        if rng.random() < 0.5:
            colours = rng.permutation(3)

        def taken(name: str) -> Tensor:
            values = parts[name] if name == "truth" else parts[name][chosen]
            values = values[..., top : top + size_px, left : left + size_px]
            values = np.rot90(values[..., ::-1] if is_mirrored else values, turns, axes=(-2, -1))
            if values.shape[-3] == 3:
                values = values[..., colours, :, :]
            made = torch.from_numpy(np.ascontiguousarray(values))
            return made if name == "valid" else made.float() / 255

        return tuple(taken(name) for name in _PARTS)

    def _scene(self, number: int) -> Path:
        """Return the file of a scene, which is there."""
        coming = self._coming.pop(number, None)
        if coming is not None and not coming.cancelled():
            coming.result()
        path = self._path(number)
        if not path.is_file():
            self._render(number)
        return path

    def _render_ahead(self, window: range) -> None:
        if self._pool is None:
            return
        for number in range(window.stop - 1, window.stop + _N_AHEAD):
            if number not in self._coming and not self._path(number).is_file():
                self._coming[number] = self._pool.submit(self._render, number)
        for number in range(self._n_removed, window.start):
            self._path(number).unlink(missing_ok=True)
            self._coming.pop(number, None)
        self._n_removed = max(self._n_removed, window.start)

    def _path(self, number: int) -> Path:
        return self._folder / f"scene-{number:06d}.npz"

    def _render(self, number: int) -> None:
        batch = self._stream.batch(number, 1, self._n_frames, self._size_px)
        self._folder.mkdir(parents=True, exist_ok=True)
        write_bytes(self._path(number), _packed(batch), overwrite=True)


_PARTS = ("frames", "valid", "truth", "occlusion", "shadow", "highlight")


def _packed(batch: Batch) -> bytes:
    """Return a scene as the bytes of an .npz file: values in 256 levels, as photos have them."""
    arrays = {}
    for name in _PARTS:
        values = getattr(batch, name)[0].cpu()
        arrays[name] = values.numpy() if name == "valid" else (values * 255 + 0.5).floor().to(torch.uint8).numpy()
    packed = io.BytesIO()
    np.savez(packed, **arrays)
    return packed.getvalue()
