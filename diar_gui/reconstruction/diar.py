"""DIAR's own method: the full-size photos, corrected and weighted as the trust network says.

The network looks at the stack at the working size (`trust`). The picture is made at full size, band by band, of the
photos' own pixels: each is taken to the common light, weighted by the softmax of the logits, which are brought to full
size along the photo's own edges, and added up in linear light.
"""

from dataclasses import replace
from typing import cast

import numpy as np

from diar_gui.brush import LEAST_FACTOR
from diar_gui.gamuts import luma
from diar_gui.progress import Progress
from diar_gui.reconstruction import blending, focus, guided, intrinsic, places, sharpness, tone, unclean
from diar_gui.reconstruction.canvas import Canvas, Estimate
from diar_gui.reconstruction.checkpoints import network_for
from diar_gui.reconstruction.photometric import match_exposure
from diar_gui.reconstruction.results import ReconstructionOptions
from diar_gui.reconstruction.trust import Trust, find_trust, with_look_of
from diar_gui.reconstruction.trust_network import TrustNetwork
from diar_gui.scratch import Scratch
from diar_gui.warp import Band, WarpedStack

_OVERRULED = 200.0  # beyond any difference of the network's logits
_AMISS = 10.0  # of the logit, per unit of the logarithm by which light is to be corrected otherwise than in most photos
_NEAR_BLACK = 0.01
_UNSURE = 0.1  # encoded error at which confidence has fallen to 1/e


def judge(
    small: WarpedStack,
    full_size: tuple[int, int],
    options: ReconstructionOptions,
    progress: Progress,
    scratch: Scratch,
    device: str,
) -> Trust:
    """Return what the network says of the stack at the working size, whatever strokes lie on it.

    Raises:
        CheckpointError: there is no checkpoint, it is damaged, or it is another method's.
    """
    network = cast(TrustNetwork, network_for(options))
    found = find_trust(small, full_size, network, progress.part(0.0, 0.95), scratch, device)
    found = focus.with_sharp_photos(found, small, progress)
    found = intrinsic.with_even_light(found, small, progress.part(0.95, 1.0))
    found = tone.with_shown_light(found, small, progress)
    return replace(found, doubt=unclean.doubt_of(found, small, progress))


def put_together(
    stack: WarpedStack,
    trust: Trust,
    canvas: Canvas,
    options: ReconstructionOptions,
    progress: Progress,
    max_bytes: int,
) -> None:
    """Fill the canvas by what is known of the same frames on the same grid, at the stack's size."""
    gains = None
    if options.tone == "reference":
        trust = replace(with_look_of(trust, stack.reference), white=None)
    elif options.tone == "as-shot":
        gains = match_exposure(stack.scaled(options.working_size_px), progress.part(0.0, 0.05))
    canvas.expect_confidence()
    if trust.doubt is not None:
        canvas.places = places.find_places(trust.doubt, stack.size, stack.strokes)
    # At the working size of larger photos there is nothing to see of it, and it would take most of the time.
    is_preview = trust.slope is not None and stack.size == trust.size
    soft = None if is_preview else sharpness.handicaps(stack, trust.shares, progress.part(0.0, 0.1))
    progress.update(0.1, "Putting the photos together")

    def work(band: Band) -> None:
        canvas.put(band, combined(band, trust, stack.size, soft, gains))
        rows = guided.rows_at(trust.error, stack.size, band.first_row, band.last_row)
        canvas.put_confidence(band, np.exp(-rows / np.float32(_UNSURE)))

    stack.for_each_band(work, max_bytes, progress.part(0.1, 1.0), n_copies=2.0 if gains is None else 3.5)


def combined(
    band: Band,
    trust: Trust,
    size: tuple[int, int],
    soft: np.ndarray | None = None,
    gains: np.ndarray | None = None,
) -> Estimate:
    """Return the picture and the weights of a band; its light is corrected in place.

    A stroke's factor on a weight is added to the logit as its logarithm.

    Args:
        band: the photos as shot.
        trust: of these photos.
        size: of the whole reference grid.
        soft: what frames lose that are less sharp, see `sharpness.handicaps`.
        gains: `(T, 3)` factors of linear light in place of what the trust takes the frames to even light by.
    """
    rows = (band.first_row, band.last_row)
    inside = band.valid if band.inside is None else band.inside
    logits = blending.correct(band, trust, size) if gains is None else _as_shot(band, trust, size, gains)
    logits[~inside] = -np.inf
    if soft is not None:
        blending.handicap(logits, soft, size, *rows)
    if band.factors is not None:
        logits += _logarithm(band.factors)
    return blending.blend(band, logits)


def _as_shot(band: Band, trust: Trust, size: tuple[int, int], gains: np.ndarray) -> np.ndarray:
    """Bring a band's photos to one exposure, in place, and return their logits.

    What the network would have taken glare out of is left as it is, so photos that need it least are preferred.
    """
    even = replace(band, linear=np.array(band.linear))
    logits = blending.correct(even, replace(trust, white=None), size)
    np.multiply(band.linear, gains[:, None, None].astype(np.float32), out=band.linear)
    evened, shown = (np.maximum(light @ luma(band.space), 0) + _NEAR_BLACK for light in (even.linear, band.linear))
    with np.errstate(invalid="ignore"):  # where a photo shows nothing
        changes = np.log(evened / shown)
    inside = band.valid if band.inside is None else band.inside
    usual = np.ma.median(np.ma.masked_array(changes, ~np.asarray(inside)), axis=0).filled(0)
    return logits - np.float32(_AMISS) * np.abs(changes - usual).astype(np.float32)


def _logarithm(factors: np.ndarray) -> np.ndarray:
    """Return what is added to the logits; so much where a stroke holds fully that the network cannot outvote it."""
    return np.where(factors <= LEAST_FACTOR, np.float32(-_OVERRULED), np.log(factors))
