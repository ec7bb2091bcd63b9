"""Mirrored photos are turned back, and blurred ones are no reference."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from diar_gui.alignment import AlignmentOptions, align
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, mean_error_px, render, tilted

SIFT = AlignmentOptions(features="sift")
TRUE = [np.eye(3), tilted(4, (6, -4)), tilted(-5, (-8, 5)), tilted(3, (5, 8), 2e-4), tilted(-2, (3, 3))]
FLIP = np.array([[-1, 0, SIZE[1] - 1], [0, 1, 0], [0, 0, 1.0]])


def in_a_mirror(frame: Frame) -> Frame:
    return replace(frame, pixels=np.ascontiguousarray(frame.pixels[:, ::-1]))


@pytest.mark.parametrize("mirrored", [(1,), (1, 3), (2, 3)])
def test_mirrored_photos_are_turned_back_and_named(texture: np.ndarray, mirrored: tuple[int, ...]) -> None:
    frames = [render(texture, H, f"{i}.png") for i, H in enumerate(TRUE)]
    frames = [in_a_mirror(f) if i in mirrored else f for i, f in enumerate(frames)]
    said: list[str] = []
    alignment = align(frames, SIFT, Progress(on_notice=said.append))
    assert alignment.mirrored == mirrored  # the majority is not, so neither is the reference
    assert [f"{i}.png" in " ".join(said) for i in range(len(frames))] == [i in mirrored for i in range(len(frames))]
    alignment = align(frames, AlignmentOptions(features="sift", reference="0.png"))
    for i, found in enumerate(alignment.frames):
        assert found.H_ref_from_frame is not None
        H = found.H_ref_from_frame @ FLIP if i in mirrored else found.H_ref_from_frame
        assert mean_error_px(H, TRUE[i]) < 0.15


def test_a_named_reference_says_which_way_round(texture: np.ndarray) -> None:
    frames = [render(texture, H, f"{i}.png") for i, H in enumerate(TRUE[:3])]
    alignment = align([in_a_mirror(frames[0]), *frames[1:]], AlignmentOptions(features="sift", reference="0.png"))
    assert alignment.mirrored == (1, 2)


@pytest.mark.parametrize("sharp", [0, 2])
def test_the_sharp_photo_is_the_reference(texture: np.ndarray, sharp: int) -> None:
    frames = [render(texture, H, f"{i}.png") for i, H in enumerate(TRUE[:4])]
    rng = np.random.default_rng(0)
    for i, frame in enumerate(frames):
        blurred = frame.pixels if i == sharp else cv2.GaussianBlur(frame.pixels, (0, 0), 2.0)
        noisy = blurred + rng.normal(0, 3, blurred.shape)  # detail that noise makes does not count
        frames[i] = replace(frame, pixels=np.clip(noisy, 0, 255).astype(np.uint8))
    assert align(frames, SIFT).reference == sharp


def test_any_order_of_the_files_gives_the_same_placements(texture: np.ndarray) -> None:
    close_up = cv2.resize(texture[100:175, 150:250], (400, 300), interpolation=cv2.INTER_CUBIC)
    frames = [render(texture, H, f"{i}.png") for i, H in enumerate(TRUE[:3])]
    frames.append(replace(frames[0], name="close.png", pixels=close_up))
    first = {f.name: f.H_ref_from_frame for f in align(frames, SIFT).frames}
    assert first["close.png"] is not None
    rng = np.random.default_rng(1)
    for _ in range(2):
        for found in align([frames[i] for i in rng.permutation(4)], SIFT).frames:
            expected = first[found.name]
            assert found.H_ref_from_frame is not None
            assert expected is not None
            np.testing.assert_allclose(found.H_ref_from_frame, expected, atol=1e-9)
