"""The method `diar` from the stack to the finished reconstruction, with a tiny network."""

import dataclasses

import cv2
import numpy as np
import pytest
import torch
from tiny_networks import OPTIONS, TRUST_OPTIONS, tiny

from diar_gui.errors import Cancelled, CheckpointError
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE, ReconstructionOptions, judge, reconstruct, sharpness, trust
from diar_gui.reconstruction.checkpoints import write_checkpoint
from diar_gui.reconstruction.diar import combined
from diar_gui.reconstruction.networks import build
from diar_gui.reconstruction.trust_network import TrustPrediction
from diar_gui.scratch import Scratch


@pytest.fixture
def checkpoint(tmp_path):
    """Return a function that writes a tiny network and returns its file; `is_plain` for an untrained one."""

    def write(*, is_plain=False, **options):
        network = build("diar", {**TRUST_OPTIONS, **options}) if is_plain else tiny("diar", **options)
        write_checkpoint(tmp_path / "diar.safetensors", "diar", {**TRUST_OPTIONS, **options}, network.state_dict(), {})
        return tmp_path / "diar.safetensors"

    return write


@pytest.fixture
def large(subject):
    """The subject, 240 x 180."""
    return np.clip(cv2.resize(subject, (240, 180), interpolation=cv2.INTER_CUBIC), 35, 235)


def largest_difference(a, b):
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize("n_frames", [2, 4])
@pytest.mark.parametrize("working_size_px", [96, 768])
def test_equal_frames_give_that_frame(stacks, large, checkpoint, n_frames, working_size_px):
    # The corrections are at random; the look of the reference takes them back, and all frames are corrected alike.
    stack = stacks.make([large] * n_frames)
    found = stacks.reconstruct(
        stack, "diar", checkpoint=checkpoint(), tone="reference", working_size_px=working_size_px
    )
    assert largest_difference(found.picture, large) <= 1
    assert (found.coverage == n_frames).all()
    assert np.abs(found.weights.astype(int) - 255 / n_frames).max() <= 2


def test_sixteen_bits_keep_their_low_bits(stacks, large, checkpoint):
    rng = np.random.default_rng(1)
    fine = large.astype(np.uint16) * 257 + rng.integers(0, 257, large.shape, dtype=np.uint16)
    found = stacks.reconstruct(stacks.make([fine] * 3), "diar", checkpoint=checkpoint(), tone="reference")
    assert found.picture.dtype == np.uint16
    # The network may compute with eight significant bits, by which equal frames are corrected a little differently.
    assert largest_difference(found.picture, fine) < 257 / 2
    assert len(np.unique(found.picture % 257)) > 200


def test_what_one_frame_shows_alone_is_gone(stacks, large, checkpoint):
    frames = [large.copy() for _ in range(4)]
    frames[1][50:110, 60:140] = 250
    found = stacks.reconstruct(stacks.make(frames), "diar", checkpoint=checkpoint(is_plain=True), tone="reference")
    assert largest_difference(found.picture[60:100, 70:130], large[60:100, 70:130]) <= 12
    assert found.weights[1, 60:100, 70:130].max() < 20
    assert (found.source[60:100, 70:130] != 1).all()


@pytest.mark.parametrize("working_size_px", [96, 768])
def test_the_order_of_the_frames_does_not_matter(stacks, large, checkpoint, working_size_px):
    frames = [np.clip(large.astype(int) + 12 * t, 0, 255).astype(np.uint8) for t in range(4)]
    frames[2][20:60, 30:90] = 8
    options = {"checkpoint": checkpoint(), "working_size_px": working_size_px}
    there = stacks.reconstruct(stacks.make(frames), "diar", **options)
    order = [2, 0, 3, 1]
    turned = stacks.reconstruct(stacks.make([frames[i] for i in order], reference=1), "diar", **options)
    # The network may compute with eight significant bits.
    assert largest_difference(turned.picture, there.picture) <= 4
    assert np.abs(turned.weights.astype(int) - there.weights[order]).mean() < 2


def test_a_frame_without_weight_leaves_no_trace(stacks, large):
    rng = np.random.default_rng(5)
    stack = stacks.make([large, large[::-1].copy(), rng.integers(0, 255, large.shape, dtype=np.uint8)])
    size = stack.size
    logits = np.zeros((3, *size), np.float16)
    logits[2] = -30_000
    ones = np.ones((3, 2, 2, 3), np.float32)
    known = trust.Trust(size, logits, None, ones, 0 * ones, ones[..., 0], np.zeros(size, np.float32))
    found = combined(stack.band(0, size[0]), known, size)
    other = dataclasses.replace(stack, frames=(*stack.frames[:2], stack.frames[0]))
    again = combined(other.band(0, size[0]), known, size)
    np.testing.assert_array_equal(found.linear, again.linear)
    assert (found.weights[2] == 0).all()


