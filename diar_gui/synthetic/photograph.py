"""The camera: which points of the plane its pixels see, and what it makes of their light."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from diar_gui.synthetic import sensor
from diar_gui.synthetic.layers import tensor
from diar_gui.synthetic.scene import Scene

_HORIZON = 0.01  # of the depth of the plane's centre over that of a point: beyond 100 times as far all is the same


def plane_points(
    scenes: Sequence[Scene],
    size: tuple[int, int],
    samples: tuple[int, int],
    like: Tensor,
    rows: tuple[int, int] | None = None,
) -> Tensor:
    """Return `(N, 2, h, w)` points of the plane that are seen at samples spread evenly over the frames.

    Args:
        scenes: with N frames in all.
        size: (height, width) of the frames.
        samples: how many (down, across); `size` itself for the centres of the pixels.
        like: its device and type are those of the points.
        rows: (first, last) of the rows of samples to return, last not included; all if None.
    """
    plane_from_render = tensor(np.linalg.inv(np.concatenate([s.H_render_from_plane for s in scenes])), like)
    height, width = size
    first, last = rows or (0, samples[0])
    y = (torch.arange(first, last, dtype=like.dtype) + 0.5) * (height / samples[0]) - 0.5
    x = (torch.arange(samples[1], dtype=like.dtype) + 0.5) * (width / samples[1]) - 0.5
    y, x = (t.to(like.device) for t in torch.meshgrid(y, x, indexing="ij"))
    u, v = (x - (width - 1) / 2) / (height / 2), (y - (height - 1) / 2) / (height / 2)
    bend = tensor(np.concatenate([s.distortion for s in scenes]), like)[:, None, None]
    # Relative to the corner, where the displacement is `bend` times its distance from the centre.
    factor = bend * ((u * u + v * v) / (1 + (width / height) ** 2))[None]
    grid = torch.stack(
        [x + factor * (x - (width - 1) / 2), y + factor * (y - (height - 1) / 2), torch.ones_like(x).expand_as(factor)],
        1,
    )
    mapped = torch.einsum("nij,njhw->nihw", plane_from_render, grid)
    return mapped[:, :2] / mapped[:, 2:].clamp_min(_HORIZON)


def is_in_view(scenes: Sequence[Scene], size: tuple[int, int], device: torch.device) -> Tensor:
    """Return `(N, 1, h, w)` bool: the rendered pixel lies within what its camera saw."""
    H = [
        view @ np.linalg.inv(grid)
        for s in scenes
        for view, grid in zip(s.H_frame_from_plane, s.H_render_from_plane, strict=True)
    ]
    height, width = size
    y, x = torch.meshgrid(
        torch.arange(height, dtype=torch.float64), torch.arange(width, dtype=torch.float64), indexing="ij"
    )
    grid = torch.stack([x, y, torch.ones_like(x)])
    mapped = torch.einsum("nij,jhw->nihw", torch.from_numpy(np.stack(H)), grid)
    w = mapped[:, 2:]
    x, y = mapped[:, :1] / w, mapped[:, 1:2] / w
    edge = 0.5 + 1e-6
    inside = (w > 0) & (x >= -edge) & (x <= width - 1 + edge) & (y >= -edge) & (y <= height - 1 + edge)
    return inside.to(device)


def photographed(light: Tensor, take: dict[str, Tensor]) -> Tensor:
    """Return `(N, 3, h, w)` sRGB-encoded values, quantised to 1/255, of linear light.

    Args:
        light: `(N, 3, h, w)`, 1 for the sensor's white.
        take: arrays of `scene.Sensor`.
    """
    size = (light.shape[2], light.shape[3])
    light = light * take["exposure"][:, :, None, None] * sensor.vignette(size, take["vignetting"], light)
    soft = torch.nonzero(take["blur_px"][:, 0].cpu() > 0.2)[:, 0].to(light.device)
    if len(soft):
        light[soft] = sensor.blurred(light[soft], take["blur_px"][soft])
    noisy = torch.nonzero(take["shot_noise"].cpu() > 0)[:, 0].to(light.device)
    if len(noisy):
        x = light[noisy]
        read, shot = (take[name][noisy][:, None, None, None] for name in ("read_noise", "shot_noise"))
        spread = (read * read + shot * shot * x.clamp(0, 1)).sqrt()
        light[noisy] = x + spread * sensor.noise(tuple(x.shape[1:]), take["noise_offset"][noisy], x)
    encoded = sensor.encoded_from_linear(light)
    squeezed = torch.nonzero(take["jpeg_quality"].cpu() > 0)[:, 0].to(light.device)
    if len(squeezed):
        stored = sensor.quantised(encoded[squeezed])
        encoded[squeezed] = sensor.compressed(stored, take["jpeg_quality"][squeezed])
    return sensor.quantised(encoded)
