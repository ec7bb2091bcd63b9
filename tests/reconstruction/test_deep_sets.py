"""Deep Residual Sets."""

import torch
from tiny_networks import sequence, tiny

from diar_gui.reconstruction.networks import build


def test_it_has_the_size_of_the_papers():
    n_parameters = sum(p.numel() for p in build("deep-sets", {}).parameters())
    assert 1.4e6 < n_parameters < 1.6e6


def test_the_order_of_the_frames_does_not_matter():
    frames, valid = sequence(5)
    network = tiny("deep-sets")
    order = [3, 0, 4, 2, 1]
    torch.testing.assert_close(network(frames[:, order], valid[:, order]).picture, network(frames, valid).picture)


def test_frames_given_twice_change_nothing():
    frames, valid = sequence(3)
    network = tiny("deep-sets")
    twice = network(frames.repeat(1, 2, 1, 1, 1), valid.repeat(1, 2, 1, 1, 1)).picture
    torch.testing.assert_close(twice, network(frames, valid).picture)


def test_frames_that_are_nowhere_valid_change_nothing():
    frames, valid = sequence(3)
    network = tiny("deep-sets")
    more = torch.cat([frames, torch.rand_like(frames)], 1)
    torch.testing.assert_close(
        network(more, torch.cat([valid, torch.zeros_like(valid)], 1)).picture, network(frames, valid).picture
    )


def test_one_by_one_gives_the_same_picture():
    for n_frames in (1, 2, 6):
        frames, valid = sequence(n_frames)
        network = tiny("deep-sets")
        online = network.online(lambda f=frames, v=valid: zip(f.unbind(1), v.unbind(1), strict=True))
        torch.testing.assert_close(online, network(frames, valid).picture)


def test_one_by_one_holds_one_frame_at_a_time():
    frames, valid = sequence(6)
    network = tiny("deep-sets")
    seen_at_once = []
    network.encoder.register_forward_hook(lambda module, inputs, output: seen_at_once.append(len(inputs[0])))
    network.online(lambda: ((frames[:1, t], valid[:1, t]) for t in range(6)))
    assert seen_at_once == [1] * 6


def test_there_are_no_weights():
    assert tiny("deep-sets")(*sequence(2)).weights is None


def test_all_invalid_is_no_failure():
    frames, valid = sequence(2)
    assert torch.isfinite(tiny("deep-sets")(frames, torch.zeros_like(valid)).picture).all()
