"""Scenes drawn at random: `draw_scene`."""

import numpy as np

from diar_gui.synthetic import camera
from diar_gui.synthetic.crowding import place_gathering, place_passing, place_pattern
from diar_gui.synthetic.library import SOFTNESS, Sprites
from diar_gui.synthetic.options import KINDS, SyntheticOptions
from diar_gui.synthetic.scene import Lights, Placing, Reflection, Scene, Sensor, Surface
from diar_gui.synthetic.studio import METRE, draw_studio

_BANK = 1 << 20


def draw_scene(
    rng: np.random.Generator, options: SyntheticOptions, sprites: Sprites, n_frames: int, size: tuple[int, int]
) -> Scene:
    """Return the scene of a sequence of `n_frames` on a reference grid of `size`; frame 0 is the reference."""
    kind = KINDS[int(rng.choice(len(KINDS), p=options.kinds))]
    views = _draw_views(rng, options, kind, n_frames, size)
    half_width = size[1] / size[0]
    draw = {"hand-held": _draw_room, "glass": _draw_room, "crowd": _draw_crowd, "studio": draw_studio}[kind]
    lights, surface, things, shadows = draw(rng, sprites, views[0], half_width)
    if kind != "studio":
        # Rates of 0 draw nothing, so that scenes without these come out as ever.
        if options.gathering_rate and rng.random() < options.gathering_rate:
            place_gathering(rng, things, shadows, sprites, views[0], half_width)
        if options.passing_rate and rng.random() < options.passing_rate:
            place_passing(rng, things, sprites, views[0], half_width)
        if options.pattern_rate and rng.random() < options.pattern_rate:
            place_pattern(rng, shadows, sprites, n_frames)
    return Scene(
        kind,
        *views,
        lights,
        surface,
        things.finish(),
        shadows.finish(),
        _draw_reflection(rng, kind, views[0]),
        _draw_sensor(rng, options, kind, n_frames, size),
        np.zeros(3) if kind == "studio" else rng.uniform(0.02, 0.7) * rng.uniform(0.8, 1, 3),
        0.0 if kind == "studio" else float(1 - 0.35 * rng.uniform() ** 2),
    )


