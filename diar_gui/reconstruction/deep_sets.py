"""Deep Residual Sets: a shared residual encoder, the mean over the set, and a residual decoder.

Kwiatkowski and Hellwich, "Specularity, Shadow, and Occlusion Removal from Image Sequences using Deep Residual Sets",
VISAPP 2022. As the mean does not depend on the order of the frames, neither does the picture.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import reduce

import torch
from torch import Tensor, nn
from torch.nn import functional

from diar_gui.reconstruction.networks import Prediction, ResidualBlock, filled

_SMOOTHING_DILATIONS = (1, 2, 2, 4, 4, 8)
_STRIDE_PX = 4  # of the embeddings


@dataclass(frozen=True)
class DeepSetsOptions:
    """The size of the network; the defaults are the ones its authors evaluated (1.5 million parameters).

    planes: channels at full resolution; the embeddings have four times as many.
    n_encoder_blocks: residual blocks that each frame goes through.
    n_decoder_blocks: residual blocks after the mean.
    adds_mean: whether the decoder yields what is to be added to the mean of the frames (not from the paper, whose
        decoder makes the whole picture: so a short training need not learn to copy).
    compares: whether the encoder sees, beside each frame, how it differs from their mean (not from the paper either).
    """

    planes: int = 18
    n_encoder_blocks: int = 10
    n_decoder_blocks: int = 5
    adds_mean: bool = True
    compares: bool = True

    def __post_init__(self) -> None:
        if min(self.planes, self.n_encoder_blocks, self.n_decoder_blocks) < 1:
            raise ValueError(f"planes and numbers of blocks must be at least 1: {self}")


class DeepSets(nn.Module):
    """Deep Residual Sets; see `networks.build` for what goes in.

    `online` is the same for frames that come one by one, and needs memory for one of them, however many there are.
    """

    multiple = _STRIDE_PX
    expects_level = True
    overlap_px = 64  # of tiles; the field of view is larger, but what lies far off hardly counts

    def __init__(self, options: DeepSetsOptions) -> None:
        super().__init__()
        self.options, planes = options, options.planes
        self._is_safe_in_bfloat16 = planes % 16 == 0
        self.encoder = nn.Sequential(
            nn.Conv2d(6 if options.compares else 3, planes, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(planes, 2 * planes, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(2 * planes, 4 * planes, 3, stride=2, padding=1),
            nn.ReLU(),
            *(ResidualBlock(4 * planes, dilation=2) for _ in range(options.n_encoder_blocks)),
        )
        self.decoder = nn.Sequential(
            *(ResidualBlock(4 * planes, dilation=2) for _ in range(options.n_decoder_blocks)),
            nn.ConvTranspose2d(4 * planes, 2 * planes, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * planes, planes, 4, stride=2, padding=1),
            nn.ReLU(),
            *(ResidualBlock(planes, dilation) for dilation in _SMOOTHING_DILATIONS),
            nn.Conv2d(planes, 3, 3, padding=1),
        )
        if options.adds_mean:
            nn.init.zeros_(self.decoder[-1].weight)  # pyright: ignore[reportArgumentType]
            nn.init.zeros_(self.decoder[-1].bias)  # pyright: ignore[reportArgumentType]

    def forward(self, frames: Tensor, valid: Tensor) -> Prediction:
        """Return the picture; it has no weights, as every valid frame counts alike."""
        n_sequences, n_frames = frames.shape[:2]
        whole = filled(frames, valid)
        mean = whole.mean(1)  # what is not valid was filled with that of the valid ones
        every = mean[:, None].expand_as(whole).flatten(0, 1)
        embeddings, shares = self.encode(whole.flatten(0, 1), valid.flatten(0, 1), every)
        total, share = (x.unflatten(0, (n_sequences, n_frames)).sum(1) for x in (embeddings, shares))
        return Prediction(self.decode(total, share, mean), None)

    def online(self, frames: Callable[[], Iterable[tuple[Tensor, Tensor]]]) -> Tensor:
        """Return the picture `(B, 3, H, W)` that `forward` would make, from running sums over the frames.

        Args:
            frames: yields each frame `(B, 3, H, W)` with valid `(B, 1, H, W)` bool; called twice, as the first round
                finds what to fill invalid pixels with.
        """
        seen = ((torch.where(valid, frame, 0.0), valid.to(frame.dtype)) for frame, valid in frames())
        total, count = _sums(seen)
        mean = total / count.clamp_min(1)
        sums = _sums(self.encode(torch.where(valid, frame, mean), valid, mean) for frame, valid in frames())
        return self.decode(*sums, mean)

    def encode(self, frames: Tensor, valid: Tensor, mean: Tensor) -> tuple[Tensor, Tensor]:
        """Return what each of N frames adds to the set: its embeddings by their shares, and the shares.

        Args:
            frames: `(N, 3, H, W)`, sRGB-encoded in [0, 1], filled where not valid (see `networks.filled`).
            valid: `(N, 1, H, W)` bool.
            mean: `(N, 3, H, W)`, of the valid frames of each one's set.

        Returns:
            `(N, 4 * planes, H / 4, W / 4)`, and `(N, 1, H / 4, W / 4)`: how much of each place is valid, in [0, 1].
        """
        shares = functional.avg_pool2d(valid.to(frames.dtype), _STRIDE_PX)
        planes = torch.cat([frames, frames - mean], dim=1) if self.options.compares else frames
        with self._precision(frames):
            return self.encoder(planes) * shares, shares

    def decode(self, embedding_sum: Tensor, share_sum: Tensor, frame_mean: Tensor) -> Tensor:
        """Return the picture `(B, 3, H, W)`.

        Args:
            embedding_sum: sum over the frames of what `encode` returned first.
            share_sum: of what it returned second.
            frame_mean: `(B, 3, H, W)`, the mean of the valid frames.
        """
        mean = embedding_sum / share_sum.clamp_min(1e-6)
        with self._precision(mean):
            decoded = self.decoder(torch.where(share_sum > 0, mean, 0.0)).float()
        return decoded + frame_mean if self.options.adds_mean else decoded

    def _precision(self, x: Tensor) -> AbstractContextManager:
        """Compute in float32 where bfloat16 is not safe, whatever the caller's autocast says.

        On processors, oneDNN's bfloat16 gradients of dilated convolutions reach beyond their arrays unless the channels
        are a multiple of 16, which ends the process (torch 2.13).
        """
        if self._is_safe_in_bfloat16 or x.device.type != "cpu":
            return nullcontext()
        return torch.autocast("cpu", enabled=False)


def _sums(pairs: Iterable[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    return reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), pairs)
