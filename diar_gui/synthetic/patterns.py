"""What only a shadow shows: leaves the sun falls through, and the bands of a screen or a lamp that flickers.

Every function returns `(SIDE, SIDE, 4)` float64 in [0, 1], as in `shapes`; only alpha counts.
"""

import numpy as np

from diar_gui.synthetic.shapes import SIDE, drawn_ellipses

_V = (np.mgrid[0:SIDE, 0:SIDE][0].astype(np.float64) - (SIDE - 1) / 2) / (SIDE / 2)


def random_pattern(rng: np.random.Generator) -> np.ndarray:
    """Return a pattern of any kind."""
    return (foliage, stripes)[rng.integers(2)](rng)


def foliage(rng: np.random.Generator) -> np.ndarray:
    """Return leaves all over, denser here than there; or, the other way round, spots of light between them."""
    n_leaves = int(rng.integers(30, 160))
    centres = rng.uniform(-1, 1, (n_leaves, 2))
    knot = rng.uniform(-0.8, 0.8, 2)
    gathered = rng.random(n_leaves) < 0.4
    centres[gathered] = knot + rng.normal(0, 0.35, (int(gathered.sum()), 2))
    sides = np.exp(rng.uniform(np.log(0.02), np.log(0.14), n_leaves))
    alpha = drawn_ellipses(centres, sides, sides * rng.uniform(0.3, 1, n_leaves), rng.uniform(0, 180, n_leaves))
    if rng.random() < 0.4:
        alpha = 1 - alpha
    return _shadow(alpha)


def stripes(rng: np.random.Generator) -> np.ndarray:
    """Return level bands, sharp or soft, one to six of them."""
    phase = ((_V + 1) / 2 * rng.uniform(1, 6)) % 1
    sharpness, share = np.exp(rng.uniform(np.log(2), np.log(60))), rng.uniform(0.3, 0.7)
    return _shadow(np.clip((share / 2 - np.abs(phase - 0.5)) * sharpness + 0.5, 0, 1))


def _shadow(alpha: np.ndarray) -> np.ndarray:
    return np.dstack([np.zeros((SIDE, SIDE, 3)), alpha])
