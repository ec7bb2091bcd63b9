"""Places that are spoiled in most photos: where people linger, queue or pass, and light that falls in patterns."""

import numpy as np

from diar_gui.synthetic.library import Sprites
from diar_gui.synthetic.scene import Placing

_PATTERN_HALF = 3.0  # plane units; covers what any view sees


def place_gathering(
    rng: np.random.Generator,
    things: Placing,
    shadows: Placing,
    sprites: Sprites,
    cameras: np.ndarray,
    half_width: float,
) -> None:
    """Place things that most photos show at one place: one that lingers, or another one each time.

    What stands off the plane is seen from each camera before another part of it: by `k` times the camera's own
    displacement the other way, k being its height over the plane relative to the rest of the way to the camera.
    """
    first_home = rng.uniform(-0.8, 0.8, 2) * [half_width, 1.0]
    for i in range(int(rng.choice([1, 2, 3, 4], p=[0.35, 0.3, 0.2, 0.15]))):
        home = rng.uniform(-0.8, 0.8, 2) * [half_width, 1.0]
        if i == 0 or rng.random() < 0.4:  # several at one place hide it in turns
            home = first_home + i * rng.normal(0, 0.15, 2)
        are_people = rng.random() < 0.6
        kinds = sprites.people if are_people else sprites.others
        rate, half = rng.uniform(0.5, 0.95) if i == 0 else rng.uniform(0.2, 0.9), rng.uniform(0.12, 0.95)
        lingers = rng.random() < 0.6
        own = int(rng.choice(kinds))
        colour = rng.uniform(0.3, 1.1) * rng.uniform(0.85 if are_people else 0.5, 1, 3)
        k = rng.uniform(0.0, 0.15)
        spread = rng.uniform(0.0, 0.12) if lingers else rng.uniform(0.0, 0.3)
        casts, fall = rng.random() < 0.5, rng.normal(0, 0.3, 2) * half
        aspect = float(rng.choice([-1, 1])) * rng.uniform(0.8, 1.2)
        for t, camera in enumerate(cameras):
            if rng.random() > rate:
                continue
            sprite = own if lingers else int(rng.choice(kinds))
            stands = home + rng.normal(0, spread, 2) * half
            centre, size = stands - k * camera[:2], half * rng.uniform(0.93, 1.07)
            gain = colour * rng.uniform(0.9, 1.1) if lingers else rng.uniform(0.4, 1.2) * rng.uniform(0.7, 1, 3)
            sharp = max(1.0, 3 * size)
            angle = rng.normal(0, 0.05)
            things.add(t, sprite, centre, size, angle, sharpness=sharp, gain=gain, aspect=aspect)
            if casts:
                place, softness = stands + fall, int(rng.integers(0, 4))
                shadows.add(
                    t,
                    sprite,
                    place,
                    2 * size,
                    angle,
                    opacity=rng.uniform(0.3, 0.9),
                    softness=softness,
                    aspect=aspect,
                    sharpness=sharp,
                )


def place_passing(
    rng: np.random.Generator, things: Placing, sprites: Sprites, cameras: np.ndarray, half_width: float
) -> None:
    """Place another thing in each of most photos at several places: nothing there agrees but the subject.

    Some places are seen clean in two or three photos only, which then agree against all the others. See
    `place_gathering` for what stands off the plane.
    """
    kinds = np.concatenate([sprites.things, sprites.people])
    n_frames, n_places = len(cameras), int(rng.integers(1, 6))
    half = rng.uniform(0.08, 0.5)
    k = rng.uniform(0.0, 0.15) * (rng.random() < 0.5)
    for _ in range(n_places):
        home = rng.uniform(-0.85, 0.85, 2) * [half_width, 1.0]
        n_clean = int(rng.choice([2, 3])) if rng.random() < 0.6 else max(2, round(n_frames * rng.uniform(0.3, 0.6)))
        spoiled = rng.permutation(n_frames)[min(n_clean, n_frames) :]
        shape, has_one_shape = int(rng.choice(kinds)), rng.random() < 0.5
        spread = rng.uniform(0.0, 0.3)
        for t in spoiled:
            sprite = shape if has_one_shape else int(rng.choice(kinds))
            size = half * rng.uniform(0.85, 1.15)
            centre = home + rng.normal(0, spread, 2) * size - k * cameras[t, :2]
            # Each its own colour: what passes here is seen once.
            gain = rng.uniform(0.1, 1.3) * rng.uniform(0.3, 1, 3)
            things.add(int(t), sprite, centre, size, rng.normal(0, 0.2), sharpness=max(1.0, 3 * size), gain=gain)


def place_pattern(rng: np.random.Generator, shadows: Placing, sprites: Sprites, n_frames: int) -> None:
    """Place a pattern of shadow over all of the subject, elsewhere or otherwise turned in every photo."""
    sprite = int(rng.choice(sprites.patterns))
    drift = rng.uniform(0.02, 0.5)
    opacity, softness = rng.uniform(0.25, 0.9), int(rng.integers(0, 3))
    half, angle = _PATTERN_HALF * rng.uniform(0.7, 1.5), rng.normal(0, 0.1)
    for t in range(n_frames):
        centre = rng.normal(0, drift, 2) * 2
        shadows.add(
            t,
            sprite,
            centre,
            2 * half,
            angle + rng.normal(0, 0.03),
            opacity=opacity,
            light=-1,
            softness=softness,
            sharpness=4.0 if softness == 0 else 1.0,
        )
