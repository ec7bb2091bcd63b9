import pytest
import torch

from diar_gui.training.losses import picture_loss


@pytest.fixture
def everywhere():
    return torch.ones(2, 3, 1, 8, 8, dtype=torch.bool)


@pytest.fixture
def truth():
    return torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("kind", ["edges", "mse"])
def test_the_truth_costs_nothing(kind, truth, everywhere):
    assert picture_loss(kind, truth, truth, everywhere) == pytest.approx(0, abs=1e-6)


def test_the_mean_square(truth, everywhere):
    assert picture_loss("mse", truth + 0.3, truth, everywhere).item() == pytest.approx(0.09)


def test_a_factor_costs_something_but_less_than_as_large_an_error_of_content(truth, everywhere):
    tinted = truth * torch.tensor([1.2, 0.9, 1.1])[:, None, None]
    signs = torch.randint(0, 2, truth.shape, generator=torch.Generator().manual_seed(1)) * 2 - 1
    spoiled = truth + (tinted - truth).abs() * signs
    losses = [picture_loss("edges", picture, truth, everywhere) for picture in (truth, tinted, spoiled)]
    assert losses[0] < losses[1] < losses[2]


def test_the_loss_grows_with_the_error(truth, everywhere):
    error = torch.rand(truth.shape, generator=torch.Generator().manual_seed(1)) - 0.5
    losses = [picture_loss("edges", truth + size * error, truth, everywhere) for size in (0.05, 0.1, 0.2, 0.4)]
    assert losses == sorted(losses)


def test_an_outline_costs_more_than_a_smooth_error_of_the_same_size(truth, everywhere):
    smooth = torch.full((8, 8), 0.1)
    outlined = 0.1 * torch.ones(8, 8)
    outlined[:, 4:] *= -1
    losses = [picture_loss("edges", truth + error, truth, everywhere) for error in (smooth, outlined)]
    assert losses[0] < losses[1]


@pytest.mark.parametrize("kind", ["edges", "mse"])
def test_what_no_frame_shows_does_not_count(kind, truth, everywhere):
    everywhere[..., :3, :] = False
    wrong = truth.clone()
    wrong[..., :3, :] = 5.0
    wrong.requires_grad_()
    loss = picture_loss(kind, wrong, truth, everywhere)
    loss.backward()
    assert loss.item() == pytest.approx(0, abs=1e-6)
    assert wrong.grad[..., :3, :].abs().max() == 0
    everywhere[:, 1, :, :3] = True
    assert picture_loss(kind, wrong, truth, everywhere) > 1


@pytest.mark.parametrize("kind", ["edges", "mse"])
def test_nothing_shown_at_all_is_no_error(kind, truth, everywhere):
    assert picture_loss(kind, truth + 1, truth, everywhere & False) == 0


def test_an_unknown_loss(truth, everywhere):
    with pytest.raises(ValueError, match="magic"):
        picture_loss("magic", truth, truth, everywhere)
