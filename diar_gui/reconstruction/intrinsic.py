"""Light that no single photo shows even, from the gradients of all of them.

Where a shadow's core lies at the same place in every photo there is nothing to choose from, and what the network makes
of it is a guess. But the shadow's border moves, and where it is not, the photos that show the subject have the same
gradients: their median knows nothing of the border, and put together it knows nothing of the shadow (Weiss, Deriving
intrinsic images from image sequences, ICCV 2001). Here the network says which photos show the subject, and the median
is weighted.

Light that stays the same in all photos is in the median too. Taking that out is the network's part: of what the
gradients say, only what no smooth change over the whole picture explains is used. Where each photo has a light of its
own, the gradients are those of the corrected photos, and only what is near counts.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from diar_gui.colour import LUMA
from diar_gui.progress import Progress
from diar_gui.reconstruction.tone import Look, at_working_size, cells_of, look_at
from diar_gui.reconstruction.trust import Trust, with_logits
from diar_gui.reconstruction.weiss import solve_poisson
from diar_gui.warp import WarpedStack

_LOOK_PX = 192  # long side: finer than that is no light
_FINE_PX, _SMOOTH_PX = 1.0, 3.0
_DARK = 0.004  # linear light, added before the logarithm: darker than that is noise
_NOISE = 0.02  # logarithm: as even as that it cannot be known
_MOST = 1.2  # logarithm
_LAG_PX = 16
_STEADY = (0.016, 0.02)  # logarithm: change of light over the lag where it changes least: a fifth of the places
_STRONG = (0.15, 0.2)  # likewise the median: light that changes everywhere
_FAR_PX = 48
_ABRUPT = (1.5, 1.7)  # and hardly more over that distance: leaves and blinds, no lamp
_LIT = 0.8  # quantile of a photo's light
_NEARLY_LIT = 0.1  # logarithm
_DIMMER = 12.0  # of the logit, per unit of the logarithm by which a photo is dimmer than in full light
_NEAR_PX = 25.0  # beyond it the gradients of corrected photos are not trusted
_SHARPER = 2.0  # power of the weights there
_EXPLAINED = 0.02  # scale of the Cauchy weights, logarithm
_N_ROUNDS = 12


@dataclass(frozen=True, eq=False)
class AsShot:
    """What the gradients of the photos as shot say.

    field: `(h, w)` float32, to be added to the logarithm of the look's picture. steady, abrupt: how far the photos have
        one light but for shadows, and for shadows all over them, each from 0 to 1.
    """

    field: np.ndarray
    steady: float
    abrupt: float


def with_even_light(trust: Trust, small: WarpedStack, progress: Progress) -> Trust:
    """Return the trust whose picture has the light that the photos' gradients tell.

    All corrections are multiplied alike, so what the frames are to one another stays as it is, unless light changes
    abruptly all over the photos.

    Args:
        trust: as the network has it.
        small: the stack at the working size.
        progress: tells whether the user asked to stop.
    """
    look = look_at(small, trust, _LOOK_PX, progress)
    if len(look.valid) < 3 or min(look.valid.shape[1:]) <= _FAR_PX:
        return trust  # of two photos none is outvoted
    as_shot = light_as_shot(look, progress.part(0.0, 0.2))
    if as_shot.abrupt > 0:
        trust = _with_lit_photos(trust, look, as_shot)
        look = look_at(small, trust, _LOOK_PX, progress)
        as_shot = light_as_shot(look, progress.part(0.2, 0.4))
    field = even_light(look, as_shot, progress.part(0.4, 1.0))
    cells = cells_of(np.exp(field), trust)
    return replace(trust, gain=trust.gain * cells, offset=trust.offset * cells)


def light_as_shot(look: Look, progress: Progress) -> AsShot:
    """Return what the gradients of the photos as shot say."""
    field = _field(look.picture @ LUMA, look.linear @ LUMA, look.valid, look.weights, 0.0, progress)
    return AsShot(field, *_kinds(look, field))


def even_light(look: Look, as_shot: AsShot, progress: Progress) -> np.ndarray:
    """Return `(h, w, 3)` float32: the logarithm of the factor that takes the look's picture to even light.

    Of photos as shot one for all colours: over the whole picture the gradients of a colour that the subject hardly has
    add up to a tint. What is left in corrected photos may be the tint of a lamp.
    """
    share = max(as_shot.steady, as_shot.abrupt)
    field = np.zeros_like(look.picture)
    if share > 0:
        uneven = as_shot.field - _smooth_part(as_shot.field)
        field += share * (np.sign(uneven) * np.maximum(np.abs(uneven) - _NOISE, 0))[..., None]
    if share < 1:
        weights = look.weights**_SHARPER
        for c in range(3):
            part = progress.part(c / 3, (c + 1) / 3)
            near = _field(look.picture[..., c], look.corrected[..., c], look.valid, weights, _NEAR_PX**-2, part)
            field[..., c] += (1 - share) * near
    return np.clip(field, -_MOST, _MOST).astype(np.float32)


def _with_lit_photos(trust: Trust, look: Look, as_shot: AsShot) -> Trust:
    """Return the trust by which photos count where they are lit, under one factor each.

    Where light changes too abruptly for corrections to follow, the photos that are in full light at a place show it;
    a photo's own level is that of its bright places, beside the picture that the gradients make.

    Args:
        trust: of the photos.
        look: at them.
        as_shot: at them; the less abrupt it is, the more the trust stays as it is.
    """
    whole = look.picture * np.exp(as_shot.field)[..., None]
    log_gain, dimmer = np.log(trust.gain), np.zeros(look.valid.shape, np.float32)
    even = _logarithm(whole @ LUMA)
    for t, (frame, valid) in enumerate(zip(look.linear, look.valid, strict=True)):
        if not valid.any():
            continue
        light = np.where(valid, _logarithm(np.where(valid[..., None], frame, whole) @ LUMA) - even, -np.inf)
        light = light - np.quantile(light[valid], _LIT)
        lit = valid & (light > -_NEARLY_LIT)
        level = np.median(np.log(whole[lit] + _DARK) - np.log(np.maximum(frame[lit], 0) + _DARK), axis=0)
        log_gain[t] += as_shot.abrupt * (level.astype(np.float32) - log_gain[t])
        dimmer[t] = np.where(valid, np.clip(light, -_MOST, 0), 0)
    offset = (1 - np.float32(as_shot.abrupt)) * trust.offset
    logits = trust.logits.astype(np.float32) + as_shot.abrupt * _DIMMER * at_working_size(dimmer, trust)
    seen = at_working_size(look.valid.astype(np.float32), trust) > 0.5
    return with_logits(replace(trust, gain=np.exp(log_gain), offset=offset), logits, seen)


def _field(
    picture: np.ndarray,
    frames: np.ndarray,
    valid: np.ndarray,
    weights: np.ndarray,
    screening: float,
    progress: Progress,
) -> np.ndarray:
    """Return `(h, w)` float32, what is to be added to the logarithm of the picture for the gradients of the frames.

    Args:
        picture: `(h, w)` linear light.
        frames: `(T, h, w)` linear light.
        valid: `(T, h, w)` bool.
        weights: `(T, h, w)`, of the frames where they are valid.
        screening: see `solve_poisson`.
        progress: tells whether the user asked to stop.
    """
    progress.check_cancelled()
    weights = np.where(valid, weights, 0)
    # Where a frame shows nothing the picture stands in, so that no border is blurred into it.
    logs = np.stack([_logarithm(np.where(seen, frame, picture)) for frame, seen in zip(frames, valid, strict=True)])
    own = _logarithm(picture)
    across, down = np.minimum(weights[:, :, 1:], weights[:, :, :-1]), np.minimum(weights[:, 1:], weights[:, :-1])
    right = _missing(np.diff(logs, axis=2), across, np.diff(own, axis=1))
    below = _missing(np.diff(logs, axis=1), down, np.diff(own, axis=0))
    divergence = np.zeros((1, *own.shape), np.float32)
    divergence[0, :, :-1] += right
    divergence[0, :, 1:] -= right
    divergence[0, :-1] += below
    divergence[0, 1:] -= below
    solve_poisson(divergence, progress, screening)
    field = cv2.GaussianBlur(divergence[0], (0, 0), _SMOOTH_PX)
    return field - np.median(field)


def _logarithm(light: np.ndarray) -> np.ndarray:
    """Return `(h, w)` of light of one colour, a little smoothed."""
    smooth = cv2.GaussianBlur(light.astype(np.float32), (0, 0), _FINE_PX)
    return np.log(np.maximum(smooth, 0) + np.float32(_DARK))


def _missing(steps: np.ndarray, weights: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return by how much the weighted median of the frames' steps differs from the picture's; 0 where none is seen."""
    return np.where(weights.any(axis=0), weighted_median(steps, weights) - own, 0)


