"""Between a scene's arrays and layers of pixels: sprites on the plane, one after another."""

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own habit
from torch import Tensor


def tensor(array: np.ndarray, like: Tensor) -> Tensor:
    """Return an array on the device of another tensor, floating point values also in its type."""
    made = torch.from_numpy(np.ascontiguousarray(array))
    return made.to(like) if made.is_floating_point() else made.to(like.device)


def tensors(part: object, like: Tensor) -> dict[str, Tensor]:
    """Return the arrays of a part of a scene by their names, see `tensor`."""
    return {f.name: tensor(getattr(part, f.name), like) for f in fields(part)}  # pyright: ignore[reportArgumentType]


def ordinals(frame: Tensor, chosen: Tensor) -> Iterator[Tensor]:
    """Yield index tensors of the chosen entries: the first of every frame, the second of every frame, and so on.

    Args:
        frame: `(E,)` frame of each entry, on the CPU.
        chosen: `(E,)` bool.
    """
    left = torch.nonzero(chosen)[:, 0]
    while len(left):
        frames = frame[left].tolist()
        seen: set[int] = set()
        is_first = []
        for f in frames:
            is_first.append(f not in seen)
            seen.add(f)
        first = torch.tensor(is_first)
        yield left[first]
        left = left[~first]


def sample(
    images: Tensor, image_from_plane: Tensor, points: Tensor, *, mode: str = "bilinear", beyond: str = "zeros"
) -> Tensor:
    """Return pictures `(n, C, a, b)` seen at plane points `(n, 2, h, w)`: `(n, C, h, w)`.

    Args:
        images: one for each n.
        image_from_plane: `(n, 2, 3)` to [-1, 1] over the picture's area.
        points: plane coordinates.
        mode: of `grid_sample`.
        beyond: its padding.
    """
    grid = torch.einsum("nij,njhw->nhwi", image_from_plane[:, :, :2], points) + image_from_plane[:, None, None, :, 2]
    return F.grid_sample(images, grid, mode=mode, padding_mode=beyond, align_corners=False)


def steepened(alpha: Tensor, sharpness: Tensor) -> Tensor:
    """Return alpha with its outline steepened by factors `(n,)`: what is enlarged stays crisp."""
    factor = sharpness[:, None, None, None]
    sharp = ((alpha - 0.5) * factor + 0.5).clamp(0, 1)
    # A half-transparent thing has no outline at one half: only what is opaque inside is steepened.
    opaque = alpha.amax(dim=(2, 3), keepdim=True) > 0.9
    return torch.where(opaque & (factor > 1), sharp, alpha)
