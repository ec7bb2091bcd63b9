"""From scenes and pictures to frames with their truth: `render`.

All light is multiplied and added in linear light; then it is clipped, noised, encoded, quantised and compressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own habit
from torch import Tensor

from diar_gui.progress import Progress
from diar_gui.synthetic import sensor
from diar_gui.synthetic.layers import ordinals, sample, steepened, tensor, tensors
from diar_gui.synthetic.library import Sprites
from diar_gui.synthetic.light import PlaneLight
from diar_gui.synthetic.lighting import Lighting, metered
from diar_gui.synthetic.photograph import is_in_view, photographed, plane_points
from diar_gui.synthetic.scene import Scene, joined, joined_placed

_MAX_SAMPLES = 1 << 20  # of the subject, looked up at once where it is oversampled


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences of T frames with their truth, each value in [0, 1].

    frames: `(B, T, 3, H, W)` sRGB-encoded, quantised to 1/255. valid: `(B, T, 1, H, W)` bool, inside the frame.
    truth: `(B, 3, H, W)` sRGB-encoded, the subject under even white light on the reference grid.
    occlusion: `(B, T, 1, H, W)` how far something stands before the subject. shadow: share of the light that is taken
    away. highlight: share of what is seen that is mirrored light.
    """

    frames: Tensor
    valid: Tensor
    truth: Tensor
    occlusion: Tensor
    shadow: Tensor
    highlight: Tensor


def render(
    scenes: Sequence[Scene],
    pictures: Tensor,
    picture_from_plane: Tensor,
    reflected: Tensor,
    sprites: Sprites,
    *,
    size: tuple[int, int],
    oversampling: int = 1,
    metering: Tensor | None = None,
    progress: Progress | None = None,
) -> Batch:
    """Return the frames of scenes of equally many frames.

    Args:
        scenes: B of them.
        pictures: `(B, 3, a, b)` subjects, sRGB-encoded in [0, 1]; their device and type are those of all the work.
        picture_from_plane: `(B, 2, 3)` to [-1, 1] over each subject's area.
        reflected: `(B, 3, c, d)` what the glass shows.
        sprites: things.
        size: (height, width) of the frames.
        oversampling: the subject is looked up this many times as densely each way: views that shrink it want that.
        metering: `(B * T,)` what `metered` gave for the whole sequences, where these scenes are but parts of them.
        progress: asked whether to go on.
    """
    progress = progress or Progress()
    if metering is None:
        metering = metered(scenes, picture_from_plane, sprites, size=size, progress=progress)
    renderer = _Renderer(scenes, pictures, picture_from_plane, reflected, sprites, size, progress)
    return renderer.batch(metering[:, None, None, None], oversampling)


