"""People who stand before a subject and look at it: `figure`.

Wall paintings and posters are seldom without them, and they stay long enough to be in most photos.
"""

import cv2
import numpy as np

from diar_gui.synthetic.shapes import SIDE, drawn_capsules, drawn_ellipses

_U, _V = (2 * (np.mgrid[0:SIDE, 0:SIDE][i] + 0.5) / SIDE - 1 for i in (1, 0))
_SKIN = np.array([0.87, 0.66, 0.52])


def figure(rng: np.random.Generator) -> np.ndarray:
    """Return a standing person from behind or in front, in plain or patterned clothes.

    `(SIDE, SIDE, 4)` float64 in [0, 1], as in `shapes`; the feet may lie below the sprite.
    """
    lean, height = rng.uniform(-0.06, 0.06), rng.uniform(1.7, 2.6)
    top, width = -0.96, rng.uniform(0.1, 0.15) * height
    head_half = 0.07 * height * rng.uniform(0.85, 1.15)
    shoulder_y, hip_y, foot_y = top + 0.19 * height, top + 0.52 * height, top + height
    face = (lean, top + head_half * 1.2)
    skull = drawn_ellipses(np.array([face]), np.array([head_half * 0.8]), np.array([head_half * 1.2]), np.zeros(1))
    head = np.maximum(skull, drawn_capsules([(face, (lean, shoulder_y), 0.45 * head_half)]))
    torso = [((lean, shoulder_y + 0.7 * width), (0.0, hip_y), width)]
    for side in (-1, 1):
        shoulder = (lean + side * 0.8 * width, shoulder_y + 0.3 * width)
        elbow = (side * (width + rng.uniform(0.02, 0.2)), shoulder_y + rng.uniform(0.1, 0.17) * height)
        away = rng.uniform(-0.5, 0.6) if rng.random() < 0.7 else rng.uniform(-2.5, 2.5)
        hand = (elbow[0] + side * 0.15 * height * np.sin(away), elbow[1] + 0.15 * height * np.cos(away))
        torso += [(shoulder, elbow, 0.36 * width), (elbow, hand, 0.3 * width)]
    body = drawn_capsules(torso)
    spread = rng.uniform(0.3, 0.7) * width
    if rng.random() < 0.25:  # a skirt or a long coat
        folds = np.linspace(-1, 1, 7) * width
        hem_y = hip_y + 0.3 * height
        legs = drawn_capsules([((0.6 * x, hip_y), (1.1 * x, hem_y), 0.3 * width) for x in folds])
    else:
        legs = drawn_capsules([((s * 0.5 * width, hip_y), (s * spread, foot_y), 0.45 * width) for s in (-1, 1)])
    skin = _SKIN * rng.uniform(0.35, 1.1)
    hair = np.array([0.4, 0.28, 0.18]) * rng.uniform(0.1, 2.2)
    from_behind = rng.random() < 0.6
    hair_line = top + head_half * (2.2 if from_behind else rng.uniform(0.5, 1.1))
    colour = np.where((hair_line > _V)[..., None], hair, skin) * _light(rng)
    colour = np.where(legs[..., None] > 0.5, _clothes(rng), colour)
    colour = np.where((body > 0.5)[..., None] & (skull < 0.5)[..., None], _clothes(rng), colour)
    return np.dstack([colour, np.maximum(np.maximum(legs, body), head)]).clip(0, 1)


def _clothes(rng: np.random.Generator) -> np.ndarray:
    """Return `(SIDE, SIDE, 3)` of cloth: plain, or with stripes, checks or spots of a second colour."""
    first, second = _colour(rng), _colour(rng)
    period, turn = rng.uniform(0.05, 0.25), rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.1)
    along, across = _U * np.cos(turn) + _V * np.sin(turn), _V * np.cos(turn) - _U * np.sin(turn)
    waves = [np.sin(2 * np.pi * x / period) for x in (along, across)]
    kind = rng.choice(["plain", "stripes", "checks", "spots"], p=[0.55, 0.2, 0.15, 0.1])
    share = {
        "plain": np.zeros((SIDE, SIDE)),
        "stripes": waves[0] > rng.uniform(-0.5, 0.7),
        "checks": 0.5 * (waves[0] > 0) + 0.5 * (waves[1] > 0),
        "spots": waves[0] * waves[1] > 0.45,
    }[kind]
    share = np.asarray(share, np.float64)[..., None]
    return (first * (1 - share) + second * share) * _light(rng)


def _colour(rng: np.random.Generator) -> np.ndarray:
    colour = rng.uniform(0.03, 0.95, 3)
    return colour if rng.random() < 0.6 else 0.2 * colour + 0.8 * rng.uniform(0.03, 0.95)


def _light(rng: np.random.Generator) -> np.ndarray:
    """Return `(SIDE, SIDE, 1)`: light from one side, folds, and the cloth's own grain."""
    light = 1 + rng.uniform(-0.35, 0.35) * _U + rng.uniform(-0.1, 0.25) * -_V
    for n_cells, strength in ((7, 0.25), (16, 0.2), (50, 0.12)):
        noise = rng.uniform(-1, 1, (n_cells, n_cells))
        light = light + rng.uniform(0, strength) * cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return light[..., None]
