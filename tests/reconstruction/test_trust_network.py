"""DIAR's own network: a set has no order, and what nobody sees has no say."""

import dataclasses
import math

import pytest
import torch
from tiny_networks import sequence, tiny

from diar_gui.reconstruction.light import decoded, encoded, exposures
from diar_gui.reconstruction.networks import build
from diar_gui.reconstruction.structure import structure
from diar_gui.reconstruction.trust_blocks import masked_median, masked_softmax
from diar_gui.reconstruction.trust_looks import CORRECTION_STRIDE, brought_up, coarse_sizes, corrected, shrunk


@pytest.fixture(params=["one look", "three looks"])
def levels(request, monkeypatch):
    """Have frames of 32 x 48 looked at once, or also at 16 x 16 and 16 x 32 before."""
    sizes = () if request.param == "one look" else (16, 32)
    monkeypatch.setattr("diar_gui.reconstruction.trust_looks.LEVELS_PX", sizes)


@pytest.mark.usefixtures("levels")
@pytest.mark.parametrize("n_frames", [2, 5])
def test_the_order_of_the_frames_does_not_matter(n_frames):
    network, (frames, valid) = tiny("diar"), sequence(n_frames, (32, 48))
    order = torch.randperm(n_frames, generator=torch.Generator().manual_seed(3))
    there, turned = network(frames, valid), network(frames[:, order], valid[:, order])
    torch.testing.assert_close(turned.picture, there.picture, atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(turned.weights, there.weights[:, order], atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(turned.log_gain, there.log_gain[:, order], atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(turned.error, there.error, atol=2e-5, rtol=1e-4)


@pytest.mark.usefixtures("levels")
@pytest.mark.parametrize("n_frames", [1, 2, 7])
def test_weights_of_seen_pixels_add_up_and_nobody_else_has_any(n_frames):
    frames, valid = sequence(n_frames, (32, 48))
    weights = tiny("diar")(frames, valid).weights
    total = weights.sum(dim=1)
    seen = valid.any(dim=1)[:, 0]
    torch.testing.assert_close(total[seen], torch.ones_like(total[seen]))
    assert (total[~seen] == 0).all()
    assert (weights[~valid[:, :, 0]] == 0).all()


@pytest.mark.usefixtures("levels")
def test_what_lies_outside_a_frame_changes_nothing():
    network, (frames, valid) = tiny("diar"), sequence(4, (32, 48))
    other = torch.where(valid, frames, torch.rand(frames.shape, generator=torch.Generator().manual_seed(9)))
    there, again = network(frames, valid), network(other, valid)
    seen = valid.any(dim=1).expand_as(there.picture)
    torch.testing.assert_close(again.picture[seen], there.picture[seen])
    torch.testing.assert_close(again.weights, there.weights)


@pytest.mark.usefixtures("levels")
def test_a_few_frames_at_a_time_give_the_same_as_all_at_once():
    network, (frames, valid) = tiny("diar"), sequence(5, (32, 48))
    whole, pieces = network(frames, valid), network(frames, valid, 2)
    for name in ("picture", "weights", "logits", "log_gain", "offset", "error"):
        torch.testing.assert_close(getattr(pieces, name), getattr(whole, name), atol=1e-5, rtol=1e-4)


def test_an_untrained_network_prefers_what_most_frames_agree_on():
    network = build("diar", {"stem_width": 4, "widths": [8, 8, 8], "depths": [1, 1, 1], "n_heads": 2}).eval()
    scene = 0.3 + 0.4 * torch.rand((1, 1, 3, 32, 32), generator=torch.Generator().manual_seed(1))
    frames = scene.repeat(1, 5, 1, 1, 1)
    frames[0, 2, :, 8:24, 8:24] = 0.95
    with torch.no_grad():
        found = network(frames, torch.ones_like(frames[:, :, :1], dtype=torch.bool))
    assert found.weights[0, 2, 10:22, 10:22].max() < 0.05
    torch.testing.assert_close(found.picture[0, :, 10:22, 10:22], scene[0, 0, :, 10:22, 10:22], atol=0.02, rtol=0)


def test_every_part_of_the_network_learns():
    network = tiny("diar").requires_grad_(True).train()
    frames, valid = sequence(3, (32, 48))
    first = network.look(frames, valid)
    later = network.look(frames, valid, None, brought_up(first, (32, 48)))
    for found in (first, later):
        (found.picture.square().mean() + found.error.mean() + found.logits.square().mean()).backward()
    idle = {name for name, p in network.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0}
    # The first look corrects and has nothing to mend; the others mend.
    mends = {f"first_look.mending.{name}" for name, _ in network.mending.named_parameters()}
    corrects = {f"correction.{name}" for name, _ in network.correction.named_parameters()}
    assert idle == {"first_look.faith", *mends, *corrects}


def test_the_last_look_leaves_the_light_as_the_looks_before_said(monkeypatch):
    monkeypatch.setattr("diar_gui.reconstruction.trust_looks.LEVELS_PX", (16, 32))
    network, (frames, valid) = tiny("diar"), sequence(3, (64, 64))
    before, fine = None, structure(frames, valid)
    with torch.no_grad():
        network.mending[-1].weight.zero_()
        network.mending[-1].bias.fill_(0.5)
        for side in (16, 32):
            said = network.look(*shrunk(frames, valid, (side, side)), None, before, fine)
            before = brought_up(said, (2 * side, 2 * side))
        found = network(frames, valid)
    torch.testing.assert_close(found.log_gain, before.log_gain)
    torch.testing.assert_close(found.offset, before.offset)
    mended = network.look(frames, valid, None, before, fine)
    assert (mended.log_gain > before.log_gain + 0.2).all()


def test_an_error_is_expected_of_light_that_is_below_nothing():
    """Offsets can take the light below 0, and the picture with it."""
    network, (frames, valid) = tiny("diar"), sequence(3, (32, 48))
    first = network.look(0.02 * frames, valid)
    before = brought_up(first, (32, 48))
    found = network.look(0.02 * frames, valid, None, dataclasses.replace(before, offset=before.offset - 0.3))
    assert found.picture.min() < -0.5
    assert (found.error > 0).all()


def test_parts_that_are_left_out_have_no_say():
    frames, valid = sequence(3, (32, 48))
    plain = tiny("diar", has_correction=False)(frames, valid)
    assert (plain.offset == 0).all()
    torch.testing.assert_close(plain.log_gain, plain.log_gain[..., :1, :1].expand_as(plain.log_gain))
    gamma = tiny("diar", has_correction=False, adds_light=False)(frames, valid)
    light = tiny("diar", has_correction=False)(frames, valid)
    torch.testing.assert_close(gamma.weights, light.weights)
    assert not torch.allclose(gamma.picture, light.picture)


def test_exposures_from_truth():
    generator = torch.Generator().manual_seed(2)
    scene = 0.1 + 0.2 * torch.rand((1, 1, 3, 40, 40), generator=generator)
    factors = torch.tensor([[[1.0, 1.0, 1.0], [2.0, 1.5, 1.2], [0.5, 0.8, 1.0]]])
    light = scene * factors[..., None, None]
    light[0, 1, :, :12] = 1.0  # burnt out
    found = exposures(light, torch.ones_like(light[:, :, :1], dtype=torch.bool)).exp()
    # Relative to one another, since the common level is that of the median frame.
    torch.testing.assert_close(found[:, 0] / found[:, 1], factors[:, 1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(found[:, 0] / found[:, 2], factors[:, 2], atol=1e-4, rtol=1e-4)


def test_a_correction_is_interpolated_between_the_centres_of_its_cells():
    light = torch.ones((1, 1, 3, 16, 16))
    log_gain = torch.tensor([0.0, 1.0]).repeat(2, 1).expand(1, 1, 3, 2, 2)
    found = corrected(light, log_gain, torch.full((1, 1, 3, 2, 2), 0.25))
    # Centres of the cells lie at 3.5 and 11.5.
    torch.testing.assert_close(found[0, 0, 0, 0, 7].log1p(), torch.tensor(7 / 16).exp().add(0.25).log1p())
    torch.testing.assert_close(found[0, 0, 2, 9, 15], torch.tensor(1.0).exp() + 0.25)


def test_encoding_is_undone_by_decoding():
    values = torch.linspace(-0.02, 1.3, 200)
    torch.testing.assert_close(encoded(decoded(values)), values, atol=1e-5, rtol=1e-5)


def test_masked_median_and_softmax_are_those_of_the_valid_frames():
    generator = torch.Generator().manual_seed(4)
    values, valid = (
        torch.rand((2, 6, 3, 5, 5), generator=generator),
        torch.rand((2, 6, 1, 5, 5), generator=generator) > 0.4,
    )
    median, weights = masked_median(values, valid), masked_softmax(values[:, :, :1], valid)
    for b, y, x in [(0, 0, 0), (1, 2, 3), (0, 4, 4), (1, 4, 0)]:
        seen = valid[b, :, 0, y, x]
        if seen.any():
            chosen = values[b, seen, :, y, x].sort(dim=0).values
            n = len(chosen)
            torch.testing.assert_close(median[b, :, y, x], (chosen[(n - 1) // 2] + chosen[n // 2]) / 2)
            torch.testing.assert_close(weights[b, seen, 0, y, x], values[b, seen, 0, y, x].softmax(dim=0))
    nobody = ~valid.any(dim=1).expand_as(median)
    assert (median[nobody] == 0).all()


@pytest.mark.parametrize(
    "options",
    [
        {"widths": [8, 8]},
        {"widths": [9, 9, 9]},
        {"depths": [0, 1, 1]},
        {"stem_width": 0},
        {"n_heads": 16, "widths": [16, 16, 16]},
    ],
)
def test_options_out_of_range(options):
    with pytest.raises(ValueError, match=r"widths|n_heads|sizes"):
        build("diar", options)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((96, 128), []),
        ((128, 192), [(80, 112)] * 2),
        ((352, 512), [(80, 112), (80, 112), (176, 256)]),
        ((768, 512), [(112, 80), (112, 80), (256, 176)]),
    ],
)
def test_looks_come_at_growing_sizes(size, expected):
    assert coarse_sizes(size, 16) == expected


def test_a_further_look_gets_what_was_said_at_the_places_where_it_was_said():
    """What a look says of a place comes to the same place of the next look, also of a piece of it."""
    frames, valid = sequence(3, (32, 48))
    said = tiny("diar")(frames, valid)
    ramp = torch.linspace(-0.5, 0.5, 6).expand(2, 3, 3, 4, -1)
    weights = torch.softmax(torch.randn((2, 3, 1, 1), generator=torch.Generator().manual_seed(1)), dim=1)
    everywhere = torch.ones((2, 3, 32, 48), dtype=torch.bool)
    said = dataclasses.replace(said, log_gain=ramp, weights=weights.expand(2, 3, 32, 48), seen=everywhere)
    before = brought_up(said, (64, 96))
    at_cell_centres = (torch.arange(96 // CORRECTION_STRIDE) + 0.5) / 2 - 0.5
    torch.testing.assert_close(before.log_gain[0, 0, 0, 0, 2:-2], -0.5 + at_cell_centres[2:-2] / 5, atol=1e-3, rtol=0)
    torch.testing.assert_close(before.log_weights, weights.log().expand(2, 3, 32, 48))
    piece = before.cut(16, 24, 32, 40)
    torch.testing.assert_close(piece.log_gain, before.log_gain[..., 2:6, 3:8])
    torch.testing.assert_close(piece.log_weights, before.log_weights[..., 8:24, 12:32])


def test_whom_a_look_did_not_see_it_did_not_judge():
    frames, valid = sequence(3, (32, 48))
    valid[:, 1] = False
    before = brought_up(tiny("diar")(frames, valid), (64, 96))
    torch.testing.assert_close(before.log_weights[:, 1], torch.full((2, 32, 48), -math.log(3)))


def test_frames_shrink_by_their_light_and_what_is_partly_seen_is_not():
    frames = torch.zeros((1, 1, 3, 32, 32))
    frames[..., ::2] = 1.0
    valid = torch.ones((1, 1, 1, 32, 32), dtype=torch.bool)
    valid[..., 5, 9] = False
    small, seen = shrunk(frames, valid, (16, 16))
    torch.testing.assert_close(decoded(small)[..., 8:, :], torch.full((1, 1, 3, 8, 16), 0.5), atol=1e-5, rtol=0)
    assert seen.sum() == 16 * 16 - 1
    assert not seen[0, 0, 0, 2, 4]


def test_a_further_look_starts_from_what_was_decided():
    """An untrained network that is told whom to trust keeps to it."""
    network = build("diar", {"stem_width": 4, "widths": [8, 8, 8], "depths": [1, 1, 1], "n_heads": 2}).eval()
    frames = 0.3 + 0.4 * torch.rand((1, 3, 3, 32, 32), generator=torch.Generator().manual_seed(1))
    valid = torch.ones_like(frames[:, :, :1], dtype=torch.bool)
    with torch.no_grad():
        nothing = brought_up(network(frames, valid), (32, 32))
        trusted = torch.full((1, 3, 16, 16), -8.0)
        trusted[:, 1] = 0.0
        free = network.look(frames, valid, None, dataclasses.replace(nothing, log_weights=trusted * 0))
        told = network.look(frames, valid, None, dataclasses.replace(nothing, log_weights=trusted))
    assert (told.weights[:, 1] > free.weights[:, 1]).all()
