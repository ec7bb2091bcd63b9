"""What all networks share."""

import pytest
import torch
from tiny_networks import OPTIONS, sequence, tiny

from diar_gui.reconstruction.networks import Prediction, build, filled, in_groups, over_orders, valid_mean

every_network = pytest.mark.parametrize(
    ("name", "options"),
    [
        ("deep-sets", {}),
        ("swin", {}),
        ("swin", {"aggregation": "average"}),
        ("swin", {"temporal_window": 1}),
        ("swin", {"temporal_window": 2}),
        ("swin", {"temporal_window": 3, "aggregation": "average"}),
    ],
)


@every_network
@pytest.mark.parametrize("n_frames", [1, 2, 5])
def test_any_number_of_frames_gives_a_picture(name, options, n_frames):
    frames, valid = sequence(n_frames)
    prediction = tiny(name, **options)(frames, valid)
    assert prediction.picture.shape == (2, 3, 24, 32)
    assert prediction.picture.dtype == torch.float32
    assert prediction.picture.isfinite().all()


@every_network
def test_every_multiple_is_a_size(name, options):
    network = tiny(name, **options)
    for n_rows, n_columns in ((1, 1), (1, 5), (4, 3)):
        size = (n_rows * network.multiple, n_columns * network.multiple)
        frames, valid = torch.rand(1, 3, 3, *size), torch.ones(1, 3, 1, *size, dtype=torch.bool)
        assert network(frames, valid).picture.shape == (1, 3, *size)


@every_network
def test_what_is_invalid_has_no_say(name, options):
    frames, valid = sequence(4)
    network = tiny(name, **options)
    expected = network(frames, valid)
    for anything in (-1e3, torch.inf, torch.nan):
        prediction = network(torch.where(valid, frames, anything), valid)
        torch.testing.assert_close(prediction.picture, expected.picture, rtol=0, atol=0)
        if expected.weights is not None:
            torch.testing.assert_close(prediction.weights, expected.weights, rtol=0, atol=0)


@every_network
def test_sequences_of_a_batch_are_strangers(name, options):
    frames, valid = sequence(3)
    network = tiny(name, **options)
    together = network(frames, valid).picture
    alone = torch.cat([network(frames[i : i + 1], valid[i : i + 1]).picture for i in range(2)])
    torch.testing.assert_close(together, alone)


@every_network
def test_every_parameter_learns(name, options):
    frames, valid = sequence(4)
    network = tiny(name, **options).requires_grad_(True)
    network(frames, valid).picture.square().mean().backward()
    for key, parameter in network.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.isfinite().all(), key
        # A bias before a softmax over the frames cancels out.
        assert parameter.grad.abs().max() > 0 or key == "logits.bias", key


@every_network
def test_half_precision_and_the_order_of_channels_in_memory_change_little(name, options):
    frames, valid = sequence(3)
    network = tiny(name, **options)
    expected = network(frames, valid).picture
    network.to(memory_format=torch.channels_last)
    torch.testing.assert_close(network(frames, valid).picture, expected, rtol=1e-4, atol=1e-4)
    with torch.autocast("cpu", torch.bfloat16):
        half = network(frames, valid).picture
    assert half.dtype == torch.float32
    scale = expected.abs().max()
    assert (half - expected).abs().mean() < 0.02 * scale


def test_options_come_from_json_and_the_rest_are_defaults():
    assert build("swin", OPTIONS["swin"]).options.depths == (2, 1)
    assert build("swin", OPTIONS["swin"]).options.aggregation == "softmax"


@pytest.mark.parametrize(
    ("name", "options"),
    [("magic", {}), ("swin", {"colour": 1}), ("swin", {"width": "wide"}), ("deep-sets", {"planes": 0})],
)
def test_unknown_names_and_options_are_mistakes(name, options):
    with pytest.raises(ValueError, match=name if name == "magic" else r"options|at least"):
        build(name, options)


def test_means_are_over_valid_frames_only():
    frames, valid = sequence(4)
    mean = valid_mean(frames, valid)
    expected = torch.where(valid, frames, torch.nan).nanmean(1).nan_to_num(0)
    torch.testing.assert_close(mean, expected)
    full = filled(torch.where(valid, frames, torch.nan), valid)
    torch.testing.assert_close(full, torch.where(valid, frames, mean[:, None].expand_as(frames)))


def test_orders_are_averaged_and_the_same_seed_gives_the_same():
    frames, valid = sequence(5)
    network = tiny("swin", temporal_window=2)
    one = network(frames, valid)
    assert torch.equal(over_orders(network, frames, valid, 1).picture, one.picture)
    many = over_orders(network, frames, valid, 4)
    assert not torch.allclose(many.picture, one.picture, atol=1e-5)
    assert torch.equal(many.picture, over_orders(network, frames, valid, 4).picture)
    seen = valid.any(1)[:, 0]
    torch.testing.assert_close(many.weights.sum(1), seen.float())
    assert (many.weights[~valid[:, :, 0]] == 0).all()


def test_orders_change_nothing_for_networks_that_pass_them_over():
    frames, valid = sequence(5)
    for name in ("swin", "deep-sets"):
        network = tiny(name)
        expected, averaged = network(frames, valid), over_orders(network, frames, valid, 3)
        torch.testing.assert_close(averaged.picture, expected.picture, rtol=1e-4, atol=1e-5)
        if expected.weights is not None:
            torch.testing.assert_close(averaged.weights, expected.weights, rtol=1e-4, atol=1e-5)


def weighted_mean(frames, valid):
    """A network in kind: brighter frames count more."""
    weights = frames.mean(2, keepdim=True).exp() * valid
    weights = weights / weights.sum(1, keepdim=True).clamp_min(1e-6)
    return Prediction((weights * frames).sum(1), weights[:, :, 0])


@pytest.mark.parametrize("max_n_frames", [2, 3, 10])
def test_the_weights_of_groups_make_their_picture(max_n_frames):
    frames, valid = sequence(7)
    sizes = []

    def network(frames, valid):
        sizes.append(frames.shape[1])
        return weighted_mean(frames, valid)

    prediction = in_groups(network, frames, valid, max_n_frames)
    assert max(sizes) <= max_n_frames
    torch.testing.assert_close(prediction.weights.sum(1), valid.any(1)[:, 0].float())
    assert (prediction.weights[~valid[:, :, 0]] == 0).all()
    torch.testing.assert_close(prediction.picture, (prediction.weights[:, :, None] * frames).sum(1))


def test_groups_need_weights():
    frames, valid = sequence(5)
    with pytest.raises(ValueError, match="weights"):
        in_groups(tiny("deep-sets"), frames, valid, 2)
