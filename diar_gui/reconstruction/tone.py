"""Light and tone of the picture: its exposure lies within what the photos show, and nothing in it is burnt out anew.

What the network calls even light is only known up to a level, and where light alternates from photo to photo (rolling
bands on a screen, sun through moving leaves) its small look cannot follow it. Both are measured on a small copy of the
photos, against what they show themselves.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from diar_gui.colour import LUMA, linear_from_encoded
from diar_gui.gamuts import converted, matrix
from diar_gui.progress import Progress
from diar_gui.reconstruction import guided
from diar_gui.reconstruction.trust import Trust, softmax
from diar_gui.warp import WarpedStack

WHITE = 0.985
"""Linear light of the brightest pixel that is made where the light is evened: not quite 255 of 8 bits."""

KNEE = 0.8
"""Linear light (218 of 255) above which brightness may be compressed."""

_LOOK_PX = 128  # long side: light changes slowly
_SMOOTH_PX = 2.0
_DARK = 1e-3  # linear light; below it a ratio says nothing
_LEAST_SEEN = 0.3  # of a smoothed place
_LEAST_SHARE = 0.5  # of an equal share; whom the network trusts less does not show the subject's exposure
_SLACK = 0.05  # logarithm: nearer than that is no other exposure
_BURNT_OUT = float(linear_from_encoded(np.array(0.98)))
_LEAST_BURNT_OUT = 0.1  # weight of photos that are burnt out at a place
_BRIGHT_PERCENTILE = 99.8
_N_ROUNDS = 3
_ALTERNATES = 0.4  # logarithm: differences of light between photos at one place
_STEADY = 0.4  # standard deviation of the logarithm of full light over the picture, at most
_MOST_AMISS = 1.0  # logarithm by which a correction is mended, at most
_EQUAL = 0.3  # standard deviation of the logarithm of the photos' exposures, at most
_LEAST_ALTERNATING_SHARE = 0.55  # of the picture
_N_TO_LEAVE_ONE_OUT = 5


@dataclass(frozen=True, eq=False)
class Look:
    """A small copy of the photos in linear sRGB, and what the trust makes of it.

    linear, corrected: `(T, h, w, 3)` float32, as shot and under the correction. valid: `(T, h, w)` bool.
    weights: `(T, h, w)` float32, 1 in sum where a frame is valid. picture: `(h, w, 3)` float32.
    space: of the photos, where `linear` may lie below 0 and above 1.
    """

    linear: np.ndarray
    corrected: np.ndarray
    valid: np.ndarray
    weights: np.ndarray
    picture: np.ndarray
    space: str = "srgb"

    def brightest(self, linear: np.ndarray) -> np.ndarray:
        """Return the largest channel of linear sRGB `(..., w, 3)` where it is in the photos' own space."""
        return (linear if self.space == "srgb" else linear @ matrix(self.space, "srgb").T).max(axis=-1)


def look_at(small: WarpedStack, trust: Trust, long_side_px: int, progress: Progress) -> Look:
    """Return the small copy.

    Args:
        small: at the working size, photos as shot.
        trust: of these photos.
        long_side_px: of the copy, at most.
        progress: tells whether the user asked to stop.
    """
    stack = small.scaled(long_side_px, progress)
    band = replace(stack, gains=np.ones((len(stack.frames), 3)), strokes=()).band(0, stack.size[0], progress)
    size, rows = stack.size, (0, stack.size[0])
    linears, space = band.linear, stack.space
    if space != "srgb":
        linears = np.stack([converted(linear, "srgb", space) for linear in linears])
    corrected = np.empty_like(linears)
    logits = np.empty(band.valid.shape, np.float32)
    for t, linear in enumerate(linears):
        gain, offset = (
            guided.rows_at(field[t], size, *rows, trust.correction_extent) for field in (trust.gain, trust.offset)
        )
        corrected[t] = np.maximum(gain * linear + offset, 0)
        logits[t] = guided.rows_at(trust.logits[t].astype(np.float32), size, *rows)
        if trust.slope is not None:
            logits[t] += guided.rows_at(trust.slope[t].astype(np.float32), size, *rows) * guided.guide(linear)
    weights = softmax(logits, band.valid)
    picture = np.einsum("thw,thwc->hwc", weights, np.where(band.valid[..., None], corrected, 0))
    return Look(linears, corrected, band.valid, weights, picture, space)


