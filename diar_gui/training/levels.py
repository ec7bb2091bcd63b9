"""Which look of the trust network a step learns from: the whole at a small size, or a cut of what comes after.

The network judges coarse to fine (`trust_network`). What a look gets in training is what the look before really said,
so the looks before are made, without a gradient, and the step learns from the last. Scenes are seen whole by the first
look and in cuts by the further ones, as a step's time is that of so many pixels.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from diar_gui.reconstruction.light import decoded, encoded
from diar_gui.reconstruction.structure import structure
from diar_gui.reconstruction.trust_looks import CORRECTION_STRIDE, Before, brought_up, shrunk
from diar_gui.reconstruction.trust_network import TrustNetwork
from diar_gui.training.batches import Batch

RATES = (0.25, 0.25, 0.3, 0.2)
"""How often a step learns from the first look, from the same once more, and from the two larger ones."""

_RATIO = (1.8, 2.6)  # of the sizes of two looks


@dataclass(frozen=True, eq=False)
class Look:
    """One look of a batch of sequences: arrays as in `Batch`, and what the look before said.

    spoiled: `(B, T, 1, h, w)` in [0, 1], how far something hides the subject or light is mirrored. fine: `(B, T, 5, h,
    w)`, see `structure`, as seen in the whole at its full size, or None. mends_light: False for the last look, see
    `TrustNetwork.look`.
    """

    frames: Tensor
    valid: Tensor
    truth: Tensor
    spoiled: Tensor
    before: Before | None
    fine: Tensor | None = None
    mends_light: bool = True


def drawn_look(network: TrustNetwork, batch: Batch, side_px: int, rng: np.random.Generator) -> Look:
    """Return the look that a step learns from.

    Args:
        network: says what comes before.
        batch: whole scenes, square.
        side_px: side of the look, a multiple of 16.
        rng: draws which look, its scale and its cut.
    """
    whole = Look(batch.frames, batch.valid, batch.truth, torch.maximum(batch.occlusion, batch.highlight), None)
    if network.options.has_structure:
        whole = replace(whole, fine=_at_size(structure(batch.frames, batch.valid), whole.frames.shape[-1]))
    full = whole.frames.shape[-1]
    first = _resized(whole, min(side_px, full))
    level = int(rng.choice(len(RATES), p=RATES))
    if level == 0 or side_px >= full:
        return first
    again = replace(first, before=_said(network, first, (side_px, side_px)))
    if level == 1:
        return again
    second = _after(network, again, _next_size(rng, side_px, full), whole, side_px, rng)
    if level == 2 or second.size >= full:
        return second.look
    return replace(_after(network, second.look, full, whole, side_px, rng, second).look, mends_light=False)


@dataclass(frozen=True, eq=False)
class _Cut:
    """A look at a cut of the scene at a `size`, with its top left corner there."""

    look: Look
    size: int
    top: int
    left: int


def _next_size(rng: np.random.Generator, side_px: int, full: int) -> int:
    return min(full, 16 * round(side_px * rng.uniform(*_RATIO) / 16))


def _said(network: TrustNetwork, seen: Look, size: tuple[int, int]) -> Before:
    """Return what is said of what was seen, as a look at frames of `size` wants it."""
    with torch.no_grad():
        return brought_up(network.look(seen.frames, seen.valid, None, seen.before, seen.fine), size)


def _after(
    network: TrustNetwork,
    seen: Look,
    size: int,
    whole: Look,
    side_px: int,
    rng: np.random.Generator,
    cut: _Cut | None = None,
) -> _Cut:
    """Return a cut of the scene at a larger size, within what was seen, with what was said of that.

    The cut's place is that of what was seen to half a pixel.
    """
    side_seen = seen.frames.shape[-1]
    span, base = size, (0, 0)
    if cut is not None:
        # What was seen becomes whole cells of the next look, so that what was said of it is not displaced.
        span = CORRECTION_STRIDE * int(side_seen * size / cut.size / CORRECTION_STRIDE)
        size = round(cut.size * span / side_seen)
        base = round(cut.top * span / side_seen), round(cut.left * span / side_seen)
    before = _said(network, seen, (span, span))
    top, left = (CORRECTION_STRIDE * int(rng.integers(0, (span - side_px) // CORRECTION_STRIDE + 1)) for _ in range(2))
    there = min(base[0], size - span) + top, min(base[1], size - span) + left
    large = _resized(whole, size)
    rows, columns = slice(there[0], there[0] + side_px), slice(there[1], there[1] + side_px)
    frames, valid, truth, spoiled = (
        x[..., rows, columns] for x in (large.frames, large.valid, large.truth, large.spoiled)
    )
    fine = None if large.fine is None else large.fine[..., rows, columns]
    return _Cut(Look(frames, valid, truth, spoiled, before.cut(top, left, side_px, side_px), fine), size, *there)


def _resized(whole: Look, side_px: int) -> Look:
    """Return a look at the whole scene at another size, averaged by area in linear light."""
    if side_px == whole.frames.shape[-1]:
        return whole
    size = (side_px, side_px)
    frames, valid = shrunk(whole.frames, whole.valid, size)
    truth = encoded(functional.interpolate(decoded(whole.truth), size, mode="area"))
    fine = None if whole.fine is None else _at_size(whole.fine, side_px)
    return Look(frames, valid, truth, _at_size(whole.spoiled, side_px), None, fine)


def _at_size(fields: Tensor, side_px: int) -> Tensor:
    """Return `(B, T, C, side, side)`, averaged by area."""
    made = functional.interpolate(fields.flatten(0, 1), (side_px, side_px), mode="area")
    return made.unflatten(0, fields.shape[:2])
