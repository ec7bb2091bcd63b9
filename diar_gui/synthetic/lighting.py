"""The light of whole scenes: every lamp, dimmed by the shadows that fall on the plane, and how bright it is in all."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from diar_gui.progress import Progress
from diar_gui.synthetic import sensor
from diar_gui.synthetic.layers import ordinals, sample, steepened, tensor, tensors
from diar_gui.synthetic.library import Sprites
from diar_gui.synthetic.light import PlaneLight
from diar_gui.synthetic.photograph import plane_points
from diar_gui.synthetic.scene import N_LIGHTS, Scene, joined, joined_placed

_METERING_STEP_PX = 8


class Lighting:
    """The light of scenes, on any grids of plane points; the frames of all scenes in one row of N.

    Args:
        scenes: of equally many frames.
        sprites: what casts the shadows.
        like: its device and type are those of the work.
        progress: asked whether to go on.
    """

    def __init__(self, scenes: Sequence[Scene], sprites: Sprites, like: Tensor, progress: Progress) -> None:
        self._sprites = sprites
        self._like = like
        self._progress = progress
        self._lights = tensors(joined([s.lights for s in scenes]), like)
        self._shadows = joined_placed([s.shadows for s in scenes], scenes[0].n_frames)
        self._is_on = torch.from_numpy(np.concatenate([s.lights.intensity for s in scenes]).any(axis=2))

    def on(self, light: PlaneLight) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return what arrives, what the surface would mirror, what the varnish mirrors, and what shadows take.

        All are `(N, 3, h, w)` but the last, `(N, 1, h, w)`, a share.
        """
        full = light.ambient(self._lights)
        arriving = full * self._visibility(-1, torch.arange(len(full)), light.points)
        mirrored, varnished = torch.zeros_like(full), torch.zeros_like(full)
        coat = light.surface["coat"]
        for j in range(N_LIGHTS):
            rows = torch.nonzero(self._is_on[:, j])[:, 0]
            if not len(rows):
                continue
            there = rows.to(full.device)
            diffuse, lobe, varnish = light.arriving(self._lights, j, there)
            intensity = self._lights["intensity"][there, j][:, :, None, None]
            visible = self._visibility(j, rows, light.points)
            full.index_add_(0, there, diffuse * intensity)
            arriving.index_add_(0, there, diffuse * visible * intensity)
            mirrored.index_add_(0, there, lobe * visible * intensity)
            varnished.index_add_(0, there, varnish * visible * intensity * coat[there][:, None, None, None])
        return (
            arriving,
            mirrored,
            varnished,
            (1 - sensor.luma(arriving) / sensor.luma(full).clamp_min(1e-6)).clamp(0, 1),
        )

    def _visibility(self, j: int, rows: Tensor, points: Tensor) -> Tensor:
        """Return `(n, 1, h, w)`: the share of light j that shadows leave, for the frames `rows`."""
        self._progress.check_cancelled()
        place = torch.full((len(points),), -1)
        place[rows] = torch.arange(len(rows))
        visible = torch.ones((len(rows), 1, *points.shape[2:]), dtype=points.dtype, device=points.device)
        frame = torch.from_numpy(self._shadows.frame)
        chosen = torch.from_numpy(self._shadows.light == j) & (place[frame] >= 0)
        for entries in ordinals(frame, chosen):
            self._progress.check_cancelled()
            e = entries.numpy()
            tiles = self._sprites.softened(self._shadows.sprite[e], self._shadows.softness[e])[:, None]
            into = frame[entries]
            maps = tensor(self._shadows.sprite_from_plane[e], self._like)
            alpha = sample(tensor(tiles.astype(np.float32) / 255, self._like), maps, points[into.to(points.device)])
            alpha = steepened(alpha, tensor(self._shadows.sharpness[e], self._like))
            taken = alpha * tensor(self._shadows.opacity[e], self._like)[:, None, None, None]
            there = place[into].to(points.device)
            visible[there] = visible[there] * (1 - taken)
        return visible


def metered(
    scenes: Sequence[Scene],
    picture_from_plane: Tensor,
    sprites: Sprites,
    *,
    size: tuple[int, int],
    progress: Progress | None = None,
) -> Tensor:
    """Return `(N,)` factors that bring a sequence's mean light to its level, and single frames part of the way.

    A camera meters so, on a coarse grid; here over the subject only.

    Args:
        scenes: B of them, of equally many frames.
        picture_from_plane: `(B, 2, 3)` to [-1, 1] over each subject's area; its device and type are those of the work.
        sprites: what casts the shadows.
        size: (height, width) of the frames.
        progress: asked whether to go on.
    """
    like = picture_from_plane
    of_scene = torch.arange(len(scenes)).repeat_interleave(scenes[0].n_frames)
    samples = (max(1, size[0] // _METERING_STEP_PX), max(1, size[1] // _METERING_STEP_PX))
    points = plane_points(scenes, size, samples, like)
    camera = tensor(np.concatenate([s.camera for s in scenes]), like)
    surface = tensors(joined([s.surface for s in scenes]), like)
    lighting = Lighting(scenes, sprites, like, progress or Progress())
    arriving = sensor.luma(lighting.on(PlaneLight(points, camera, surface))[0])
    maps = like[of_scene]
    on_picture = torch.einsum("nij,njhw->nihw", maps[:, :, :2], points) + maps[:, :, 2, None, None]
    is_subject = (on_picture.abs() <= 1).all(dim=1, keepdim=True).to(like)
    light = (arriving * is_subject).sum(dim=(1, 2, 3)) / is_subject.sum(dim=(1, 2, 3)).clamp_min(1)
    own = light.clamp_min(1e-3).log()
    mean = own.reshape(len(scenes), -1).mean(dim=1)[of_scene]
    share = tensor(np.concatenate([s.sensor.auto_exposure for s in scenes]), like)
    level = tensor(np.array([s.level for s in scenes]), like)[of_scene]
    factor = level / (mean * (1 - share) + own * share).exp()
    return torch.where(level > 0, factor, torch.ones_like(factor))
