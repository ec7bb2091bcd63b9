"""What a step of the trust network learns from: looks at whole scenes and at cuts of what comes after."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch import Tensor

from diar_gui.reconstruction.networks import build
from diar_gui.reconstruction.trust_looks import TrustPrediction
from diar_gui.reconstruction.trust_network import TrustNetwork
from diar_gui.training import levels

SIDE_PX = 320
OPTIONS = {"stem_width": 4, "widths": [8, 8, 8], "depths": [1, 1, 1], "n_heads": 2, "window": 2}


@dataclass(frozen=True, eq=False)
class Scenes:
    frames: Tensor
    valid: Tensor
    truth: Tensor
    occlusion: Tensor
    highlight: Tensor


@pytest.fixture
def ramps() -> Scenes:
    """One scene whose red grows to the right and whose green grows downwards."""
    ramp = (torch.arange(SIDE_PX) + 0.5) / SIDE_PX
    level = torch.full((SIDE_PX, SIDE_PX), 0.5)
    truth = torch.stack([ramp.expand(SIDE_PX, -1), ramp[:, None].expand(-1, SIDE_PX), level])[None]
    frames = truth[:, None].repeat(1, 3, 1, 1, 1)
    nothing = torch.zeros((1, 3, 1, SIDE_PX, SIDE_PX))
    return Scenes(frames, nothing == 0, truth, nothing, nothing)


@pytest.fixture
def teller(monkeypatch) -> TrustNetwork:
    """A network that says of each place what it sees there: its own red and green as log gains."""
    network = build("diar", OPTIONS)
    assert isinstance(network, TrustNetwork)

    def look(frames, valid, at_once=None, before=None, fine=None):
        gain = torch.nn.functional.avg_pool2d(frames.flatten(0, 1), 8).unflatten(0, frames.shape[:2])
        logits = frames[:, :, 0]
        return TrustPrediction(frames[:, 0], logits.softmax(1), valid[:, :, 0], logits, gain, 0 * gain, logits[:, 0])

    monkeypatch.setattr(network, "look", look)
    return network


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_what_was_said_before_belongs_to_the_cut(teller, ramps, monkeypatch, level):
    monkeypatch.setattr(levels, "RATES", tuple(float(i == level) for i in range(len(levels.RATES))))
    places = set()
    for seed in range(12):
        look = levels.drawn_look(teller, ramps, 96, np.random.default_rng(seed))
        assert look.frames.shape == (1, 3, 3, 96, 96)
        torch.testing.assert_close(look.frames[:, 0], look.truth, atol=1e-4, rtol=0)
        if level == 0:
            assert look.before is None
            continue
        here = torch.nn.functional.avg_pool2d(look.frames[:, 0], 8)
        # At the border of what was seen there is nothing to interpolate to; elsewhere the cut lies within a pixel.
        off = (look.before.log_gain[:, 0, :2] - here[:, :2]).abs()
        assert off.median() < 1.5 / SIDE_PX
        places.add(round(float(here[0, 0, 0, 0]), 2))
    assert level < 2 or len(places) > 4


def test_a_look_as_large_as_the_scene_is_the_first(teller, ramps):
    for seed in range(8):
        look = levels.drawn_look(teller, ramps, SIDE_PX, np.random.default_rng(seed))
        assert look.before is None
        assert torch.equal(look.frames, ramps.frames)


def test_no_gradient_reaches_the_looks_before(ramps, monkeypatch):
    monkeypatch.setattr(levels, "RATES", (0.0, 1.0, 0.0))
    network = build("diar", OPTIONS)
    assert isinstance(network, TrustNetwork)
    look = levels.drawn_look(network, ramps, 96, np.random.default_rng(0))
    assert not any(x.requires_grad for x in (look.before.log_gain, look.before.offset, look.before.log_weights))
