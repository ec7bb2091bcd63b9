"""Where swin looks: what each place gets of the attention."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from tiny_networks import sequence, tiny

from diar_gui import geometry
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, attention
from diar_gui.reconstruction.attention import attention_of
from diar_gui.warp import WarpedStack

SWIN = ReconstructionOptions(method="swin")


def received_by(network, frames, valid):
    return [block.received(x, seen) for block, x, seen in network.attention_inputs(frames, valid)]


@pytest.mark.parametrize("temporal_window", [0, 1, 2])
def test_what_all_places_get_is_what_all_places_give(temporal_window):
    frames, valid = sequence(4)
    valid[:] = True
    made = received_by(tiny("swin", temporal_window=temporal_window), frames, valid)
    assert [tuple(block.shape) for block in made] == [(2, 4, 6, 8, 2), (2, 4, 6, 8, 2), (2, 4, 3, 4, 2)]
    for block in made:
        n_places = block.shape[1] * block.shape[2] * block.shape[3]
        torch.testing.assert_close(block.sum((1, 2, 3)), torch.full((2, 2), float(n_places)), rtol=1e-4, atol=1e-3)


def test_it_is_the_sum_of_the_maps():
    frames, valid = sequence(3)
    valid[:] = True
    network = tiny("swin")
    maps = network.attention_maps(frames, valid, 0).sum(-2)  # (B, 1, n_y, n_x, heads, L)
    received = received_by(network, frames, valid)[0]
    # The first window: tokens in order of time, row, column.
    expected = maps[:, 0, 0, 0].unflatten(-1, (3, 2, 2)).permute(0, 2, 3, 4, 1)
    torch.testing.assert_close(received[:, :, :2, :2], expected)


def test_nothing_is_looked_at_where_a_frame_saw_nothing():
    frames, valid = sequence(3)
    valid[:] = True
    valid[:, 1] = False
    for block in received_by(tiny("swin"), frames, valid):
        assert (block[:, 1] == 0).all()
        assert (block[:, 0] > 0).all()


def stack_of(n_frames: int, size: tuple[int, int] = (70, 100)) -> WarpedStack:
    rng = np.random.default_rng(2)
    frames = tuple(Frame(str(i), None, rng.integers(0, 256, (*size, 3), np.uint8)) for i in range(n_frames))
    return WarpedStack(frames, (geometry.IDENTITY,) * n_frames, size, 0, np.ones((n_frames, 3)))


@pytest.fixture
def _tiny_swin(monkeypatch):
    monkeypatch.setattr(attention, "network_for", lambda options: tiny("swin"))


@pytest.mark.usefixtures("_tiny_swin")
def test_each_head_of_each_layer_has_a_map_of_the_picture():
    made = attention_of(stack_of(3), SWIN, Progress()).maps
    assert [(each.layer, each.head) for each in made] == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
    assert made[0].received.shape == (3, 18, 25)
    assert made[-1].received.shape == (3, 9, 13)
    assert all(np.isfinite(each.received).all() and (each.received >= 0).all() for each in made)


@pytest.mark.usefixtures("_tiny_swin")
def test_many_frames_look_at_one_another_in_groups(monkeypatch):
    monkeypatch.setattr(attention, "MAX_N_FRAMES", 2)
    stack = stack_of(3)
    together = attention_of(stack, SWIN, Progress()).maps
    pair = replace(stack, frames=stack.frames[::2], H_ref_from_frame=stack.H_ref_from_frame[:2], gains=np.ones((2, 3)))
    alone = attention_of(pair, SWIN, Progress()).maps
    assert together[0].received.shape[0] == 3
    assert alone[0].received.shape[0] == 2


def test_other_methods_have_none():
    with pytest.raises(ValueError, match="only swin"):
        attention_of(stack_of(2), ReconstructionOptions(method="median"), Progress())


@pytest.mark.parametrize("temporal_window", [0, 2])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_what_a_place_looks_at_is_its_row_of_the_maps(temporal_window, layer):
    frames, valid = sequence(4)
    valid[:] = True
    network = tiny("swin", temporal_window=temporal_window)
    block, x, seen = network.attention_inputs(frames, valid)[layer]
    height, width = x.shape[2:4]
    total = torch.zeros(block.received(x, seen).shape)
    for row in range(height):
        for column in range(width):
            looks = block.from_place(x, seen, row, column)
            # All alike would be 1 in the whole window, of each group of frames that look at one another.
            n_places = int((looks[0, 0, ..., 0] > 0).sum())
            assert n_places <= block.attention.window**2
            mean = looks.sum((1, 2, 3)) / (looks[0, ..., 0] > 0).sum()
            torch.testing.assert_close(mean, torch.ones_like(mean), rtol=1e-4, atol=1e-4)
            total += looks / n_places
    # Together, all places look at a token as often as it is looked at in all.
    torch.testing.assert_close(total, block.received(x, seen), rtol=1e-3, atol=1e-3)


@pytest.mark.usefixtures("_tiny_swin")
def test_a_place_of_a_photo_asks_within_its_window():
    made = attention_of(stack_of(3), SWIN, Progress())
    assert made.size(1) == (18, 25)
    assert made.size(3) == (9, 13)
    looks = made.from_place(1, 2, 1, (5, 8))
    assert looks.shape == (18, 25)
    assert looks[5, 8] > 0
    rows, columns = np.nonzero(looks)
    assert np.ptp(rows) < 2
    assert np.ptp(columns) < 2


def test_a_place_that_nobody_saw_asks_nothing():
    frames, valid = sequence(3)
    valid[..., :8, :8] = False
    for block, x, seen in tiny("swin").attention_inputs(frames, valid)[:1]:
        assert not block.from_place(x, seen, 0, 0).any()
