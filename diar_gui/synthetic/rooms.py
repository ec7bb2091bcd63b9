"""What glass mirrors most often and worst: a dark room with bright windows and lamps."""

from dataclasses import replace

import cv2
import numpy as np

from diar_gui.synthetic.library import Sprites, levels
from diar_gui.synthetic.scene import Reflection


def room(rng: np.random.Generator, picture: np.ndarray, sprites: Sprites) -> np.ndarray:
    """Return `(H, W, 3)` uint8 sRGB-encoded: windows with panes, lamps, and somebody who stands before them.

    Args:
        rng: draws all of it.
        picture: `(H, W, 3)` uint8, what the dark room shows dimly.
        sprites: whose outlines stand before the windows.
    """
    height, width = picture.shape[:2]
    light = picture * rng.uniform(0.0, 0.35)
    tint = 255 * (1 - rng.uniform(0, 0.2) * rng.uniform(0, 1, 3))
    for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.15, 0.35, 0.25, 0.25]))):
        rows, columns = (rng.uniform(0.15, 0.7) * side for side in (height, width * 0.6))
        top, left = rng.uniform(-0.1, 0.9) * (height - rows), rng.uniform(-0.1, 1.0) * (width - columns)
        shade = rng.uniform(0.6, 1.0)
        n_down, n_across, bar = rng.integers(1, 4), rng.integers(1, 4), rng.uniform(0.01, 0.06) * width
        for i in range(n_down):
            for j in range(n_across):
                y, x = top + i * rows / n_down, left + j * columns / n_across
                pane = (slice(_at(y), _at(y + rows / n_down - bar)), slice(_at(x), _at(x + columns / n_across - bar)))
                light[pane] = tint * shade * rng.uniform(0.9, 1.0) + rng.uniform(0, 0.1) * light[pane]
    for _ in range(int(rng.integers(0, 4))):
        centre = int(rng.uniform(0, width)), int(rng.uniform(0, height))
        cv2.circle(light, centre, max(2, int(rng.uniform(0.01, 0.07) * height)), tuple(tint.tolist()), -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        _stand(rng, light, sprites)
    return levels(light)


def _at(place: float) -> int:
    return max(0, round(place))


def _stand(rng: np.random.Generator, light: np.ndarray, sprites: Sprites) -> None:
    """Darken the room where a figure stands, in place."""
    height, width = light.shape[:2]
    side = int(rng.uniform(0.4, 1.0) * height)
    alpha = cv2.resize(sprites.rgba[int(rng.choice(sprites.others)), 3], (side, side), interpolation=cv2.INTER_AREA)
    top, left = int(rng.uniform(0, height - side + 1)), int(rng.uniform(0, max(1, width - side)))
    there = light[top : top + side, left : left + side]
    there *= 1 - alpha[: there.shape[0], : there.shape[1], None] / 255 * rng.uniform(0.7, 1.0)


def brightened(rng: np.random.Generator, reflection: Reflection) -> Reflection:
    """Return a reflection of bright lights: as strong as the subject or beyond what the sensor takes, and crisper."""
    n_frames = len(reflection.strength)
    return replace(
        reflection,
        strength=rng.uniform(0.3, 2.0) * rng.uniform(0.8, 1.1, n_frames),
        contrast=np.ones(n_frames),
        blur_px=reflection.blur_px * rng.uniform(0, 0.5),
    )
