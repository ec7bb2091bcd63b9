"""Which photo is how sharp where, at full size: what the working size is too small to show.

A photo that is out of focus, shaken or taken from farther away holds less fine detail than the others, and at full size
the sum should not be softer than its sharpest clean part. Detail is compared with what the photos have in common, so
noise (which is nobody else's) does not pass for it, and neither do things that stand before the subject.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui.progress import Progress
from diar_gui.reconstruction.guided import guide, rows_at
from diar_gui.warp import WarpedStack, warp_rows

_N_PATCHES = 12  # along the long side
_PATCH_PX = 96
_FINE_PX = 1.5  # what is finer than this is detail
_COARSE_PX = (2.5, 6.0)  # what lies between these tells the contrast
_MARGIN_PX = 14  # of a patch, where a blur sees beyond it
_LEAST_DETAIL = 0.004  # standard deviation of the common detail below which a patch tells nothing
_AS_GOOD = 0.16  # logarithm: with 85 % of the sharpest one's detail a photo counts in full, as many average out more
_LEAST_SHARE = 0.5  # of an equal share; whom the network trusts less is no measure for others
_LEAST_SEEN, _DARKEST, _LEAST_CONTRAST = 1e-3, 0.02, 0.1
_STRENGTHS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
_SHARPNESS_COUNTS = 2.0  # times as much as noise of the same energy: noise is fine, and what is lost is not had again
_MOST = 6.0
TRUSTED_WITHIN, STEEPNESS = 2.0, 2.5
"""Logits below the highest within which a frame is trusted, and how fast that ends beyond."""


@dataclass(frozen=True, eq=False)
class _Patches:
    """What patches of `m` x `n` places show.

    detail: `(T, m, n)`, how much of the common detail a frame holds; nan where that is not known. energy: `(m, n)` mean
    square of the common detail. rest: `(T, m, n)` mean square of what else fine a frame holds: noise, mostly.
    shares: `(T, m, n)` how far the network trusts each frame, 1 in sum.
    """

    detail: np.ndarray
    energy: np.ndarray
    rest: np.ndarray
    shares: np.ndarray


def handicaps(stack: WarpedStack, shares: np.ndarray, progress: Progress) -> np.ndarray | None:
    """Return `(T, m, n)` float32, at most 0: what is added to the logits of frames that are less sharp.

    None if that would not better the picture.

    Args:
        stack: at full size, photos as shot.
        shares: `(T, k, l)` mean weight of each frame in cells that cover the picture.
        progress: reported to; may cancel.
    """
    T, (height, width) = len(stack.frames), stack.size
    m, n = (max(1, round(_N_PATCHES * side / max(height, width))) for side in (height, width))
    trust = np.stack([cv2.resize(share, (n, m), interpolation=cv2.INTER_AREA) for share in shares]).reshape(T, m, n)
    trust /= np.maximum(trust.sum(axis=0), 1e-6)
    patches = _Patches(np.full((T, m, n), np.nan), np.zeros((m, n)), np.full((T, m, n), np.nan), trust)
    for i in range(m):
        progress.update(i / m, "Comparing sharpness")
        for j in range(n):
            progress.check_cancelled()
            middle = (i + 0.5) * height / m, (j + 0.5) * width / n
            top, left = (
                int(np.clip(at - _PATCH_PX / 2, 0, max(0, side - _PATCH_PX)))
                for at, side in zip(middle, stack.size, strict=True)
            )
            _compare(_details(stack, top, left, progress), patches, i, j)
    progress.update(1.0)
    return _best_handicaps(patches)


def _details(stack: WarpedStack, top: int, left: int, progress: Progress) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Return fine and coarse detail of each frame that sees a whole patch, relative to its brightness."""
    H_patch_from_ref = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]])
    inner = slice(_MARGIN_PX, -_MARGIN_PX)
    found = {}
    for t, (frame, H) in enumerate(zip(stack.frames, stack.H_ref_from_frame, strict=True)):
        progress.check_cancelled()
        encoded, valid = warp_rows(
            frame.pixels, H_patch_from_ref @ H, _PATCH_PX, 0, _PATCH_PX, frame.seen, stack.bend_of(t)
        )
        if valid.all():
            values = guide(stack.linear_srgb(encoded))
            values /= max(float(values.mean()), _DARKEST)
            fine, coarse, coarser = (cv2.GaussianBlur(values, (0, 0), sigma) for sigma in (_FINE_PX, *_COARSE_PX))
            found[t] = (values - fine)[inner, inner], (coarse - coarser)[inner, inner]
    return found


