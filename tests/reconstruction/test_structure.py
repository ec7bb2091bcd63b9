"""What fine structure says of a frame: from drawn light, where it is known what is a veil, a shadow or a stranger."""

import pytest
import torch

from diar_gui.reconstruction.light import encoded
from diar_gui.reconstruction.structure import N_CHANNELS, structure

ALIKE, N_ALIKE, BRIGHTER, SHARPER, SHARPER_THAN_ALL = range(N_CHANNELS)
SIDE = 96
MIDDLE = (..., slice(20, 28), slice(20, 28))  # of the result, away from the border of what is put there
PATCH = (..., slice(16, 80), slice(16, 80))


def texture(seed: int) -> torch.Tensor:
    """Return `(3, SIDE, SIDE)` linear light between 0.1 and 0.4, detail of two pixels and more."""
    small = torch.rand((1, 1, SIDE // 2, SIDE // 2), generator=torch.Generator().manual_seed(seed))
    return 0.1 + 0.3 * torch.nn.functional.interpolate(small, scale_factor=2)[0].expand(3, -1, -1)


def seen(light: list[torch.Tensor]) -> torch.Tensor:
    """Return the facts of the frames that show that light."""
    frames = encoded(torch.stack(light))[None]
    return structure(frames, torch.ones_like(frames[:, :, :1], dtype=torch.bool))


def with_patch(made) -> list[torch.Tensor]:
    """Return five frames of a subject; `made` changes the middle of the first."""
    light = [texture(0).clone() for _ in range(5)]
    light[0][PATCH] = made(light[0][PATCH])
    return light


def test_equal_frames_are_alike_and_none_is_before_the_others():
    facts = seen([texture(0)] * 4)
    assert facts.shape == (1, 4, N_CHANNELS, SIDE // 2, SIDE // 2)
    assert facts[:, :, ALIKE].min() > 0.8
    assert facts[:, :, [BRIGHTER, SHARPER, SHARPER_THAN_ALL]].abs().max() < 1e-5


def test_a_veil_keeps_structure_and_takes_contrast():
    facts = seen(with_patch(lambda light: light + 0.5))[0][MIDDLE]
    assert facts[0, ALIKE].min() > 0.5
    assert facts[0, BRIGHTER].mean() > 0.6
    assert facts[0, SHARPER].max() < -0.7
    assert facts[1:, SHARPER].min() > 0.1


def test_a_shadow_keeps_structure_and_contrast():
    facts = seen(with_patch(lambda light: 0.4 * light))[0][MIDDLE]
    assert facts[0, ALIKE].min() > 0.8
    assert facts[0, BRIGHTER].max() < -0.8
    assert facts[:, SHARPER].abs().max() < 0.25


def test_what_stands_before_the_subject_is_like_none():
    facts = seen(with_patch(lambda light: texture(9)[PATCH]))[0][MIDDLE]
    assert facts[0, ALIKE].mean() < 0.3
    assert facts[1:, ALIKE].mean() > 0.7
    assert facts[0, N_ALIKE].mean() < 0.3 < 0.7 < facts[1:, N_ALIKE].mean()


def test_a_frame_without_structure_has_less_contrast_than_all():
    facts = seen(with_patch(lambda light: torch.full_like(light, 0.9)))[0][MIDDLE]
    assert facts[0, ALIKE].abs().max() < 0.05
    assert facts[0, SHARPER_THAN_ALL].max() < -0.8


@pytest.mark.parametrize("n_frames", [2, 5, 6])
def test_the_order_of_the_frames_plays_no_part(n_frames):
    frames = encoded(torch.stack([texture(i % 3) * (0.5 + 0.1 * i) for i in range(n_frames)]))[None]
    valid = torch.rand((1, n_frames, 1, SIDE, SIDE), generator=torch.Generator().manual_seed(1)) > 0.1
    order = torch.randperm(n_frames, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(structure(frames, valid)[:, order], structure(frames[:, order], valid[:, order]))


def test_where_a_frame_is_not_valid_nothing_is_said_of_it():
    frames = encoded(torch.stack([texture(i) for i in range(3)]))[None]
    valid = torch.ones((1, 3, 1, SIDE, SIDE), dtype=torch.bool)
    valid[:, 1, :, :, :48] = False
    assert not structure(frames, valid)[:, 1, :, :, :24].any()
