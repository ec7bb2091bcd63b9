"""Sequences on disk, made to be the same, byte by byte, on every machine: `write_sequences`.

All that is drawn comes from numpy's generator, and all light is worked out in float64: what processors, their vector
instructions and numbers of threads compute a little differently is gone once values are rounded to bytes.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from diar_gui import geometry
from diar_gui.errors import Cancelled, ImageError
from diar_gui.images import encode_image, find_images, natural_key, to_array
from diar_gui.progress import Progress
from diar_gui.sequences import MASK_KINDS
from diar_gui.synthetic.draw import draw_scene
from diar_gui.synthetic.folders import check_folder, write_folder
from diar_gui.synthetic.library import MIN_SIDE_PX, Sprites, make_sprites, read_subject
from diar_gui.synthetic.lighting import metered
from diar_gui.synthetic.options import SyntheticOptions
from diar_gui.synthetic.render import Batch, render
from diar_gui.synthetic.scene import Scene
from diar_gui.synthetic.sensor import linear_from_encoded
from diar_gui.synthetic.subject import cut, mounted, picture_from_grid

_ALIGNED_MOUNT_RATE, _PERSPECTIVE_MOUNT_RATE = 0.15, 0.5
_TEXTURE_DENSITY = 2  # pixels of the subject to one of the reference, for views that come nearer
_MAX_OVERSAMPLING = 6
_N_DIGITS = 10  # of a homography: less than 1e-5 px off, and the same on every machine


@dataclass(frozen=True)
class WriteOptions:
    """What `write_sequences` makes.

    n_sequences, n_frames: how many sequences, of how many frames each. size: (height, width) of every frame. seed: of
    all of them; sequence i depends on it, on i, on the pictures and on `scenes` alone. scenes: how they are drawn.
    overwrite: whether sequences that exist may be replaced.
    """

    n_sequences: int = 10
    n_frames: int = 10
    size: tuple[int, int] = (512, 512)
    seed: int = 0
    scenes: SyntheticOptions = field(default_factory=SyntheticOptions)
    overwrite: bool = False

    def __post_init__(self) -> None:
        if min(self.n_sequences, self.n_frames, *self.size) < 1 or self.seed < 0:
            raise ValueError("a sequence needs frames, a frame pixels, and a seed is not below 0")


def write_sequences(
    folder: Path,
    pictures: Sequence[Path],
    cut_outs: Path | None,
    options: WriteOptions,
    progress: Progress,
) -> list[Path]:
    """Write sequences `000`, `001`, ... into a folder, which is made if need be; each appears whole or not at all.

    The pictures take turns in an order that the seed shuffles; those that cannot be subjects are left out with a
    notice.

    Args:
        folder: new or empty, or with `options.overwrite` one whose sequences may be replaced.
        pictures: files, or folders of them.
        cut_outs: folder of pictures with alpha, to stand before the subjects beside what is drawn.
        options: how many, how large, and of what kind.
        progress: told how far it is.

    Raises:
        ImageError: there are no pictures, or none that can be a subject; or there are no cut-outs.
        ExportError: the folder is not empty or cannot be written into; the sequences before are whole.
        Cancelled: the user asked to stop; its text says how many sequences were written.
    """
    paths = sorted(find_images(pictures), key=lambda path: natural_key(path.name))
    targets = [folder / f"{i:03d}" for i in range(options.n_sequences)]
    check_folder(folder, targets, paths, overwrite=options.overwrite)
    made: list[Path] = []
    try:
        progress.update(0.0, "Preparing the things that stand before the subjects")
        sprites = make_sprites(cut_outs, progress=progress)
        turns = _Turns(paths, options.seed, progress)
        for i, target in enumerate(targets):
            part = progress.part(i / len(targets), (i + 1) / len(targets))
            part.update(0.0, f"Making sequence {i + 1} of {len(targets)}")
            drawn = _draw(i, turns, sprites, options)
            write_folder(target, _contents(drawn, sprites, options, part), overwrite=options.overwrite)
            made.append(target)
    except (Cancelled, KeyboardInterrupt) as cancelled:
        if made:
            raise Cancelled(f"Cancelled; {len(made)} of {len(targets)} sequences were written.") from cancelled
        raise
    progress.update(1.0)
    return made


class _Turns:
    """Hands out pictures in a shuffled order, again and again; those that are of no use are left out with a notice."""

    def __init__(self, paths: Sequence[Path], seed: int, progress: Progress) -> None:
        self._n_paths = len(paths)
        self._left = [paths[i] for i in np.random.default_rng([seed, 1]).permutation(len(paths))]
        self._n_taken = 0
        self._progress = progress

    def take(self) -> tuple[Path, np.ndarray]:
        """Return the next picture: where it lies, and its pixels."""
        while self._left:
            path = self._left[self._n_taken % len(self._left)]
            pixels = self._read(path)
            if pixels is not None:
                self._n_taken += 1
                return path, pixels
        raise ImageError(
            f"None of the {self._n_paths} pictures can be photographed; give some of at least "
            f"{MIN_SIDE_PX} x {MIN_SIDE_PX} pixels."
        )

    def another(self, rng: np.random.Generator, first: Path) -> tuple[Path, np.ndarray]:
        """Return any picture but the first, which has been taken; the first if there is no other."""
        while True:
            others = [path for path in self._left if path != first] or [first]
            path = others[rng.integers(len(others))]
            pixels = self._read(path)
            if pixels is not None:
                return path, pixels

    def _read(self, path: Path) -> np.ndarray | None:
        self._progress.check_cancelled()
        try:
            return read_subject(path)
        except ImageError as error:
            self._progress.notice(f"Left out {path.name}: {error}")
            self._left.remove(path)
            return None


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A sequence to be rendered: `(1, 3, a, b)` float64 pictures; is_picture as in `Mounted`, None if all is."""

    scene: Scene
    subject: Tensor
    reflected: Tensor
    is_picture: np.ndarray | None
    source: str