class _Renderer:
    """The work of one call of `render`, frames of all scenes in one row of N = B x T."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        pictures: Tensor,
        picture_from_plane: Tensor,
        reflected: Tensor,
        sprites: Sprites,
        size: tuple[int, int],
        progress: Progress,
    ) -> None:
        self.scenes = scenes
        self.size = size
        self.sprites = sprites
        self.progress = progress
        self.B = len(scenes)
        self.T = scenes[0].n_frames
        self.like = pictures
        self.pictures = pictures
        self.picture_from_plane = picture_from_plane
        self.reflected = reflected
        self.of_scene = torch.arange(self.B).repeat_interleave(self.T)
        self.lighting = Lighting(scenes, sprites, pictures, progress)
        self.surface = tensors(joined([s.surface for s in scenes]), pictures)
        self.reflection = tensors(joined([s.reflection for s in scenes]), pictures)
        self.sensor = tensors(joined([s.sensor for s in scenes]), pictures)
        self.things = joined_placed([s.things for s in scenes], self.T)

    def batch(self, level: Tensor, oversampling: int) -> Batch:
        """Return the frames and their truth; `level` `(N, 1, 1, 1)` is a factor on all light."""
        points = plane_points(self.scenes, self.size, self.size, self.like)
        camera = tensor(np.concatenate([s.camera for s in self.scenes]), self.like)
        light = PlaneLight(points, camera, self.surface)
        albedo, is_subject = self._albedo(points, oversampling)
        arriving, mirrored, varnished, shadow = self.lighting.on(light)
        metallic = self.surface["metallic"][:, None, None, None]
        scattered = albedo * arriving * (1 - metallic)
        base = self.surface["specular"][:, None, None, None] * (1 - metallic) + albedo * metallic
        added = (mirrored * base + varnished) * is_subject * level + self._reflections(light) * is_subject
        seen = scattered * level + added
        highlight = (sensor.luma(added) / sensor.luma(seen).clamp_min(1e-4)).clamp(0, 1)
        seen, occlusion = self._with_things(seen, points, arriving * level)
        frames = photographed(seen, self.sensor)
        shape = (self.B, self.T, -1, *self.size)
        parts = (t.to(torch.float32).reshape(shape) for t in (occlusion, shadow, highlight * (1 - occlusion)))
        valid = is_in_view(self.scenes, self.size, self.like.device)
        return Batch(frames.to(torch.float32).reshape(shape), valid.reshape(shape), self._truth(albedo), *parts)

    def _albedo(self, points: Tensor, oversampling: int) -> tuple[Tensor, Tensor]:
        """Return the subject's own colour in linear light, `(N, 3, h, w)`, and where it is, `(N, 1, h, w)`."""
        linear = sensor.linear_from_encoded(self.pictures)[self.of_scene]
        if oversampling == 1:
            colour, inside = self._looked_up(linear, points)
        else:
            k = oversampling
            height, width = self.size
            samples = (height * k, width * k)
            n_rows = max(1, _MAX_SAMPLES // (len(linear) * width * k * k))
            parts = []
            for first in range(0, height, n_rows):
                self.progress.check_cancelled()
                rows = (first * k, min(first + n_rows, height) * k)
                looked_up = self._looked_up(linear, plane_points(self.scenes, self.size, samples, self.like, rows))
                parts.append([F.avg_pool2d(part, k) for part in looked_up])
            colour, inside = (torch.cat(bands, dim=2) for bands in zip(*parts, strict=True))
        background = tensor(np.stack([s.background for s in self.scenes]), self.like)[self.of_scene][:, :, None, None]
        return colour * inside + background * (1 - inside), inside

    def _looked_up(self, linear: Tensor, points: Tensor) -> tuple[Tensor, Tensor]:
        maps = self.picture_from_plane[self.of_scene]
        colour = sample(linear, maps, points, mode="bicubic", beyond="border").clamp(0, 1)
        return colour, sample(torch.ones_like(linear[:, :1]), maps, points)

    def _reflections(self, light: PlaneLight) -> Tensor:
        """Return `(N, 3, h, w)` linear light that the glass adds."""
        strength = self.reflection["strength"]
        added = torch.zeros((len(strength), 3, *self.size), dtype=strength.dtype, device=strength.device)
        rows = torch.nonzero(strength.cpu() > 0)[:, 0]
        if not len(rows):
            return added
        there = rows.to(strength.device)
        linear = sensor.linear_from_encoded(self.reflected)[self.of_scene[rows]]
        maps = self.reflection["picture_from_plane"][there]
        room = sample(linear, maps, light.points[there], beyond="reflection").clamp(0, 1)
        room = room ** self.reflection["contrast"][there][:, None, None, None]
        blur = self.reflection["blur_px"][there]
        soft = torch.nonzero(blur.cpu() > 0.2)[:, 0].to(there.device)
        if len(soft):
            amount = blur[soft]
            room[soft] = sensor.blurred(room[soft], torch.stack([amount, amount, amount * 0], dim=1))
        share = self.reflection["fresnel"][there][:, None, None, None]
        angle = 1 - share + share * (0.5 + 10 * light.fresnel(there))
        added[there] = room * angle * strength[there][:, None, None, None]
        return added

    def _with_things(self, seen: Tensor, points: Tensor, arriving: Tensor) -> tuple[Tensor, Tensor]:
        """Return the light with things before the subject, and how far they hide it, `(N, 1, h, w)`."""
        hidden = torch.zeros_like(seen[:, :1])
        frame = torch.from_numpy(self.things.frame)
        around = arriving.mean(dim=(2, 3), keepdim=True)
        for entries in ordinals(frame, torch.ones(len(frame), dtype=torch.bool)):
            self.progress.check_cancelled()
            e = entries.numpy()
            there = frame[entries].to(seen.device)
            rgba = tensor(self.sprites.rgba[self.things.sprite[e]].astype(np.float32) / 255, self.like)
            rgba = torch.cat([rgba[:, :3] * rgba[:, 3:], rgba[:, 3:]], dim=1)
            looked_up = sample(rgba, tensor(self.things.sprite_from_plane[e], self.like), points[there])
            alpha = steepened(looked_up[:, 3:], tensor(self.things.sharpness[e], self.like))
            colour = sensor.linear_from_encoded((looked_up[:, :3] / looked_up[:, 3:].clamp_min(1e-3)).clamp(0, 1))
            lit = 0.5 * around[there] + 0.5 * arriving[there]
            colour = colour * tensor(self.things.gain[e], self.like)[:, :, None, None] * lit
            alpha = alpha * tensor(self.things.opacity[e], self.like)[:, None, None, None]
            seen[there] = seen[there] * (1 - alpha) + colour * alpha
            hidden[there] = 1 - (1 - hidden[there]) * (1 - alpha)
        return seen, hidden

    def _truth(self, albedo: Tensor) -> Tensor:
        """Return `(B, 3, h, w)` float32 sRGB-encoded: the subject on the reference grid under even white light."""
        firsts = [i * self.T for i in range(self.B)]
        return sensor.encoded_from_linear(albedo[firsts]).to(torch.float32)
