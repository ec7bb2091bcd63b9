"""The small step of the method `diar`: what the network says of the stack at the working size.

It looks twice. Whether light is uneven over the whole picture can be told only from the whole, and the network sees no
farther than a hundred pixels or so: the corrections come from a look at the stack at a size at which that is the whole.
What hides the subject has sharp borders: the weights come from a second look, at the working size, at frames that
are corrected by the first.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import cast

import cv2
import numpy as np
import torch
from torch import nn

from diar_gui.budget import JUDGED_PIXELS
from diar_gui.images import to_tensor
from diar_gui.progress import Progress
from diar_gui.reconstruction import guided
from diar_gui.reconstruction.precision import computes_in_bfloat16
from diar_gui.reconstruction.results import ReconstructionOptions
from diar_gui.reconstruction.trust_network import CORRECTION_STRIDE, TrustNetwork, TrustPrediction
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack

_LEAST_PIXELS_IN_BFLOAT16 = 400_000  # of all frames; fewer take no time worth eight significant bits
_PIXELS_AT_ONCE = 1_600_000  # of the frames that are worked on together where each is worked on by itself


@dataclass(frozen=True, eq=False)
class Trust:
    """What is known of each frame, at the working size (h, w); T frames.

    size: (h, w). logits, slope: `(T, h, w)` float16; a frame's logits at full size are `slope * guide + logits`, see
        `guided`; slope is None where the full size is the working size.
    gain, offset: `(T, m, n, 3)` float32 at a `CORRECTION_STRIDE`-th of the working size (its cells cover
        `correction_extent` (rows, columns) of them exactly); corrected light is `gain * light + offset`.
    shares: `(T, m, n)` float32, mean weight of a frame in each cell.
    error: `(h, w)` float32, expected absolute error of the picture, sRGB-encoded.
    white: corrected linear light of the brightest places that are not burnt out in their photos, see `tone`; None where
        what is brighter than white is cut off.
    doubt: how little the photos agree, see `unclean`; None where that is not known.
    """

    size: tuple[int, int]
    logits: np.ndarray
    slope: np.ndarray | None
    gain: np.ndarray
    offset: np.ndarray
    shares: np.ndarray
    error: np.ndarray
    white: float | None = field(default=None, kw_only=True)
    doubt: np.ndarray | None = field(default=None, kw_only=True)

    @property
    def correction_extent(self) -> tuple[float, float]:
        """(rows, columns) of correction cells that the picture covers; the last ones may reach beyond it."""
        return self.size[0] / CORRECTION_STRIDE, self.size[1] / CORRECTION_STRIDE


def working_stack(stack: WarpedStack, options: ReconstructionOptions, progress: Progress) -> WarpedStack:
    """Return the stack at the working size: smaller than asked for where there are very many frames."""
    height, width = stack.size
    long_side = min(options.working_size_px, max(height, width))
    n_pixels = len(stack.frames) * height * width * (long_side / max(height, width)) ** 2
    shrink = min(1.0, (JUDGED_PIXELS / n_pixels) ** 0.5)
    return stack.scaled(max(64, round(long_side * shrink)), progress)


def find_trust(
    small: WarpedStack,
    full_size: tuple[int, int],
    network: TrustNetwork,
    progress: Progress,
    scratch: Scratch,
    device: str,
) -> Trust:
    """Return what the network says of the stack at the working size; frames as shot, whatever the stack's gains."""
    progress.update(0.0, "Judging the photos")
    T, (height, width) = len(small.frames), small.size
    padding = (0, -width % network.multiple, 0, -height % network.multiple)
    frames = torch.empty((1, T, 3, height, width))
    valid = torch.empty((1, T, 1, height, width), dtype=torch.bool)
    guides = scratch.empty((T, height, width), np.float16)
    for t in range(T):
        progress.check_cancelled()
        encoded, seen = small.encoded_rows(t, 0, height)
        as_trained = small.frames[t].in_srgb(encoded)
        frames[0, t], valid[0, t, 0] = to_tensor(as_trained), torch.from_numpy(seen)
        guides[t] = guided.guide(small.linear_srgb(encoded))
    frames = nn.functional.pad(frames[0], padding, mode="replicate")[None]
    valid = nn.functional.pad(valid, padding)
    progress.update(0.1)
    said = _predicted(network, frames, valid, progress.part(0.1, 0.9), device)
    logits, slope = said.logits[0, :, :height, :width].float().cpu().numpy(), None
    if full_size != small.size:
        slope = scratch.empty((T, height, width), np.float16)
        for t in range(T):
            progress.check_cancelled()
            slope[t], logits[t] = guided.fit(logits[t], guides[t].astype(np.float32))
    kept = scratch.empty(logits.shape, np.float16)
    kept[:] = logits
    shares = nn.functional.avg_pool2d(cast(torch.Tensor, said.weights)[0, :, None], CORRECTION_STRIDE)[:, 0]
    gain, offset = said.log_gain[0].exp().permute(0, 2, 3, 1), said.offset[0].permute(0, 2, 3, 1)
    progress.update(1.0)
    numbers = [x.float().cpu().numpy() for x in (gain, offset, shares, said.error[0, :height, :width])]
    return Trust(small.size, kept, slope, *numbers)


