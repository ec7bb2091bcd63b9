"""How good a network is on sequences that it is not trained on: always the same ones, beside the median of each."""

import numpy as np
import torch
from torch import Tensor, nn

from diar_gui import metrics
from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.progress import Progress
from diar_gui.reconstruction.networks import prepared
from diar_gui.reconstruction.order_statistics import median
from diar_gui.training.batches import Stream
from diar_gui.training.hardware import Hardware
from diar_gui.training.options import TrainingOptions
from diar_gui.warp import Band

VALIDATION_SEED = 20_231_017
"""Of the validation stream, whatever the seed of the training."""

_N_BATCHES, _N_SEQUENCES = 8, 4
_TRAINED_PER_JUDGED = 20  # sequences; as judging is quicker than learning, it takes less than 5 % of the time
_MAX_PSNR = 100.0  # of a picture without any error, so that means and files hold finite numbers


class Validation:
    """A fixed set of sequences and what the median makes of them; `prepare` makes it.

    Args:
        stream: of pictures that are kept out of training.
        options: their numbers of frames run through `n_frames`.
        n_sequences: how many for each of these numbers.
        size_px: side of the frames.
        hardware: where the network runs.
    """

    def __init__(
        self, stream: Stream, options: TrainingOptions, n_sequences: int, size_px: int, hardware: Hardware
    ) -> None:
        self._stream = stream
        self._n_sequences = n_sequences
        self._size_px = size_px
        self._n_frames = np.linspace(*options.n_frames, _N_BATCHES).round().astype(int).tolist()
        self._hardware = hardware
        self._batches: list[tuple[Tensor, Tensor, Tensor]] = []
        self._median_psnr: list[float] = []

    def prepare(self, progress: Progress) -> None:
        """Make the sequences, if that was not done before.

        Raises:
            Cancelled: the user asked to stop.
        """
        for i in range(len(self._batches), _N_BATCHES):
            progress.update(0.0, f"Making validation sequences, {i + 1} of {_N_BATCHES}")
            batch = self._stream.batch(i, self._n_sequences, self._n_frames[i], self._size_px)
            frames, valid, truth = (x.cpu() for x in (batch.frames, batch.valid, batch.truth))
            self._batches.append((frames, valid, truth))
            self._median_psnr += _psnrs(median_picture(frames, valid), truth, valid)

    @property
    def median_psnr(self) -> float:
        """Mean over the sequences of the PSNR of the median, in dB, once they are made."""
        return float(np.mean(self._median_psnr))

    def psnr(self, network: nn.Module, progress: Progress) -> float:
        """Return the mean over the sequences of the PSNR of the network's pictures, in dB.

        Measured where any frame is valid, of values clipped to [0, 1].

        Raises:
            Cancelled: the user asked to stop.
        """
        self.prepare(progress)
        was_training = network.training
        network.eval()
        values: list[float] = []
        for frames, valid, truth in self._batches:
            progress.check_cancelled()
            with torch.inference_mode(), self._hardware.autocast():
                seen = valid.to(self._hardware.device)
                picture = network(prepared(network, frames.to(self._hardware.device), seen), seen).picture
            values += _psnrs(picture.float().nan_to_num(0).clamp(0, 1).cpu(), truth, valid)
        network.train(was_training)
        return float(np.mean(values))


def validation_interval(options: TrainingOptions) -> int:
    """Return after how many steps the network is judged each time."""
    by_cost = -(-_TRAINED_PER_JUDGED * _N_BATCHES * _N_SEQUENCES // options.n_sequences)
    return max(by_cost, (options.n_steps or 0) // _TRAINED_PER_JUDGED)


def median_picture(frames: Tensor, valid: Tensor) -> Tensor:
    """Return `(B, 3, H, W)`, sRGB-encoded: what the method `median` makes of the frames, which are on the CPU."""
    pictures = []
    for stack, seen in zip(frames, valid, strict=True):
        linear = linear_from_encoded(np.ascontiguousarray(stack.permute(0, 2, 3, 1).numpy()))
        band = Band(0, stack.shape[-2], linear, np.ascontiguousarray(seen[:, 0].numpy()))
        picture = encoded_from_linear(median(band).linear)
        pictures.append(torch.from_numpy(picture).permute(2, 0, 1))
    return torch.stack(pictures)


def _psnrs(pictures: Tensor, truths: Tensor, valid: Tensor) -> list[float]:
    """Return the PSNR of each sequence that shows anything, in dB."""
    values = []
    for picture, truth, seen in zip(pictures, truths, valid.any(dim=1)[:, 0], strict=True):
        if seen.any():
            a, b = (x.permute(1, 2, 0).numpy() for x in (picture, truth))
            values.append(min(metrics.psnr(a, b, seen.numpy()), _MAX_PSNR))
    return values
