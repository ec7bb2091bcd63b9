import numpy as np
import pytest
import torch
from torch import nn

from diar_gui.errors import Cancelled
from diar_gui.progress import Progress
from diar_gui.reconstruction.networks import Prediction
from diar_gui.training.hardware import Hardware
from diar_gui.training.options import TrainingOptions
from diar_gui.training.validation import Validation, median_picture, validation_interval

OPTIONS = TrainingOptions(n_steps=1, n_frames=(3, 6), size_px=18)
SHAPES = [(i, 4, n_frames, 16) for i, n_frames in enumerate((3, 3, 4, 4, 5, 5, 6, 6))]


class Oracle(nn.Module):
    """Returns the truth, with an error of its choice."""

    def __init__(self, stream, error):
        super().__init__()
        self.error = error
        self.stream = type(stream)(stream.seed)
        self.n_asked = 0

    def forward(self, frames, valid):
        batch = self.stream.batch(self.n_asked, frames.shape[0], frames.shape[1], frames.shape[-1])
        self.n_asked += 1
        assert torch.equal(batch.frames, frames)
        assert not self.training
        return Prediction(torch.where(valid.any(1), batch.truth + self.error, 9.0), None)


def test_the_psnr_of_a_known_error(make_stream):
    stream = make_stream(5)
    # Away from 0 and 1, where a value would be clipped.
    stream.batch = lambda *shape: _squeezed(type(stream).batch(stream, *shape))
    oracle = Oracle(stream, 0.1)
    oracle.stream.batch = lambda *shape: _squeezed(type(stream).batch(stream, *shape))
    validation = Validation(stream, OPTIONS, 4, 16, Hardware())
    assert validation.psnr(oracle, Progress()) == pytest.approx(20.0, abs=1e-4)


def test_pixels_that_only_some_frames_show_count_and_those_that_none_shows_do_not(make_stream):
    class Partial(Oracle):
        def forward(self, frames, valid):
            picture = super().forward(frames, valid).picture
            return Prediction(torch.where(valid.all(1), picture, picture + 0.1), None)

    stream = make_stream(5)
    validation = Validation(stream, OPTIONS, 4, 16, Hardware())
    oracle = Partial(stream, 0.0)
    for each in (stream, oracle.stream):
        each.batch = lambda *shape: _squeezed(type(stream)(5).batch(*shape))
    psnr = validation.psnr(oracle, Progress())
    expected = []
    for index, n_sequences, n_frames, size_px in SHAPES:
        valid = type(stream)(5).batch(index, n_sequences, n_frames, size_px).valid
        share = (valid.any(1) & ~valid.all(1)).sum(dim=(1, 2, 3)) / valid.any(1).sum(dim=(1, 2, 3))
        expected += (-10 * (share * 0.01).log10()).tolist()
    assert psnr == pytest.approx(np.mean(expected), abs=1e-3)


def _squeezed(batch):
    return type(batch)(batch.frames, batch.valid, 0.2 + 0.5 * batch.truth)


def test_no_error_at_all_is_a_finite_number(make_stream):
    assert Validation(make_stream(5), OPTIONS, 4, 16, Hardware()).psnr(Oracle(make_stream(5), 0.0), Progress()) == 100.0


def test_a_network_that_returns_no_numbers_is_merely_bad(make_stream):
    psnr = Validation(make_stream(5), OPTIONS, 4, 16, Hardware()).psnr(Oracle(make_stream(5), torch.nan), Progress())
    assert 0 < psnr < 20


def test_the_set_is_fixed_made_once_and_spans_the_numbers_of_frames(stream, make_network):
    validation = Validation(stream, OPTIONS, 4, 16, Hardware())
    network = make_network()
    first = validation.psnr(network, Progress())
    assert validation.psnr(network, Progress()) == first
    assert stream.asked == SHAPES
    assert network.training


def test_the_median_is_the_mean_of_the_middle_values_that_are_valid():
    frames = torch.tensor([0.0, 0.2, 0.5, 1.0])[None, :, None, None, None].expand(1, 4, 3, 2, 2).clone()
    valid = torch.ones(1, 4, 1, 2, 2, dtype=torch.bool)
    valid[0, 0, 0, 0, 0] = False
    valid[0, :, 0, 1, 1] = False
    picture = median_picture(frames, valid)[0]
    assert picture[:, 0, 0].tolist() == pytest.approx([0.5] * 3, abs=1e-4)
    linear = [((v + 0.055) / 1.055) ** 2.4 for v in (0.2, 0.5)]
    between = 1.055 * np.mean(linear) ** (1 / 2.4) - 0.055
    assert picture[:, 0, 1].tolist() == pytest.approx([between] * 3, abs=1e-4)
    assert frames[0, 0, 0, 0, 0] == 0.0


def test_the_median_is_measured_beside(make_stream, make_network):
    validation = Validation(make_stream(2), OPTIONS, 4, 16, Hardware())
    validation.psnr(make_network(), Progress())
    assert 10 < validation.median_psnr < 40


def test_judging_can_be_cancelled(stream, make_network):
    with pytest.raises(Cancelled):
        Validation(stream, OPTIONS, 4, 16, Hardware()).psnr(make_network(), Progress(is_cancelled=lambda: True))


@pytest.mark.parametrize("n_sequences", [1, 3, 20])
def test_at_most_a_twentieth_of_the_sequences_are_judged(n_sequences):
    for n_steps in (None, 10, 100_000):
        options = TrainingOptions(n_steps=n_steps, minutes=1, n_sequences=n_sequences)
        assert validation_interval(options) * n_sequences >= 20 * 32