def _predicted(
    network: TrustNetwork, frames: torch.Tensor, valid: torch.Tensor, progress: Progress, device: str
) -> TrustPrediction:
    """Return the prediction, made on the device or, where its memory is too small, on the processor."""
    try:
        return _predicted_on(device, network, frames, valid, progress)
    except RuntimeError:  # out of memory too, which is one of them
        if device == "cpu":
            raise
    progress.notice(
        "The {device} device failed or has too little memory; the processor judges the photos.", device=device.upper()
    )
    return _predicted_on("cpu", network, frames, valid, progress)


@torch.inference_mode()
def _predicted_on(
    device: str, network: TrustNetwork, frames: torch.Tensor, valid: torch.Tensor, progress: Progress
) -> TrustPrediction:
    network = copy.deepcopy(network).to(device)  # of a device that failed nothing can be had back
    network = network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    frames, valid = frames.to(device), valid.to(device)
    at_once = max(1, _PIXELS_AT_ONCE // (frames.shape[3] * frames.shape[4]))
    is_worth_it = frames.numel() >= 3 * _LEAST_PIXELS_IN_BFLOAT16 and computes_in_bfloat16(device)
    with _cancellable(network, progress), torch.autocast(device, torch.bfloat16, enabled=is_worth_it):
        return cast(TrustPrediction, network(frames, valid, at_once))


@contextmanager
def _cancellable(network: nn.Module, progress: Progress) -> Iterator[None]:
    """Let each of the network's layers look for the wish to cancel."""
    handles = [m.register_forward_pre_hook(lambda *_: progress.check_cancelled()) for m in network.modules()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def softmax(logits: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return the weights `(T, h, w)` of logits likewise, 0 where a frame is not valid."""
    masked = np.where(valid, logits, -np.inf)
    weights = np.exp(masked - np.maximum(masked.max(axis=0), np.float32(-1e30)))
    return weights / np.maximum(weights.sum(axis=0), np.float32(1e-9))


def with_logits(trust: Trust, logits: np.ndarray, valid: np.ndarray) -> Trust:
    """Return the trust with other logits `(T, h, w)` float32 and the shares that follow; `valid` bool likewise."""
    weights = softmax(logits, valid)
    size = trust.shares.shape[2], trust.shares.shape[1]
    shares = np.stack([cv2.resize(w, size, interpolation=cv2.INTER_AREA) for w in weights])
    return replace(trust, logits=logits.astype(np.float16), shares=shares.reshape(trust.shares.shape))


def with_look_of(trust: Trust, reference: int) -> Trust:
    """Return the trust whose picture has the reference's own exposure, white balance and unevenness of light.

    All corrections are followed by the inverse of the reference's own, `(light - offset) / gain`. Where the reference
    is trusted less than the others that is not known; there it goes on smoothly from where it is.
    """
    total = trust.shares.sum(axis=0)
    relative = trust.shares[reference] * len(trust.shares) / np.maximum(total, 1e-6)
    relative[total < 1e-3] = 1  # nobody sees it, so its own correction serves as well as any
    known = np.clip(relative, 0, 1)[..., None].astype(np.float32)
    gain = np.exp(_filled(np.log(trust.gain[reference]), known))
    offset = _filled(trust.offset[reference], known)
    return replace(trust, gain=trust.gain / gain, offset=(trust.offset - offset) / gain)


def _filled(field: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return `(m, n, 3)`: the field where it is known, else the mean of what is known around it.

    Normalised convolution (Knutsson and Westin 1993) over three widths; what is far away counts where nothing is near.
    """
    total, smooth = np.full_like(known, 1e-6), field.mean(axis=(0, 1)) * np.full_like(field, 1e-6)
    for sigma in (2.0, 8.0, 32.0):
        share, found = (cv2.GaussianBlur(x, (0, 0), sigma).reshape(x.shape) for x in (known, field * known))
        smooth += found / sigma**2
        total += share / np.float32(sigma**2)
    return known * field + (1 - known) * smooth / total
