"""What one sequence is made of, as numbers: lights, things, reflections and the camera's own faults, per frame.

T frames of a sequence, L lights each. Lengths are in plane units (the subject's height is 2, see `camera`), light is
linear with 1 for a white subject that just reaches the sensor's white.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

N_LIGHTS = 5

_Part = TypeVar("_Part", "Lights", "Surface", "Placed", "Reflection", "Sensor")


@dataclass(frozen=True, eq=False)
class Lights:
    """Light per frame.

    position: `(T, L, 3)`. intensity: `(T, L, 3)`, so that a perpendicular surface at distance d gets intensity / d^2;
    0 for a light that is off. aim: `(T, L, 2)` where on the plane a spot looks. cos_outer: `(T, L)` cosine of half a
    spot's cone, -1 for a light that shines all around. blend: `(T, L)` soft share of the cone. radius: `(T, L)`.
    ambient: `(T, 3)`. slope: `(T, 2)` relative change of the ambient light per unit.
    """

    position: np.ndarray
    intensity: np.ndarray
    aim: np.ndarray
    cos_outer: np.ndarray
    blend: np.ndarray
    radius: np.ndarray
    ambient: np.ndarray
    slope: np.ndarray

    @classmethod
    def dark(cls, n_frames: int) -> "Lights":
        """Return lights that are all off."""
        shape = (n_frames, N_LIGHTS)
        position = np.zeros((*shape, 3))
        position[..., 2] = 3.0
        return cls(
            position,
            np.zeros((*shape, 3)),
            np.zeros((*shape, 2)),
            np.full(shape, -1.0),
            np.full(shape, 0.5),
            np.full(shape, 0.1),
            np.zeros((n_frames, 3)),
            np.zeros((n_frames, 2)),
        )


@dataclass(frozen=True, eq=False)
class Surface:
    """How the subject shines: `(T,)` each. roughness: of the GGX lobe. specular: reflectance seen straight on.

    metallic: share of the light that is reflected in the subject's own colour instead of scattered. coat: reflectance
    of a smooth varnish over it.
    """

    roughness: np.ndarray
    specular: np.ndarray
    metallic: np.ndarray
    coat: np.ndarray


@dataclass(frozen=True, eq=False)
class Placed:
    """E things or shadows, placed on the plane as the camera sees them.

    frame: `(E,)` index. sprite: `(E,)` index. sprite_from_plane: `(E, 2, 3)` to sprite coordinates in [-1, 1].
    opacity: `(E,)`. sharpness: `(E,)` factor by which the outline is steepened (a sprite that is enlarged blurs).
    gain: `(E, 3)` factor on a thing's colour. light: `(E,)` the light that a shadow takes away, -1 for the ambient
    light. softness: `(E,)` index of a shadow's blur.
    """

    frame: np.ndarray
    sprite: np.ndarray
    sprite_from_plane: np.ndarray
    opacity: np.ndarray
    sharpness: np.ndarray
    gain: np.ndarray
    light: np.ndarray
    softness: np.ndarray

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(frozen=True, eq=False)
class Reflection:
    """Another picture seen in the glass.

    strength: `(T,)`, 0 for none. picture_from_plane: `(T, 2, 3)` to picture coordinates in [-1, 1], mirrored beyond.
    contrast: `(T,)` exponent that leaves only the bright parts where large. blur_px: `(T,)`. fresnel: `(T,)` share that
    grows with the angle of view.
    """

    strength: np.ndarray
    picture_from_plane: np.ndarray
    contrast: np.ndarray
    blur_px: np.ndarray
    fresnel: np.ndarray


@dataclass(frozen=True, eq=False)
class Sensor:
    """What the camera does, per frame.

    exposure: `(T, 3)` factor, white balance within. auto_exposure: `(T,)` share (as an exponent) to which the frame's
    own mean light is levelled out. vignetting: `(T,)` light lost at the corner. blur_px: `(T, 3)` Gaussian blur along
    and across an angle (radians). read_noise, shot_noise: `(T,)`, variance in linear light is read^2 + shot^2 * light.
    jpeg_quality: `(T,)`, 0 for none. noise_offset: `(T,)` where the noise begins in its bank.
    """

    exposure: np.ndarray
    auto_exposure: np.ndarray
    vignetting: np.ndarray
    blur_px: np.ndarray
    read_noise: np.ndarray
    shot_noise: np.ndarray
    jpeg_quality: np.ndarray
    noise_offset: np.ndarray


@dataclass(frozen=True, eq=False)
class Scene:
    """One sequence but for its pictures.

    kind: of `options.KINDS`. camera: `(T, 3)` positions. H_frame_from_plane: `(T, 3, 3)` of the views.
    H_render_from_plane: `(T, 3, 3)` of the grids that are rendered (aligned: the reference's grid, a little off; else
    the views). H_ref_from_plane: `(3, 3)`. distortion: `(T,)` by which the lens displaces a frame's corner, relative to
    its distance from the centre. background: `(3,)` linear colour beyond the subject. level: light to which the
    sequence's mean is brought, 0 to leave it.
    """

    kind: str
    camera: np.ndarray
    H_frame_from_plane: np.ndarray
    H_render_from_plane: np.ndarray
    H_ref_from_plane: np.ndarray
    distortion: np.ndarray
    lights: Lights
    surface: Surface
    things: Placed
    shadows: Placed
    reflection: Reflection
    sensor: Sensor
    background: np.ndarray
    level: float

    @property
    def n_frames(self) -> int:
        """Number of frames, T."""
        return len(self.camera)

    def only(self, t: int) -> "Scene":
        """Return the scene of frame `t` alone."""
        per_frame = ("camera", "H_frame_from_plane", "H_render_from_plane", "distortion")
        parts = {name: getattr(self, name)[t : t + 1] for name in per_frame}
        for name in ("lights", "surface", "reflection", "sensor"):
            part = getattr(self, name)
            parts[name] = type(part)(**{f.name: getattr(part, f.name)[t : t + 1] for f in fields(part)})
        for name in ("things", "shadows"):
            placed = getattr(self, name)
            values = {f.name: getattr(placed, f.name)[placed.frame == t] for f in fields(placed)}
            parts[name] = replace(Placed(**values), frame=np.zeros_like(values["frame"]))
        return replace(self, **parts)


class Placing:
    """Collects things or shadows one by one."""

    def __init__(self) -> None:
        self._rows: list[tuple] = []

    def add(
        self,
        frame: int,
        sprite: int,
        centre: np.ndarray,
        half_side: float,
        angle: float,
        *,
        opacity: float = 1.0,
        sharpness: float = 1.0,
        gain: np.ndarray | float = 1.0,
        light: int = -1,
        softness: int = 0,
        aspect: float = 1.0,
    ) -> None:
        """Place a sprite with its centre (x, y), half its side in plane units, turned by `angle`."""
        c, s = np.cos(angle), np.sin(angle)
        turn = np.array([[c, s], [-s, c]]) / np.array([[half_side * aspect], [half_side]])
        affine = np.concatenate([turn, -(turn @ np.asarray(centre))[:, None]], axis=1)
        gains = np.broadcast_to(np.asarray(gain, float), (3,))
        self._rows.append((frame, sprite, affine, opacity, sharpness, gains, light, softness))

    def finish(self) -> Placed:
        """Return all of them, in the order in which they were added."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * 8
        shapes = [(), (), (2, 3), (), (), (3,), (), ()]
        kinds = [np.int64, np.int64, float, float, float, float, np.int64, np.int64]
        arrays = [
            np.array(column, kind).reshape(len(self._rows), *shape)
            for column, shape, kind in zip(columns, shapes, kinds, strict=True)
        ]
        return Placed(*arrays)


def joined(parts: Sequence[_Part]) -> _Part:
    """Return one part of a scene for those of several."""
    values = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(parts[0])}
    return type(parts[0])(**values)


def joined_placed(parts: Sequence[Placed], n_frames: int) -> Placed:
    """Return the things or shadows of several scenes of `n_frames` frames each; frames are counted on."""
    return joined([replace(part, frame=part.frame + i * n_frames) for i, part in enumerate(parts)])
