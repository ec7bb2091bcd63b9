"""Sprites on the plane, one after another."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.synthetic.layers import ordinals, sample, steepened


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30))
def test_ordinals_come_to_each_frame_once_a_round_and_in_order(entries):
    frame = torch.tensor([f for f, _ in entries], dtype=torch.int64)
    chosen = torch.tensor([c for _, c in entries], dtype=torch.bool)
    rounds = [r.tolist() for r in ordinals(frame, chosen)]
    for indices in rounds:
        frames = frame[indices].tolist()
        assert len(set(frames)) == len(frames)
    per_frame = {f: [i for r in rounds for i in r if frame[i] == f] for f in range(5)}
    assert per_frame == {f: [i for i, (g, c) in enumerate(entries) if c and g == f] for f in range(5)}


@given(st.floats(1, 20))
def test_steepening_keeps_the_outline_and_the_order(factor):
    alpha = torch.linspace(0, 1, 101, dtype=torch.float64).reshape(1, 1, 1, 101)
    steep = steepened(alpha, torch.tensor([factor], dtype=torch.float64)).flatten()
    assert (steep[0], steep[50], steep[-1]) == (0, 0.5, 1)
    assert (steep.diff() >= 0).all()
    assert ((steep - 0.5).abs() >= (alpha.flatten() - 0.5).abs() - 1e-12).all()


def test_what_is_half_transparent_is_not_steepened():
    alpha = torch.rand(2, 1, 9, 9, dtype=torch.float64)
    alpha[0] *= 0.8
    alpha[1, 0, 4, 4] = 1
    steep = steepened(alpha, torch.tensor([5.0, 1.0], dtype=torch.float64))
    assert torch.equal(steep, alpha)


def test_a_picture_seen_at_its_own_pixels_is_itself():
    rng = np.random.default_rng(0)
    picture = torch.from_numpy(rng.random((1, 3, 6, 9)))
    y, x = torch.meshgrid(torch.arange(6.0), torch.arange(9.0), indexing="ij")
    points = torch.stack([x, y])[None].double()
    maps = torch.tensor([[[2 / 9, 0, 1 / 9 - 1], [0, 2 / 6, 1 / 6 - 1]]], dtype=torch.float64)
    for mode in ("bilinear", "bicubic"):
        torch.testing.assert_close(sample(picture, maps, points, mode=mode), picture)
    assert not sample(picture, maps, points + 20).any()
