"""Exposure and white balance: a gain per frame and channel that brings the frames to a common light.

Estimated on a small stack in linear light, where exposure is a factor. Half of a frame may show glare, a shadow or
a person: the ratio of two frames then has a sharp peak (what both show clean) over a broad rest, and the peak is
looked for instead of a mean or median.
"""

from dataclasses import dataclass

import numpy as np

from diar_gui.colour import LUMA, linear_from_encoded
from diar_gui.progress import Progress
from diar_gui.warp import WarpedStack

MAX_GAIN = 8.0
"""Largest gain and inverse of the smallest (three stops): more is a failed estimate, or a photo that is no use."""

_BURNT_OUT = 0.98  # sRGB-encoded; the sensor's shoulder begins below white
_NEAR_BLACK = float(linear_from_encoded(np.array(0.06)))  # noise and stray light rule below
_MAX_N_PIXELS = 40_000  # of the small stack, evenly spread: more would not make a gain more exact
_MIN_N_PIXELS = 50  # that two frames must share for their ratio to count
_N_PARTNERS = 12  # frames with which each is compared: keeps the time linear in the number of frames
_BIN = 0.02  # of the histogram of log ratios
_PEAK_WIDTH = 0.06  # standard deviation of its smoothing: noise, and light that is not quite even
_INLIER_WIDTH = 0.15  # pixels this near the peak are taken for clean in both frames
_MIN_USABLE_FRACTION = 0.25  # of the reference; with less it cannot set the exposure
_N_ROUNDS = 3


def match_exposure(small: WarpedStack, progress: Progress) -> np.ndarray:
    """Return the `(T, 3)` gains in linear light that bring the frames to the reference's exposure and white balance.

    Where most of the reference is burnt out or black, the frames' common (median) level takes its place. A frame that
    shares nothing usable with the others keeps the gain 1.

    Args:
        small: the stack at the working size; its own gains are passed over.
        progress: where to report to.
    """
    progress.update(0.0, "Comparing exposures")
    sample = _sample(small, progress.part(0.0, 0.6))
    gains = estimate_gains(sample, small.reference, progress.part(0.6, 1.0))
    progress.update(1.0)
    return gains


@dataclass(frozen=True, eq=False)
class Sample:
    """Pixels of the warped stack, evenly spread over the reference grid.

    log_linear: `(T, N, 3)` float32, logarithm of linear light as shot. usable: `(T, N)` bool, valid and neither burnt
    out nor near black in any channel. usable_fraction: `(T,)`, of the valid pixels.
    """

    log_linear: np.ndarray
    usable: np.ndarray
    usable_fraction: np.ndarray