class Known(torch.nn.Module):
    """A network that trusts all frames alike, and corrects their light along a ramp."""

    multiple = 16

    def forward(self, frames, valid, at_once=None):
        _, T, _, H, W = frames.shape
        gain = torch.linspace(-0.5, 0.5, W // 8).expand(1, T, 3, H // 8, -1)
        flat = torch.zeros((1, T, H, W))
        return TrustPrediction(frames[:, 0], flat + 1 / T, valid[:, :, 0], flat, gain, 0 * gain, flat[:, 0] + 0.1)


def test_as_shot_nothing_is_evened_but_the_exposure(stacks, large, monkeypatch):
    monkeypatch.setattr("diar_gui.reconstruction.diar.network_for", lambda options: Known())
    darker = np.rint(255 * (large / 255) ** 1.0 * 0.8).astype(np.uint8)
    found = stacks.reconstruct(stacks.make([large, darker]), "diar", working_size_px=120, tone="as-shot")
    assert largest_difference(found.picture, large) <= 12  # the curve of sRGB is no power, so a factor is no gain
    assert np.abs(found.picture.astype(int) - large).mean() < 3


def test_as_shot_a_frame_whose_light_would_have_to_be_changed_has_less_say(stacks, large):
    bright = np.clip(large.astype(int) + 60, 0, 255).astype(np.uint8)
    stack = stacks.make([large, bright, large])
    size = stack.size
    ones = np.ones((3, 2, 2, 3), np.float32)
    gain = ones * np.array([1, 0.5, 1], np.float32)[:, None, None, None]
    known = trust.Trust(size, np.zeros((3, *size), np.float16), None, gain, 0 * ones, ones[..., 0], np.zeros(size))
    found = combined(stack.band(0, size[0]), known, size, gains=np.ones((3, 3)))
    assert found.weights[1].max() <= 2
    assert abs(found.weights[0].astype(int) - found.weights[2]).max() <= 1


def test_corrections_reach_the_full_size_where_they_belong(stacks, large, monkeypatch):
    """The picture is the frame under just the field that the network says."""
    width = large.shape[1]
    monkeypatch.setattr("diar_gui.reconstruction.diar.network_for", lambda options: Known())
    found = stacks.reconstruct(stacks.make([large] * 2), "diar", working_size_px=120)
    n_cells = 128 // 8  # 120 working pixels are padded to a multiple of 16
    cells = np.clip((np.arange(width) + 0.5) / 2 / 8 - 0.5, 0, n_cells - 1)
    gains = np.exp(-0.5 + cells / (n_cells - 1))
    values = large.astype(float) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4) * gains[:, None]
    expected = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055).clip(0, 1) * 255
    assert np.abs(found.picture - expected).max() <= 1.5
    assert np.abs(found.confidence.astype(float) - 255 * np.exp(-1)).max() <= 1


def test_frames_that_see_a_part_count_only_there(stacks, large, checkpoint):
    frames = [f[:150, :200] for f in (large, large, large)]
    stack = stacks.make(frames, [(0, 0), (20, 10), (30, 25)], size=(180, 240))
    found = stacks.reconstruct(stack, "diar", checkpoint=checkpoint())
    seen = found.source != NO_SOURCE
    assert 0.5 < seen.mean() < 1
    assert (found.picture[~seen] == 0).all()
    assert (found.confidence[~seen] == 0).all()
    assert (found.weights[1, :10] == 0).all()
    assert np.abs(found.weights.sum(axis=0, dtype=int)[seen] - 255).max() <= 3


def test_the_wrong_checkpoint_is_named(stacks, large, tmp_path):
    write_checkpoint(tmp_path / "s.safetensors", "swin", OPTIONS["swin"], tiny("swin").state_dict(), {})
    with pytest.raises(CheckpointError, match=r"holds parameters for swin, not for diar; .*\.$"):
        stacks.reconstruct(stacks.make([large] * 2), "diar", checkpoint=tmp_path / "s.safetensors")


def test_a_run_can_be_cancelled_while_the_network_looks(stacks, large, checkpoint):
    looked = []

    def is_cancelled():
        looked.append(1)
        return len(looked) > 30

    options = ReconstructionOptions(method="diar", checkpoint=checkpoint())
    with pytest.raises(Cancelled):
        reconstruct(stacks.make([large] * 3), options, Progress(is_cancelled=is_cancelled), Scratch(10**9), 10**8)
    assert len(looked) == 31


def test_a_small_device_gives_way_to_the_processor(monkeypatch, stacks, large, checkpoint):
    real, notices = trust._predicted_on, []

    def predicted_on(device, *rest):
        if device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(device, *rest)

    monkeypatch.setattr(trust, "_predicted_on", predicted_on)
    options = ReconstructionOptions(method="diar", checkpoint=checkpoint())
    progress = Progress(on_notice=notices.append)
    found = reconstruct(stacks.make([large] * 2), options, progress, Scratch(10**9), 10**8, device="cuda")
    assert found.picture.shape == large.shape
    assert len(notices) == 1
    assert "the processor" in notices[0]


def test_very_many_frames_are_looked_at_smaller(stacks):
    """What the network holds of all frames together is bounded, and ten frames are far from that bound."""
    picture = np.full((400, 600, 3), 90, np.uint8)
    options = ReconstructionOptions(working_size_px=512)
    few, many = (trust.working_stack(stacks.make([picture] * n), options, Progress()) for n in (10, 40))
    assert max(few.size) == 512
    n_pixels = [len(stack.frames) * stack.size[0] * stack.size[1] for stack in (few, many)]
    assert n_pixels[1] < 4 * n_pixels[0]


def test_the_preview_of_larger_photos_compares_no_sharpness(stacks, large, checkpoint, monkeypatch):
    asked = []
    monkeypatch.setattr(sharpness, "handicaps", lambda stack, *_: asked.append(stack.size))
    options = ReconstructionOptions(method="diar", checkpoint=checkpoint(), working_size_px=64)
    stack, scratch = stacks.make([large] * 2), Scratch(10**9)
    small = stack.scaled(64)
    known = judge(small, stack.size, options, Progress(), scratch)
    for each in (small, stack):
        reconstruct(each, options, Progress(), scratch, 10**8, trust=known)
    assert asked == [stack.size]
