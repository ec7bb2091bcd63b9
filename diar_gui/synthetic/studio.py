"""The paper's own kind of data: SIDAR's black room, by its true parameters (Kwiatkowski, Matern, Hellwich 2023).

A plane of half-height 3.5 m; two to four point, spot or area lights of 1,000 to 10,000 W above it; up to three
solids that hide it and cast shadows; the plane itself more or less glossy.
"""

import numpy as np

from diar_gui.synthetic.library import SOFTNESS, Sprites
from diar_gui.synthetic.scene import Lights, Placing, Surface

METRE = 3.5
"""Metres to a plane unit."""

_GAIN = (0.45, 7.0, 0.45)
"""Point, spot, area: fitted so that the frames are as bright, burnt out and uneven as the ray-traced ones
(benchmarks/synthetic_light.py). Spots shine far brighter there than their power spread over the sphere would."""


_NEAREST = 1.25  # times as far from the plane as a solid the camera has to be to see it


def draw_studio(
    rng: np.random.Generator, sprites: Sprites, cameras: np.ndarray, half_width: float
) -> tuple[Lights, Surface, Placing, Placing]:
    """Return lights, surface, solids and their shadows, all of them new in each frame but for the surface."""
    n_frames = len(cameras)
    lights = Lights.dark(n_frames)
    for t in range(n_frames):
        for j in range(int(rng.integers(2, 5))):
            _draw_light(rng, lights, t, j, half_width)
    roughness, metallic = rng.uniform(0.2, 0.6), rng.uniform(0, 1)
    specular, coat = rng.uniform(0.0, 0.08), rng.uniform(0, 0.06)
    surface = Surface(*(np.full(n_frames, value) for value in (roughness, specular, metallic, coat)))
    things, shadows = Placing(), Placing()
    for t, camera in enumerate(cameras):
        for _ in range(int(rng.integers(0, 4))):
            _place_solid(rng, things, shadows, sprites, lights, t, camera)
    return lights, surface, things, shadows


def _draw_light(rng: np.random.Generator, lights: Lights, t: int, j: int, half_width: float) -> None:
    """Draw a light; Cycles shines a point light's power over the whole sphere, an area light's over half of it."""
    lights.position[t, j] = np.array([rng.uniform(-10, 10), rng.uniform(-10, 10), rng.uniform(10, 15)]) / METRE
    colour = 1 - rng.uniform(0, 0.3) * rng.uniform(0, 1, 3)
    kind = rng.integers(3)
    watts = (rng.uniform(1000, 3500), rng.uniform(1000, 10000), 4 * rng.uniform(1000, 2000))[kind]
    # Radiant intensity over 4 pi, and radiance of a white Lambertian surface over pi.
    lights.intensity[t, j] = _GAIN[kind] * watts / (4 * np.pi) / np.pi / METRE**2 * colour
    lights.radius[t, j] = (0.03, 0.03, rng.uniform(0.1, 0.4))[kind]
    if kind == 1:
        lights.cos_outer[t, j] = np.cos(np.radians(rng.uniform(10, 90) / 2))
        lights.blend[t, j] = rng.uniform(0.01, 1)
        lights.aim[t, j] = rng.normal(0, 0.4, 2) * [half_width, 1.0]


def _place_solid(
    rng: np.random.Generator,
    things: Placing,
    shadows: Placing,
    sprites: Sprites,
    lights: Lights,
    t: int,
    camera: np.ndarray,
) -> None:
    place = np.array([rng.uniform(-3, 3), rng.uniform(-3, 3), rng.uniform(1, 5)]) / METRE
    half = 1.6 * rng.uniform(0.1, 1.1) / METRE
    sprite, angle = int(rng.choice(sprites.solids)), rng.uniform(-np.pi, np.pi)
    gain = np.exp(rng.normal(0.2, 0.7)) * (1 - rng.uniform(0, 0.3, 3))
    if camera[2] > place[2] * _NEAREST:  # else it stands behind a camera that looks aslant, or fills its view
        centre, enlarged = _projected(place, camera)
        things.add(t, sprite, centre, half * enlarged, angle, sharpness=max(1.0, 3 * half * enlarged), gain=gain)
    for j in np.flatnonzero(lights.intensity[t].any(axis=1)):
        source = lights.position[t, j]
        if source[2] <= place[2] * 1.05:
            continue
        centre, enlarged = _projected(place, source)
        penumbra = lights.radius[t, j] * place[2] / (source[2] - place[2]) / (2 * half * enlarged)
        softness = int(np.abs(np.array(SOFTNESS) - 0.5 * penumbra).argmin())
        sharp = max(1.0, 6 * half * enlarged) if softness == 0 else 1.0
        # A shadow's tile holds the sprite in its middle half.
        shadows.add(t, sprite, centre, 2 * half * enlarged, angle, light=int(j), softness=softness, sharpness=sharp)


def _projected(place: np.ndarray, eye: np.ndarray) -> tuple[np.ndarray, float]:
    """Return where on the plane a point is seen (or shadowed) from `eye`, and how much it is enlarged there."""
    enlarged = eye[2] / (eye[2] - place[2])
    return eye[:2] + (place[:2] - eye[:2]) * enlarged, float(enlarged)