def _sample(small: WarpedStack, progress: Progress) -> Sample:
    height, width = small.size
    step = max(1, int(np.ceil(np.sqrt(height * width / _MAX_N_PIXELS))))
    encoded, valid = [], []
    for t in range(len(small.frames)):
        progress.update(t / len(small.frames))
        rows, rows_valid = small.encoded_rows(t, 0, height)
        encoded.append(rows[step // 2 :: step, step // 2 :: step].reshape(-1, 3))
        valid.append(rows_valid[step // 2 :: step, step // 2 :: step].reshape(-1))
    return make_sample(linear_from_encoded(np.stack(encoded)), np.stack(valid))


def make_sample(linear: np.ndarray, valid: np.ndarray) -> Sample:
    """Return the sample of `(T, N, 3)` linear light as shot and `(T, N)` valid."""
    burnt_out = float(linear_from_encoded(np.array(_BURNT_OUT)))
    usable = valid & (linear.max(axis=2) < burnt_out) & (linear.min(axis=2) > _NEAR_BLACK)
    fraction = usable.sum(axis=1) / np.maximum(valid.sum(axis=1), 1)
    return Sample(np.log(np.maximum(linear, 1e-6)), usable, fraction)


def estimate_gains(sample: Sample, reference: int, progress: Progress) -> np.ndarray:
    """Return `(T, 3)` gains in linear light.

    First a ratio for each pair of frames that overlap and the gains that explain the ratios best, so that frames
    without overlap are tied through their neighbours; then, in a few rounds, each frame against the median of all.
    """
    log_gains, is_tied = _gains_from_pairs(sample, progress.part(0.0, 0.6))
    for _ in range(_N_ROUNDS):
        progress.check_cancelled()
        log_gains += np.where(is_tied[:, None], _step_to_consensus(sample, log_gains), 0)
        log_gains -= _anchor(log_gains, is_tied, sample.usable_fraction, reference)
    log_gains[~is_tied] = 0
    return np.exp(np.clip(log_gains, -np.log(MAX_GAIN), np.log(MAX_GAIN)))


def _anchor(log_gains: np.ndarray, is_tied: np.ndarray, usable_fraction: np.ndarray, reference: int) -> np.ndarray:
    """Return `(3,)`, the level that becomes 1."""
    if is_tied[reference] and usable_fraction[reference] >= _MIN_USABLE_FRACTION:
        return log_gains[reference].copy()
    return np.median(log_gains[is_tied], axis=0) if is_tied.any() else np.zeros(3)


def _gains_from_pairs(sample: Sample, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Return `(T, 3)` log gains and `(T,)` whether a frame is tied to the largest group of frames."""
    T = len(sample.usable)
    counts = sample.usable.astype(np.float32) @ sample.usable.astype(np.float32).T
    pairs = _pairs(counts)
    ratios, weights = [], []
    for i, (a, b) in enumerate(pairs):
        if i % 8 == 0:
            progress.update(i / len(pairs))
        both = sample.usable[a] & sample.usable[b]
        ratio, n_inliers = _peak(sample.log_linear[b, both] - sample.log_linear[a, both])
        ratios.append(ratio)
        weights.append(np.sqrt(n_inliers))
    is_tied = _largest_group(T, pairs)
    if not pairs:
        return np.zeros((T, 3)), is_tied
    return _solve(T, np.array(pairs), np.array(ratios), np.array(weights)), is_tied


def _pairs(counts: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs (a < b) to compare: for each frame those that share most pixels with it."""
    shared = counts.copy()
    np.fill_diagonal(shared, 0)
    chosen = set()
    for a, row in enumerate(shared):
        # Equal counts: neighbours in order of shooting differ from frame to frame and so tie all together.
        distance = np.abs(np.arange(len(row)) - a)
        for b in np.lexsort((distance, -row))[:_N_PARTNERS]:
            if row[b] >= _MIN_N_PIXELS:
                chosen.add((min(a, int(b)), max(a, int(b))))
    return sorted(chosen)


def _largest_group(T: int, pairs: list[tuple[int, int]]) -> np.ndarray:
    """Return `(T,)` bool: the frame belongs to the largest group that the pairs tie together."""
    group = np.arange(T)
    for a, b in pairs:
        group[group == group[b]] = group[a]
    labels, sizes = np.unique(group, return_counts=True)
    return (group == labels[sizes.argmax()]) & (sizes.max() > 1)


def _solve(T: int, pairs: np.ndarray, ratios: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return `(T, 3)` log gains g with g[a] - g[b] near the log ratios b / a, by least absolute differences.

    Iteratively reweighted least squares; a little ridge fixes the common level.
    """
    design = np.zeros((len(pairs), T))
    design[np.arange(len(pairs)), pairs[:, 0]] = 1
    design[np.arange(len(pairs)), pairs[:, 1]] = -1
    gains, factor = np.zeros((T, 3)), np.ones(len(pairs))
    for _ in range(10):
        weighted = design * (weights * factor)[:, None]
        gains = np.linalg.solve(design.T @ weighted + 1e-9 * np.eye(T), weighted.T @ ratios)
        misfit = np.abs(design @ gains - ratios).max(axis=1)
        factor = 1 / np.maximum(misfit, 0.01)
    return gains


def _step_to_consensus(sample: Sample, log_gains: np.ndarray) -> np.ndarray:
    """Return `(T, 3)` changes of the log gains that take each frame to the median of all."""
    corrected = np.where(sample.usable[..., None], sample.log_linear + log_gains[:, None].astype(np.float32), np.nan)
    seen = sample.usable.sum(axis=0) >= 2
    consensus = np.nanmedian(corrected[:, seen], axis=0)
    steps = np.zeros_like(log_gains)
    for t, usable in enumerate(sample.usable[:, seen]):
        if usable.sum() >= _MIN_N_PIXELS:
            steps[t], _ = _peak(consensus[usable] - corrected[t, seen][usable])
    return steps


def _peak(log_ratios: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the `(3,)` log ratio where most of `(N, 3)` pixels agree, and how many do.

    The peak is found in luminance, the channels' ratios are the medians over the pixels near it: what is clean in one
    channel is clean in all.
    """
    luma = log_ratios @ LUMA
    first = np.floor(luma.min() / _BIN)
    histogram = np.bincount((luma / _BIN - first).astype(int)).astype(float)
    half = int(np.ceil(3 * _PEAK_WIDTH / _BIN))
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) * _BIN / _PEAK_WIDTH) ** 2)
    smooth = np.convolve(np.pad(histogram, half), kernel, mode="valid")
    centre = (first + 0.5 + smooth.argmax()) * _BIN
    for _ in range(3):
        inliers = np.abs(luma - centre) < _INLIER_WIDTH
        if not inliers.any():
            break
        centre = float(np.median(luma[inliers]))
    near = log_ratios[inliers] if inliers.any() else log_ratios
    return np.median(near, axis=0), len(near)