def _draw(index: int, turns: _Turns, sprites: Sprites, options: WriteOptions) -> _Drawn:
    rng = np.random.default_rng([options.seed, index, 2])
    height, width = options.size
    scene = draw_scene(rng, options.scenes, sprites, options.n_frames, options.size)
    is_aligned = options.scenes.is_aligned
    density = 1 if is_aligned else _TEXTURE_DENSITY
    path, picture = turns.take()
    subject = cut(rng, picture, (height * density, width * density))
    is_picture = None
    mount_rate = _ALIGNED_MOUNT_RATE if is_aligned else _PERSPECTIVE_MOUNT_RATE
    if scene.kind != "studio" and rng.random() < mount_rate:
        hung = mounted(rng, subject)
        subject = hung.pixels
        if not is_aligned:
            # The wall goes on where a view looks past the reference.
            scene = replace(scene, background=linear_from_encoded(torch.from_numpy(hung.wall)).numpy())
            is_picture = hung.is_picture
    made_of, reflected = path.name, np.zeros((2, 2, 3), np.uint8)
    if scene.reflection.strength.any():
        other, picture = turns.another(rng, path)
        reflected = cut(rng, picture, (max(32, height // 2), max(32, width // 2)))
        made_of += f" mirroring {other.name}"
    source = f"diar synth of {made_of}: {scene.kind}, seed {options.seed}, sequence {index}"
    return _Drawn(scene, _tensor(subject), _tensor(reflected), is_picture, source)


def _tensor(pixels: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1))[None] / 255.0)


def _contents(
    drawn: _Drawn, sprites: Sprites, options: WriteOptions, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a sequence: name below its folder, and content."""
    homographies = {}
    for t, batch in enumerate(_frames(drawn, sprites, options, progress)):
        name = f"{t:03d}"
        homographies[f"{name}.png"] = _H_ref_from_frame(drawn.scene, t, options)
        yield f"frames/{name}.png", encode_image(to_array(batch.frames[0, 0]), ".png")
        for kind in MASK_KINDS:
            yield f"masks/{name}_{kind}.png", _grey(to_array(getattr(batch, kind)[0, 0])[..., 0])
        if t == 0:
            yield "truth.png", encode_image(to_array(batch.truth[0]), ".png")
    if drawn.is_picture is not None:
        # A pixel of the reference holds a block of the subject's.
        blocks = drawn.is_picture.reshape(options.size[0], _TEXTURE_DENSITY, options.size[1], _TEXTURE_DENSITY)
        yield "truth_mask.png", _grey(np.where(blocks.all(axis=(1, 3)), 255, 0).astype(np.uint8))
    description = {
        "reference": "000.png",
        "H_ref_from_frame": homographies,
        "source": drawn.source,
        "licence": "as the source pictures",
    }
    yield "sequence.json", (json.dumps(description, indent=1) + "\n").encode()


def _grey(pixels: np.ndarray) -> bytes:
    return encode_image(np.ascontiguousarray(pixels), ".png")


def _frames(drawn: _Drawn, sprites: Sprites, options: WriteOptions, progress: Progress) -> Iterator[Batch]:
    """Yield the frames one by one, so that memory does not grow with their number."""
    scene, size = drawn.scene, options.size
    maps = torch.from_numpy(picture_from_grid(scene, size)[None])
    metering = metered([scene], maps, sprites, size=size, progress=progress)
    for t in range(scene.n_frames):
        progress.update(t / scene.n_frames)
        yield render(
            [scene.only(t)],
            drawn.subject,
            maps,
            drawn.reflected,
            sprites,
            size=size,
            oversampling=_oversampling(scene, t, options),
            metering=metering[t : t + 1],
            progress=progress,
        )


def _H_ref_from_frame(scene: Scene, t: int, options: WriteOptions) -> list[list[float]]:  # noqa: N802
    """Return the true homography; of an aligned frame the identity, whatever small misalignment it has."""
    if options.scenes.is_aligned:
        return np.eye(3).tolist()
    H = geometry.normalised(scene.H_ref_from_plane @ np.linalg.inv(scene.H_frame_from_plane[t]), options.size)
    return [[float(f"{value:.{_N_DIGITS}g}") for value in row] for row in H]


def _oversampling(scene: Scene, t: int, options: WriteOptions) -> int:
    """Return how densely the subject is looked up, each way, so that no pixel of it is passed over."""
    if options.scenes.is_aligned:
        return 1
    H = geometry.normalised(scene.H_ref_from_plane @ np.linalg.inv(scene.H_frame_from_plane[t]), options.size)
    points = geometry.points_in_overlap(H, options.size, options.size)
    if not len(points):
        return _TEXTURE_DENSITY
    w = points @ H[2, :2] + H[2, 2]
    moved = geometry.transfer(H, points)
    jacobians = (H[None, :2, :2] - moved[:, :, None] * H[None, None, 2, :2]) / w[:, None, None]
    largest = np.linalg.svd(jacobians, compute_uv=False)[:, 0]
    dense = math.ceil(_TEXTURE_DENSITY * float(np.percentile(largest, 90)) - 1e-3)
    return min(max(dense, _TEXTURE_DENSITY), _MAX_OVERSAMPLING)