def weighted_median(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the median over the first axis: half of the weight is below it and half above.

    Where a value is followed by exactly half of the weight, the mean of it and the next. Where no weight is, nan.

    Args:
        values: `(T, ...)`.
        weights: of the same shape, at least 0.
    """
    order = np.argsort(values, axis=0)
    values, weights = (np.take_along_axis(x, order, axis=0) for x in (values, weights))
    below = np.cumsum(weights, axis=0, dtype=np.float64)
    half = below[-1] / 2
    low, high = (
        np.take_along_axis(values, np.argmax(reached, axis=0)[None], axis=0)[0]
        for reached in (below >= half * (1 - 1e-6), below > half * (1 + 1e-6))
    )
    return np.where(half > 0, (low + high) / 2, np.nan).astype(values.dtype)


def _kinds(look: Look, field: np.ndarray) -> tuple[float, float]:
    """Return how far the photos have one light but for shadows, and for shadows all over them, each from 0 to 1.

    Beside the picture that the gradients of the photos make, one light and shadows on it change either nowhere but at
    their borders, or abruptly all over the picture; lamps that move change it everywhere, and gradually.
    """
    least, median = _changes(look, field, _LAG_PX)
    steady = float(np.interp(least, _STEADY, (1, 0)))
    if median <= _STRONG[0]:
        return steady, 0.0
    growth = _changes(look, field, _FAR_PX)[1] / median
    return steady, float(np.interp(median, _STRONG, (0, 1)) * np.interp(growth, _ABRUPT, (1, 0)))


def _changes(look: Look, field: np.ndarray, lag_px: int) -> tuple[float, float]:
    """Return how much the logarithm of a photo's light changes over a distance: of a fifth of the places, and half."""
    picture = (look.picture @ LUMA) * np.exp(field)
    whole = _logarithm(picture)
    changes, counted = [], []
    for frame, valid, weight in zip(look.linear @ LUMA, look.valid, look.weights, strict=True):
        light = _logarithm(np.where(valid, frame, picture)) - whole
        own = np.where(valid, weight, 0)
        for values, shares in ((light, own), (light.T, own.T)):
            changes.append(np.abs(values[lag_px:] - values[:-lag_px]).ravel())
            counted.append(np.minimum(shares[lag_px:], shares[:-lag_px]).ravel())
    each = np.concatenate(changes)
    order = np.argsort(each)
    below = np.cumsum(np.concatenate(counted)[order], dtype=np.float64)
    if not below[-1] > 0:
        return np.inf, np.inf
    least, median = (float(each[order[np.searchsorted(below, share * below[-1])]]) for share in (0.2, 0.5))
    return least, median


def _smooth_part(field: np.ndarray) -> np.ndarray:
    """Return the polynomial of second order, `(h, w)`, that is nearest to the field where it is smooth.

    What is nowhere near a polynomial is a shadow and has no say: Cauchy weights, iterated, first for a plane, as a
    quadratic one would follow a large shadow.
    """
    height, width = field.shape[:2]
    y, x = (v.ravel() for v in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    plane = np.stack([np.ones_like(x), x, y], axis=1)
    whole = np.column_stack([plane, x * x, x * y, y * y])
    values, weights = field.ravel().astype(np.float64), np.ones(field.size)
    for basis in (plane, whole):
        for _ in range(_N_ROUNDS):
            rest = values - basis @ _fitted(basis, values, weights)
            weights = 1 / (1 + np.square(rest / _EXPLAINED))
    return (whole @ _fitted(whole, values, weights)).reshape(field.shape)


def _fitted(basis: np.ndarray, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    weighted = basis * weights[:, None]
    return np.linalg.solve(weighted.T @ basis, weighted.T @ values)