def with_shown_light(trust: Trust, small: WarpedStack, progress: Progress) -> Trust:
    """Return the trust whose picture has the full light where light alternates, and an exposure that the photos show.

    All corrections are multiplied alike, so what the frames are to one another stays as it is, unless light alternates.

    Args:
        trust: as the network has it.
        small: the stack at the working size.
        progress: tells whether the user asked to stop.
    """
    look = look_at(small, trust, _LOOK_PX, progress)
    full = full_light(look)
    factors = np.ones(look.valid.shape, np.float32) if full is None else full
    corrected = look.corrected * factors[..., None]
    look = replace(
        look, picture=np.einsum("thw,thwc->hwc", look.weights, np.where(look.valid[..., None], corrected, 0))
    )
    level = np.exp(-_beyond_photos(look)).astype(np.float32)
    look = replace(look, picture=look.picture * level)
    # The cells of the correction may reach beyond the picture.
    cells = np.stack([cells_of(factor[..., None] * level, trust) for factor in factors])
    return replace(trust, gain=trust.gain * cells, offset=trust.offset * cells, white=_white(look))


def full_light(look: Look) -> np.ndarray | None:
    """Return `(T, h, w)` float32 factors that take the photos to their full light; None if light does not alternate.

    Light alternates where photos differ much over most of the picture, as the corrections say too, and yet the most
    that any photo has is nearly even over the picture, and all photos have about equally much. People, shadows and
    lamps hide or add light at some places only; lights that move about in a dark room light no two photos alike.
    """
    ratios = _ratios(look.linear @ LUMA, look)
    n_seen = np.isfinite(ratios).sum(axis=0)
    several = n_seen >= 2
    if not several.any() or not np.isfinite(ratios).any(axis=(1, 2)).all():
        return None
    most = np.zeros(ratios.shape[1:], np.float32)
    for _ in range(_N_ROUNDS):  # the photos' exposures are measured by a picture that becomes the more even
        exposures = np.log(np.nanmean(np.exp(ratios - most), axis=(1, 2)))
        levelled = ratios + (np.median(exposures) - exposures)[:, None, None]
        most = np.where(n_seen > 0, np.nan_to_num(levelled, nan=-np.inf).max(axis=0), 0)
    if exposures.std() > _EQUAL or most[several].std() > _STEADY:
        return None
    said = ratios - _ratios(look.corrected @ LUMA, look)
    said -= np.nanmedian(said, axis=(1, 2))[:, None, None]
    alternates = (_range(levelled) > _ALTERNATES) & (_range(said) > _ALTERNATES)
    if alternates[several].mean() < _LEAST_ALTERNATING_SHARE:
        return None
    known = (n_seen > 0).astype(np.float32)
    parts = [cv2.GaussianBlur(x, (0, 0), 1.0) for x in (most, known)]
    smooth = parts[0] / np.maximum(parts[1], 1e-3)
    # The corrections followed the light only roughly; each photo is brought to what all of them show.
    own = np.clip(np.nan_to_num(_ratios(look.corrected @ LUMA, look)), -_MOST_AMISS, _MOST_AMISS)
    return np.exp(smooth - own)


def _ratios(light: np.ndarray, look: Look) -> np.ndarray:
    """Return `(T, h, w)` the logarithm of smoothed luminance over the picture's; nan where that is not known."""
    found = np.full(light.shape, np.nan, np.float32)
    picture = look.picture @ LUMA
    for t, valid in enumerate(look.valid):
        seen = valid.astype(np.float32)
        own, whole, share = (
            cv2.GaussianBlur(x.astype(np.float32), (0, 0), _SMOOTH_PX)
            for x in (np.where(valid, light[t], 0), picture * seen, seen)
        )
        ratio = np.log((own + _DARK) / (whole + _DARK))
        found[t] = np.where(share > _LEAST_SEEN, ratio, np.nan)
    return found


