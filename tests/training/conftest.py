"""A stream and a network so small that a training takes a second."""

from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn

from diar_gui.progress import Progress
from diar_gui.reconstruction.networks import Prediction, filled


@pytest.fixture(autouse=True)
def one_thread():
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@dataclass(frozen=True, eq=False)
class FakeBatch:
    frames: Tensor
    valid: Tensor
    truth: Tensor


class FakeStream:
    """Smooth pictures under noise, of which the frames miss some pixels; an index always gives the same."""

    def __init__(self, seed: int = 0, n_different: int | None = None) -> None:
        self.seed, self.n_different = seed, n_different
        self.asked: list[tuple[int, int, int, int]] = []

    def batch(self, index: int, n_sequences: int, n_frames: int, size_px: int) -> FakeBatch:
        self.asked.append((index, n_sequences, n_frames, size_px))
        index = index if self.n_different is None else index % self.n_different
        generator = torch.Generator().manual_seed(1000 * self.seed + index)
        coarse = torch.rand(n_sequences, 3, 2, 2, generator=generator)
        truth = nn.functional.interpolate(coarse, (size_px, size_px), mode="bilinear")
        noise = torch.randn(n_sequences, n_frames, 3, size_px, size_px, generator=generator)
        frames = (truth[:, None] + 0.2 * noise).clamp(0, 1).mul(255).round().div(255)
        valid = torch.rand(n_sequences, n_frames, 1, size_px, size_px, generator=generator) > 0.1
        return FakeBatch(frames, valid, truth)


class TinyNetwork(nn.Module):
    """The frames' mean, corrected by two convolutions; it drops channels while it learns."""

    multiple = 4

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(7)
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.drop = nn.Dropout2d(0.2)
        self.second = nn.Conv2d(8, 3, 3, padding=1)
        self.bias_table = nn.Parameter(torch.full((2, 3), 0.1))
        self.register_buffer("index", torch.arange(3))

    def forward(self, frames: Tensor, valid: Tensor) -> Prediction:
        mean = filled(frames, valid).mean(1)
        change = self.second(self.drop(torch.relu(self.first(mean)))) + self.bias_table.sum(0)[:, None, None]
        return Prediction(mean + change, None)


@pytest.fixture
def stream() -> FakeStream:
    return FakeStream()


@pytest.fixture
def make_stream():
    return FakeStream


@pytest.fixture
def make_network():
    return TinyNetwork


@pytest.fixture
def stop_after():
    """Return a function that makes a progress which is cancelled once so many of its reports (of a word) came."""

    def make(n_reports: int, of: str = "") -> Progress:
        reports: list[str] = []

        def report(fraction: float, message: str) -> None:
            reports.extend([message] if of in message else [])

        return Progress(report, lambda: len(reports) >= n_reports)

    return make
