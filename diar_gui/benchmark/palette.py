"""Colours of maps, told apart by colour-blind eyes too. RGB, uint8."""

import numpy as np

from diar_gui.reconstruction import NO_SOURCE

FULL_SCALE_ERROR = 0.5
"""Error, of encoded values over [0, 1], at which the colours of `error_colours` end."""

NOT_COMPARED = (150, 170, 190)
"""Where there is nothing to tell: in neither of the maps' colours."""

_DARKER = 0.65

# Black over purple and orange to pale yellow: brightness rises evenly, as in matplotlib's inferno (CC0).
_ERROR_RAMP = np.array(
    [
        (0, 0, 4), (40, 11, 84), (101, 21, 110), (159, 42, 99),
        (212, 72, 66), (245, 125, 21), (250, 193, 39), (252, 255, 164),
    ]
)  # fmt: skip

# Paul Tol's "muted" scheme with its grey, https://personal.sron.nl/~pault/
_PHOTOS = np.array(
    [
        (204, 102, 119), (51, 34, 136), (221, 204, 119), (17, 119, 51), (136, 204, 238),
        (136, 34, 85), (68, 170, 153), (153, 153, 51), (170, 68, 153), (221, 221, 221),
    ]
)  # fmt: skip


def error_colours(error: np.ndarray) -> np.ndarray:
    """Return `(..., 3)` colours of errors `(...)`: black is none, pale yellow `FULL_SCALE_ERROR` or more."""
    place = np.clip(error / FULL_SCALE_ERROR, 0, 1) * (len(_ERROR_RAMP) - 1)
    steps = np.arange(len(_ERROR_RAMP))
    return np.stack([np.interp(place, steps, channel) for channel in _ERROR_RAMP.T], axis=-1).round().astype(np.uint8)


def photo_colours(index: np.ndarray) -> np.ndarray:
    """Return `(..., 3)` colours of photos by index `(...)`: ten, then again darker; `NO_SOURCE` has `NOT_COMPARED`."""
    n_times, which = np.divmod(index.astype(int), len(_PHOTOS))
    colours = (_PHOTOS[which] * _DARKER ** n_times[..., None]).round().astype(np.uint8)
    colours[index == NO_SOURCE] = NOT_COMPARED
    return colours