def _range(values: np.ndarray) -> np.ndarray:
    """Return how far `(T, h, w)` values reach over the frames, passing over nan; negative where all are.

    A fifth of the frames is left out at either end, rounded down: what few of many show is no property of the light,
    and the largest less the smallest grows with their number.
    """
    n_known = np.isfinite(values).sum(axis=0)
    n_left_out = n_known // _N_TO_LEAVE_ONE_OUT
    ordered = np.sort(values, axis=0)  # nan comes last
    first, last = n_left_out, np.maximum(n_known - 1 - n_left_out, 0)
    low, high = (np.take_along_axis(ordered, at[None], axis=0)[0] for at in (first, last))
    return np.where(n_known > 0, high - low, -np.inf)


def _beyond_photos(look: Look) -> np.ndarray:
    """Return `(3,)`: by what logarithm the picture's channels are beyond the photos that are trusted, at most places.

    Negative where it is darker than all of them. A picture of evened light is brighter than the photos at some places.
    """
    n_valid = np.maximum(look.valid.sum(axis=0), 1)
    trusted = look.valid & (look.weights >= _LEAST_SHARE / n_valid)
    inside = trusted[..., None] & (look.linear > _DARK)
    logs = np.log(np.maximum(look.linear, _DARK))
    low, high = np.where(inside, logs, np.inf).min(axis=0), np.where(inside, logs, -np.inf).max(axis=0)
    own = np.log(np.maximum(look.picture, _DARK))
    known = np.isfinite(low) & (own > np.log(2 * _DARK)) & (high < np.log(_BURNT_OUT))
    low, high = np.where(known, low - _SLACK, 0), np.where(known, high + _SLACK, 0)
    beyond = np.maximum(own - high, 0) + np.minimum(own - low, 0)
    return np.array([np.median(beyond[..., c][known[..., c]]) if known[..., c].any() else 0.0 for c in range(3)])


def _white(look: Look) -> float:
    """Return how bright the brightest places are under the correction that are not burnt out in their photos."""
    burnt_out = look.valid & (look.brightest(look.linear) >= _BURNT_OUT)
    counts = look.valid.any(axis=0) & ((look.weights * burnt_out).sum(axis=0) < _LEAST_BURNT_OUT)
    bright = look.brightest(look.picture)[counts]
    return float(np.percentile(bright, _BRIGHT_PERCENTILE)) if bright.size else WHITE


def at_working_size(maps: np.ndarray, trust: Trust) -> np.ndarray:
    """Return maps of a look, `(T, h, w)`, at the size of the trust's logits, interpolated."""
    return np.stack([cv2.resize(m, trust.size[::-1], interpolation=cv2.INTER_LINEAR) for m in maps])


def cells_of(field: np.ndarray, trust: Trust) -> np.ndarray:
    """Return `(m, n, 3)`: a field of a look at the cells of the correction."""
    n_rows, n_columns = trust.gain.shape[1:3]
    height, width = trust.correction_extent
    scale_y, scale_x = field.shape[0] / height, field.shape[1] / width
    field_from_cells = np.array([[scale_x, 0, 0.5 * scale_x - 0.5], [0, scale_y, 0.5 * scale_y - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(field, field_from_cells, (n_columns, n_rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def keep_highlights(linear: np.ndarray, white: float) -> None:
    """Take corrected light `(rows, W, 3)` below white in place, the hue kept: what is bright is compressed.

    The largest channel follows Reinhard et al., Photographic Tone Reproduction for Digital Images, 2002 (equation 4),
    above a knee: light of `white` becomes `WHITE`, as does what is brighter. Without need nothing below changes.
    """
    least = KNEE if white > WHITE else WHITE
    if not linear.size or linear.max() <= least:
        return
    red, green, blue = cv2.split(linear)
    brightest = cv2.max(cv2.max(red, green), blue)
    where = np.flatnonzero(brightest > least)
    span, bright = WHITE - KNEE, brightest.reshape(-1)[where]
    largest = max(1.0, (white - KNEE) / span)
    above = np.minimum((bright - KNEE) / span, largest)
    wanted = KNEE + span * above * (1 + above / largest**2) / (1 + above)
    scale = np.ones(brightest.size, np.float32)
    scale[where] = wanted / bright
    cv2.multiply(linear, cv2.merge([scale.reshape(brightest.shape)] * 3), dst=linear)
