"""The paper's Swin encoder, aggregation and decoder."""

import pytest
import torch
from tiny_networks import sequence, tiny

from diar_gui.reconstruction.networks import build
from diar_gui.reconstruction.swin import SwinOptions

every_kind = pytest.mark.parametrize("aggregation", ["softmax", "average"])
every_window = pytest.mark.parametrize("temporal_window", [0, 1, 2, 3])


def n_parameters(**options) -> int:
    return sum(p.numel() for p in build("swin", options).parameters())


def test_the_default_is_small_and_the_papers_size_can_be_built():
    assert 0.3e6 < n_parameters() < 0.8e6
    assert n_parameters(width=96, depths=(2, 2, 6, 2), heads=(3, 6, 12, 24)) > 10e6


@every_kind
@pytest.mark.parametrize("temporal_window", [0, 1])
def test_the_order_of_the_frames_does_not_matter(aggregation, temporal_window):
    frames, valid = sequence(5)
    network = tiny("swin", aggregation=aggregation, temporal_window=temporal_window)
    order = [3, 0, 4, 2, 1]
    expected, shuffled = network(frames, valid), network(frames[:, order], valid[:, order])
    torch.testing.assert_close(shuffled.picture, expected.picture, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(shuffled.weights, expected.weights[:, order], rtol=1e-4, atol=1e-5)
    assert not network.depends_on_order


@pytest.mark.parametrize("temporal_window", [2, 3])
def test_a_short_temporal_window_makes_something_of_the_order(temporal_window):
    frames, valid = sequence(5)
    network = tiny("swin", temporal_window=temporal_window)
    order = [3, 0, 4, 2, 1]
    assert not torch.allclose(network(frames, valid).picture, network(frames[:, order], valid[:, order]).picture)
    assert network.depends_on_order


@every_kind
@every_window
@pytest.mark.parametrize("n_frames", [1, 2, 4])
def test_weights_add_up_where_seen_and_are_nothing_where_invalid(aggregation, temporal_window, n_frames):
    frames, valid = sequence(n_frames)
    weights = tiny("swin", aggregation=aggregation, temporal_window=temporal_window)(frames, valid).weights
    assert weights.shape == (2, n_frames, 24, 32)
    seen = valid.any(1)[:, 0]
    assert 0 < seen.float().mean() < 1
    torch.testing.assert_close(weights.sum(1), seen.float())
    assert (weights >= 0).all()
    assert (weights[~valid[:, :, 0]] == 0).all()


def test_average_gives_valid_frames_equal_weights():
    frames, valid = sequence(4)
    weights = tiny("swin", aggregation="average")(frames, valid).weights
    shares = valid / valid.sum(1, keepdim=True).clamp_min(1)
    torch.testing.assert_close(weights, shares[:, :, 0])


def test_extreme_logits_leave_a_pixels_only_frame_its_weight():
    frames, valid = sequence(2)
    valid[:, 0], valid[:, 1] = True, False
    valid[:, 1, :, :2, :2] = True
    valid[:, 0, :, :2, :2] = False
    network = tiny("swin")
    network.logits.weight.mul_(1e4)
    torch.testing.assert_close(network(frames, valid).weights, valid[:, :, 0].float())


def test_an_untrained_network_gives_the_mean_of_equal_frames():
    network = build("swin", {"width": 8, "depths": [1], "heads": [2], "skip_width": 2})
    frames = torch.rand(1, 1, 3, 16, 16).repeat(1, 3, 1, 1, 1)
    prediction = network(frames, torch.ones(1, 3, 1, 16, 16, dtype=torch.bool))
    torch.testing.assert_close(prediction.picture, frames[:, 0])


@every_window
@pytest.mark.parametrize("n_frames", [1, 2, 5])
def test_attention_maps_sum_to_one(temporal_window, n_frames):
    frames, valid = sequence(n_frames)
    network = tiny("swin", temporal_window=temporal_window)
    for layer in range(3):
        maps = network.attention_maps(frames, valid, layer)
        t = temporal_window or n_frames
        assert maps.shape[0] == 2
        assert maps.shape[4:] == (2, 4 * t, 4 * t)
        torch.testing.assert_close(maps.sum(-1), torch.ones(maps.shape[:-1]))
    # Blocks 0 and 2 are not shifted: their windows tile maps of 6 x 8 and 3 x 4 tokens, the latter with padding.
    assert network.attention_maps(frames, valid, 0).shape[1:4] == (-(-n_frames // t), 3, 4)
    assert network.attention_maps(frames, valid, 2).shape[1:4] == (-(-n_frames // t), 2, 2)


def test_nobody_attends_to_invalid_tokens():
    frames, valid = sequence(3)
    valid[:] = True
    valid[:, 1] = False
    maps = tiny("swin").attention_maps(frames, valid, 0)
    by_frame = maps.unflatten(-1, (3, 4)).sum(-1)
    assert (by_frame[..., 1] == 0).all()
    torch.testing.assert_close(by_frame[..., 0] + by_frame[..., 2], torch.ones(by_frame.shape[:-1]))


def test_an_unknown_layer_is_a_mistake():
    with pytest.raises(ValueError, match=r"layer must lie in \[0, 3\)"):
        tiny("swin").attention_maps(*sequence(2), 3)


def test_all_invalid_is_no_failure():
    frames, valid = sequence(2)
    prediction = tiny("swin")(frames, torch.zeros_like(valid))
    assert prediction.picture.isfinite().all()
    assert (prediction.weights == 0).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"temporal_window": 4},
        {"aggregation": "sum"},
        {"depths": (2,)},
        {"depths": (), "heads": ()},
        {"heads": (5, 6)},
        {"heads": (48, 6)},
        {"window": 0},
    ],
)
def test_options_are_checked(wrong):
    with pytest.raises(ValueError, match=r"must|least"):
        SwinOptions(**wrong)
