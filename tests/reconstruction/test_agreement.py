"""How far frames agree: from truth, and beside pairs that are compared one by one."""

import pytest
import torch

from diar_gui.reconstruction import agreement as room
from diar_gui.reconstruction.agreement import N_CHANNELS

TIGHT, N_TIGHT, LOOSE, ALIKE, ALIKE_WHERE_LOOSE, BRIGHTER = range(N_CHANNELS)


def agreement(values: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    return room.agreement(values, valid)[0]


def textured(n: int, seed: int = 0) -> torch.Tensor:
    return 0.3 + 0.4 * torch.rand((1, n, 3, 20, 24), generator=torch.Generator().manual_seed(seed))


def everywhere(values: torch.Tensor) -> torch.Tensor:
    return torch.ones_like(values[:, :, :1], dtype=torch.bool)


@pytest.mark.parametrize("n_frames", [2, 3, 4, 7])
def test_equal_frames_agree_in_everything(n_frames):
    values = textured(1).expand(-1, n_frames, -1, -1, -1)
    found = agreement(values, everywhere(values))
    for channel in (TIGHT, LOOSE):
        torch.testing.assert_close(found[:, :, channel], torch.ones_like(found[:, :, channel]))
    torch.testing.assert_close(found[:, :, N_TIGHT], torch.full((1, n_frames, 20, 24), min(n_frames - 1, 4) / 4))
    assert (found[:, :, ALIKE] > 0.9).all()
    assert (found[:, :, BRIGHTER] == 0).all()


def test_three_that_agree_among_seven_that_differ():
    subject = textured(1).expand(-1, 3, -1, -1, -1)
    others = torch.stack(
        [textured(1, seed)[:, 0] * scale for seed, scale in ((1, 0.4), (2, 0.7), (3, 1.4), (4, 1.9))], 1
    )
    values = torch.cat([others[:, :2], subject, others[:, 2:]], dim=1)
    found = agreement(values, everywhere(values))
    assert (found[:, 2:5, TIGHT] > 0.33).all()
    rest = [0, 1, 5, 6]
    assert (found[:, rest, TIGHT] < 0.02).all()
    assert found[:, 2:5, ALIKE_WHERE_LOOSE].mean() > 0.9
    assert found[:, rest, ALIKE].mean() < 0.2


def test_a_veil_keeps_structure_and_changes_value():
    subject = textured(1).expand(-1, 2, -1, -1, -1)
    values = torch.cat([subject, subject[:, :1] + 0.3], dim=1)
    found = agreement(values, everywhere(values))
    assert (found[:, 2, LOOSE] < 0.01).all()
    assert (found[:, 2, ALIKE] > 0.9).all()


def test_who_is_darkest_of_those_that_agree():
    subject = textured(1)[:, 0]
    values = torch.stack([subject, subject + 0.03, subject + 0.06], dim=1)
    brighter = agreement(values, everywhere(values))[0, :, BRIGHTER]
    assert (brighter[0] > 0.5).all()
    assert brighter[1].abs().max() < 1e-5
    assert (brighter[2] < -0.5).all()


@pytest.mark.parametrize("n_frames", [4, 5])
def test_every_pair_counts_once(n_frames):
    """Of several frames, what two would say of one another, put together."""
    values = textured(n_frames, 3) * 0.2 + 0.4
    valid = torch.rand((1, n_frames, 1, 20, 24), generator=torch.Generator().manual_seed(5)) > 0.3
    whole = agreement(values, valid)
    for t in range(n_frames):
        shares, n_others = torch.zeros((20, 24)), torch.zeros((20, 24))
        for s in range(n_frames):
            if s != t:
                pair = [t, s]
                shares += agreement(values[:, pair], valid[:, pair])[0, 0, TIGHT]
                n_others += (valid[0, t, 0] & valid[0, s, 0]).float()
        torch.testing.assert_close(whole[0, t, TIGHT], shares / n_others.clamp_min(1), atol=1e-5, rtol=1e-4)


def test_a_frame_that_is_not_seen_agrees_with_nobody():
    values = textured(1).expand(-1, 4, -1, -1, -1)
    valid = everywhere(values).clone()
    valid[:, 1] = False
    found = agreement(values, valid)
    assert (found[:, 1] == 0).all()
    torch.testing.assert_close(found[:, 0, TIGHT], torch.ones((1, 20, 24)))
    assert (agreement(values[:, :1], valid[:, :1]) == 0).all()


def test_votes_count_who_agrees_in_value_and_structure():
    """Three equal frames have two votes each; a veil agrees in structure alone and a plain coat in value alone."""
    subject, coat = textured(1).expand(-1, 3, -1, -1, -1), torch.full((1, 2, 3, 20, 24), 0.5)
    values = torch.cat([subject, subject[:, :1] + 0.3, coat], dim=1)
    votes = room.agreement(values, everywhere(values))[1][0, :, 0]
    assert (votes[:3].mean(dim=(1, 2)) > 1.8).all()
    assert votes[:3].max() <= 2 + 1e-5
    assert (votes[3:] < 0.05).all()