def _compare(details: dict[int, tuple[np.ndarray, np.ndarray]], patches: _Patches, i: int, j: int) -> None:
    """Enter what a patch shows.

    A frame's detail `h` holds the detail `c` that the frames have in common by the factor `<h, c> / <c, c>`, the
    coefficient of a linear regression; what is left of it is the rest. As each frame's own noise is part of what they
    have in common, it is taken off both products. The factor is divided by that of coarser detail: veils change the
    contrast of both alike, want of sharpness that of the finer one.
    """
    total = sum(patches.shares[t, i, j] for t in details)
    if total < _LEAST_SEEN:
        return
    weights = {t: patches.shares[t, i, j] / total for t in details}
    fine, coarse = (np.sum([weights[t] * details[t][k] for t in details], axis=0) for k in (0, 1))
    along = {t: float((h * fine).mean()) for t, (h, _) in details.items()}
    whole, coarse_energy = float((fine * fine).mean()), float((coarse * coarse).mean())
    rest = {t: float((h * h).mean()) - along[t] ** 2 / max(whole, 1e-12) for t, (h, _) in details.items()}
    noise = sum(weights[t] ** 2 * rest[t] for t in details)
    energy = whole - noise
    for t in details:
        patches.rest[t, i, j] = rest[t]
    if energy < max(_LEAST_DETAIL**2, noise) or coarse_energy < _LEAST_DETAIL**2:
        return
    patches.energy[i, j] = energy
    for t, (_, c) in details.items():
        contrast = float((c * coarse).mean()) / coarse_energy
        if contrast > _LEAST_CONTRAST:
            patches.detail[t, i, j] = max(0.0, (along[t] - weights[t] * rest[t]) / energy) / contrast


def _best_handicaps(patches: _Patches) -> np.ndarray | None:
    """Return the handicaps that leave least error: sharpness that is lost, against noise that fewer frames average.

    A frame that holds `r` of what counts as sharp gets `k * log(r)`. The sum then lacks `1 - sum(w r)` of that
    detail, and has `sum(w^2 s^2)` of the frames' noise; k is tried out.
    """
    shares, known = patches.shares, np.isfinite(patches.detail)
    if not known.any():
        return None
    log_detail = _filled(np.log(np.clip(np.where(known, patches.detail, 1), 0.01, 100)), known)
    trusted = shares >= _LEAST_SHARE / np.maximum((shares > 0).sum(axis=0), 1)
    best = np.where(trusted, log_detail, -np.inf).max(axis=0)
    log_ratio = np.minimum(log_detail - best + _AS_GOOD, 0)
    noise = np.array([np.median(r[np.isfinite(r)]) if np.isfinite(r).any() else 0 for r in patches.rest])
    energy = patches.energy * np.exp(2 * best)

    def error(strength: float) -> float:
        weights = shares * np.exp(np.maximum(strength * log_ratio, -_MOST))
        weights /= np.maximum(weights.sum(axis=0), 1e-9)
        lost = (1 - (weights * np.exp(log_ratio)).sum(axis=0)) ** 2 * energy
        return float(_SHARPNESS_COUNTS * lost.sum() + (weights**2 * noise[:, None, None]).sum())

    strength = min(_STRENGTHS, key=error)
    return None if strength == 0 else np.maximum(strength * log_ratio, -_MOST)


def _filled(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return `(T, m, n)` float32: smooth, and as around it where nothing is known.

    Normalised convolution (Knutsson and Westin 1993) over three widths. A frame that is known nowhere gets 0.
    """
    total, made = (np.full(values.shape, tiny, np.float32) for tiny in (1e-6, 0.0))
    for t in range(len(values)):
        for sigma, weight in ((1.2, 1.0), (4.0, 0.05), (30.0, 0.002)):
            parts = [x.astype(np.float32) for x in (known[t], values[t] * known[t])]
            share, value = (cv2.GaussianBlur(x, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE) for x in parts)
            total[t] += weight * share.reshape(total[t].shape)
            made[t] += weight * value.reshape(total[t].shape)
    return made / total


def handicap(logits: np.ndarray, found: np.ndarray, size: tuple[int, int], first_row: int, last_row: int) -> None:
    """Add handicaps to rows of logits in place, so that among the frames that are trusted the sharp ones count most.

    A frame that is trusted much less than another gains nothing by that one's want of sharpness: it gets the largest
    handicap of all.

    Args:
        logits: `(T, rows, W)` float32; minus infinity where a frame does not count.
        found: what `handicaps` returned.
        size: (height, width) of the whole reference grid.
        first_row: first row of the run.
        last_row: the row after the run.
    """
    highest = np.maximum(logits.max(axis=0), np.float32(-1e30))  # finite where no frame sees anything
    least = found.min(axis=0)
    worst = rows_at(least, size, first_row, last_row)
    for frame, own in zip(logits, found, strict=True):
        below = cv2.min(cv2.subtract(highest, frame), 20)  # pyright: ignore[reportCallIssue, reportArgumentType]
        odds = cv2.exp((below - TRUSTED_WITHIN) * np.float32(STEEPNESS))
        odds += 1
        frame += worst
        frame += cv2.divide(rows_at(own - least, size, first_row, last_row), odds)