def _draw_views(
    rng: np.random.Generator, options: SyntheticOptions, kind: str, n_frames: int, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return camera positions, H_frame_from_plane, H_render_from_plane, H_ref_from_plane and lens distortions."""
    field = rng.uniform(options.min_field, options.max_field)
    half_width = size[1] / size[0]
    reach = np.array([half_width, 1.0]) * (1 - field)
    ref_from_plane = np.linalg.inv(camera.plane_from_grid(size, tuple(rng.uniform(-reach, reach)), field))
    is_fixed = kind == "studio" and options.is_aligned and rng.random() < 0.7
    distance = 10 / METRE if kind == "studio" else rng.uniform(2.0, 5.0)
    tilt = min(options.max_tilt_degrees, float(rng.choice([10.0, 30.0, 60.0], p=[0.3, 0.5, 0.2])))
    positions, views, grids, distortions = [], [], [], []
    for t in range(n_frames):
        if t == 0 or is_fixed:
            position, view = np.array([0.0, 0.0, distance]), ref_from_plane
        else:
            target = rng.normal(0, 0.15, 2) * [half_width, 1.0]
            zoom = np.exp(rng.uniform(np.log(max(options.zoom[0], 0.7)), np.log(min(options.zoom[1], 1.4))))
            if rng.random() < 0.2:
                zoom = np.exp(rng.uniform(*np.log(options.zoom)))
            position = camera.random_position(rng, target, distance, tilt)
            focal = zoom * distance * size[0] / 2 / field
            roll = rng.normal(0, 0.06) if rng.random() < 0.85 else rng.uniform(-np.pi, np.pi)
            if field < 1:  # the cut's own view of the camera: aimed at the middle of the cut
                middle = camera.geometry.transfer(
                    np.linalg.inv(ref_from_plane), np.array([[size[1] / 2, size[0] / 2]])
                )[0]
                target = middle + target * field
            view = camera.H_frame_from_plane(position, target, roll, focal, size)
        off = options.max_misalignment_px * rng.uniform() ** 2 if t and rng.random() < 0.7 else 0.0
        jitter = camera.jittered(rng, size, off) if off else np.eye(3)
        positions.append(position)
        views.append(view)
        grids.append(jitter @ ref_from_plane if options.is_aligned else view)
        is_bent = options.lens_distortion > 0 and t > 0 and not is_fixed
        distortions.append(rng.uniform(-1, 1) * options.lens_distortion if is_bent else 0.0)
    return np.array(positions), np.array(views), np.array(grids), ref_from_plane, np.array(distortions)


def _whitish(rng: np.random.Generator, saturation: float = 0.3) -> np.ndarray:
    return 1 - rng.uniform(0, saturation) * rng.uniform(0, 1, 3)


def _draw_room(
    rng: np.random.Generator, sprites: Sprites, cameras: np.ndarray, half_width: float
) -> tuple[Lights, Surface, Placing, Placing]:
    """Return a room: its light hardly changes between the photos, lamps mirror themselves, people reach in."""
    n_frames = len(cameras)
    lights = Lights.dark(n_frames)
    lights.ambient[:] = rng.uniform(0.3, 1.0) * _whitish(rng, 0.2)
    lights.slope[:] = rng.normal(0, 0.18, 2)
    n_lamps = int(rng.choice(4, p=[0.15, 0.4, 0.3, 0.15]))
    changes = rng.random() < 0.2
    for j in range(n_lamps):
        position = np.array([rng.uniform(-2.5, 2.5), rng.uniform(-3, 1.5), rng.uniform(1.1, 5)])
        strength = rng.uniform(0.1, 1.2) * (position @ position) * _whitish(rng)
        for t in range(n_frames):
            moved = position + (rng.normal(0, 1.0, 3) * [1, 1, 0.3] if changes else 0.0)
            moved[2] = max(moved[2], 0.5)
            lights.position[t, j] = moved
            lights.intensity[t, j] = strength * (rng.uniform(0, 1.5) if changes else rng.uniform(0.95, 1.05))
        lights.radius[:, j] = rng.uniform(0.03, 0.5)
        if rng.random() < 0.25:
            _make_spot(rng, lights, j, half_width)
    for t in range(n_frames):
        if rng.random() < 0.08:  # flash
            lights.position[t, 4] = cameras[t] + rng.normal(0, 0.15, 3) * [1, 1, 0]
            lights.intensity[t, 4] = rng.uniform(0.3, 2) * (cameras[t] @ cameras[t])
            lights.radius[t, 4] = 0.05
    gloss = rng.random() < 0.6
    surface = _surface(
        n_frames, rng.uniform(0.08, 0.5) if gloss else 0.9, float(np.exp(rng.uniform(-3.5, -0.5))) if gloss else 0.01
    )
    things, shadows = Placing(), Placing()
    _place_visitors(rng, things, shadows, sprites, n_frames, half_width, n_most=3, sizes=(0.15, 0.95))
    _place_shadows(rng, shadows, sprites, n_frames, half_width, list(range(-1, n_lamps)))
    return lights, surface, things, shadows


def _make_spot(rng: np.random.Generator, lights: Lights, j: int, half_width: float) -> None:
    lights.aim[:, j] = rng.uniform(-1, 1, 2) * [half_width, 1.0]
    lights.cos_outer[:, j] = np.cos(np.radians(rng.uniform(8, 50)))
    lights.blend[:, j] = rng.uniform(0.02, 1)


def _surface(n_frames: int, roughness: float, specular: float) -> Surface:
    return Surface(*(np.full(n_frames, value) for value in (roughness, specular, 0.0, 0.0)))


def _draw_crowd(
    rng: np.random.Generator, sprites: Sprites, cameras: np.ndarray, half_width: float
) -> tuple[Lights, Surface, Placing, Placing]:
    """Return a facade under sun and sky, with passers-by, some of whom stay for most of the photos."""
    n_frames = len(cameras)
    lights = Lights.dark(n_frames)
    lights.ambient[:] = rng.uniform(0.3, 1.0) * _whitish(rng, 0.2)
    lights.slope[:] = rng.normal(0, 0.12, 2)
    sun = rng.normal(0, 1, 3) * [6, 6, 1] + [0, -5, 9]
    lights.position[:, 0] = np.maximum(sun, [-20, -20, 3])
    lights.intensity[:, 0] = rng.uniform(0, 1) * (sun @ sun) * _whitish(rng, 0.15)
    lights.intensity[:, 0] *= rng.uniform(0.3, 1, (n_frames, 1)) if rng.random() < 0.3 else 1.0
    surface = _surface(n_frames, 0.9, 0.01)
    things, shadows = Placing(), Placing()
    n_most = int(rng.integers(3, 12))
    _place_visitors(rng, things, shadows, sprites, n_frames, half_width, n_most=n_most, sizes=(0.15, 0.8))
    _place_shadows(rng, shadows, sprites, n_frames, half_width, [0])
    return lights, surface, things, shadows


def _place_visitors(
    rng: np.random.Generator,
    things: Placing,
    shadows: Placing,
    sprites: Sprites,
    n_frames: int,
    half_width: float,
    *,
    n_most: int,
    sizes: tuple[float, float],
) -> None:
    """Place things before the subject: some pass, others stay about the same place in a good part of the frames."""
    for _ in range(int(rng.integers(0, n_most + 1))):
        stays = rng.random() < 0.45
        rate = rng.uniform(0.3, 0.85) if stays else rng.uniform(0.2, 0.7)
        home = rng.uniform(-1, 1, 2) * [half_width, 1.0]
        own = int(rng.choice(sprites.others))
        half = rng.uniform(*sizes) ** 1.5
        spread = rng.uniform(0.02, 0.5) * half
        opacity = 1.0 if rng.random() < 0.9 else rng.uniform(0.3, 0.9)
        casts = rng.random() < 0.4
        shadow_offset = rng.normal(0, 0.4, 2) * half
        for t in range(n_frames):
            if rng.random() > rate:
                continue
            centre = home + rng.normal(0, spread, 2) if stays else rng.uniform(-1.1, 1.1, 2) * [half_width, 1.0]
            sprite = own if stays or rng.random() < 0.5 else int(rng.choice(sprites.others))
            angle = rng.normal(0, 0.15) if rng.random() < 0.8 else rng.uniform(-np.pi, np.pi)
            size = half * rng.uniform(0.8, 1.25)
            gain = rng.uniform(0.4, 1.2) * _whitish(rng, 0.2)
            aspect = float(rng.choice([-1, 1])) * rng.uniform(0.8, 1.2)
            sharp = max(1.0, 3 * size)
            things.add(t, sprite, centre, size, angle, opacity=opacity, sharpness=sharp, gain=gain, aspect=aspect)
            if casts:
                softness, depth = int(rng.integers(0, 4)), rng.uniform(0.3, 0.9)
                place, light = centre + shadow_offset, int(rng.integers(-1, 1))
                shadows.add(
                    t,
                    sprite,
                    place,
                    2 * size,
                    angle,
                    opacity=depth,
                    light=light,
                    softness=softness,
                    aspect=aspect,
                    sharpness=sharp,
                )


def _place_shadows(
    rng: np.random.Generator,
    shadows: Placing,
    sprites: Sprites,
    n_frames: int,
    half_width: float,
    lights: list[int],
) -> None:
    """Place shadows of what is out of view: the photographer, branches, a window's bars."""
    for _ in range(int(rng.choice(4, p=[0.3, 0.35, 0.25, 0.1]))):
        stays = rng.random() < 0.5
        rate = rng.uniform(0.4, 1.0) if stays else rng.uniform(0.2, 0.8)
        home, sprite = rng.uniform(-1, 1, 2) * [half_width, 1.0], int(rng.integers(len(sprites.things)))
        half, light = rng.uniform(0.2, 1.3), int(rng.choice(lights))
        softness, opacity = int(rng.integers(0, len(SOFTNESS))), rng.uniform(0.25, 0.95)
        angle = rng.uniform(-np.pi, np.pi)
        for t in range(n_frames):
            if rng.random() > rate:
                continue
            centre = home + rng.normal(0, 0.08, 2) if stays else rng.uniform(-1.1, 1.1, 2) * [half_width, 1.0]
            turned = angle + rng.normal(0, 0.1) if stays else rng.uniform(-np.pi, np.pi)
            sharp = max(1.0, 4 * half) if softness == 0 else 1.0
            shadows.add(
                t, sprite, centre, 2 * half, turned, opacity=opacity, light=light, softness=softness, sharpness=sharp
            )


def _draw_reflection(rng: np.random.Generator, kind: str, cameras: np.ndarray) -> Reflection:
    """Return what the glass shows: always for "glass", now and then for "hand-held"."""
    n_frames = len(cameras)
    shows = kind == "glass" or (kind == "hand-held" and rng.random() < 0.15)
    strength = np.full(n_frames, rng.uniform(0.05, 0.9) if shows else 0.0)
    strength *= rng.uniform(0.6, 1.2, n_frames)
    if shows and rng.random() < 0.3:
        strength *= rng.random(n_frames) < rng.uniform(0.4, 0.9)
    scale, depth = rng.uniform(0.3, 1.2), rng.uniform(0.3, 2.0)
    middle = rng.uniform(-0.5, 0.5, 2)
    affines = []
    for position in cameras:
        # The mirrored room moves with the camera, the more so the farther it lies behind the glass.
        shift = middle + depth * position[:2] / max(1.0, float(position[2])) + rng.normal(0, 0.05, 2)
        affines.append(np.array([[scale, 0, shift[0]], [0, scale, shift[1]]]))
    contrast = np.full(n_frames, rng.uniform(1.0, 4.0))
    blur = np.full(n_frames, 0.0 if rng.random() < 0.3 else rng.uniform(0.5, 5))
    return Reflection(strength, np.array(affines), contrast, blur, np.full(n_frames, rng.uniform(0, 1)))


def _draw_sensor(
    rng: np.random.Generator, options: SyntheticOptions, kind: str, n_frames: int, size: tuple[int, int]
) -> Sensor:
    is_studio = kind == "studio"
    steps = rng.normal(0, 0.05 if is_studio else 0.17, (n_frames, 1)) if rng.random() < 0.8 else np.zeros((n_frames, 1))
    balance = rng.normal(0, 0.0 if is_studio else 0.06, (n_frames, 3)) + rng.normal(0, 0.0 if is_studio else 0.04, 3)
    exposure = np.exp(steps + balance)
    auto = np.full(n_frames, 0.0 if is_studio else rng.uniform(0.3, 1.0))
    offsets = rng.integers(0, _BANK, n_frames)
    if not options.has_sensor_faults:
        zero = np.zeros(n_frames)
        return Sensor(exposure, auto, zero, np.zeros((n_frames, 3)), zero, zero, zero, offsets)
    blur = np.zeros((n_frames, 3))
    scale = size[0] / 256
    for t in range(n_frames):
        if rng.random() < (0.05 if is_studio else 0.3):
            along = rng.uniform(0.3, 1.5 if rng.random() < 0.8 else 3.0) * scale
            blur[t] = along, along * rng.uniform(0.2, 1.0), rng.uniform(0, np.pi)
    noise = rng.uniform(0, options.max_pixel_noise) * rng.uniform(0.5, 1.0, n_frames) * (0.4 if is_studio else 1.0)
    quality = np.where(rng.random(n_frames) < (0.0 if is_studio else 0.3), rng.uniform(50, 97), 0)
    vignetting = np.full(n_frames, 0.0 if is_studio else max(0.0, rng.normal(0.1, 0.1)))
    return Sensor(exposure, auto, vignetting, blur, noise * 0.15, noise * 0.8, quality, offsets)
