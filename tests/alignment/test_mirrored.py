"""Mirrored photos are turned back, and blurred ones are no reference."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from diar_gui.alignment import AlignmentOptions, align
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, mean_error_px, render, tilted

SIFT = AlignmentOptions(features="sift")
TRUE = [np.eye(3), tilted(4, (6, -4)), tilted(-5, (-8, 5)), tilted(3, (5, 8), 2e-4), tilted(-2, (3, 3))]
FLIP = np.array([[-1, 0, SIZE[1] - 1], [0, 1, 0], [0, 0, 1.0]])


def in_a_mirror(frame: Frame) -> Frame:
    return replace(frame, pixels=np.ascontiguousarray(frame.pixels[:, ::-1]))


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    picture = make_texture(0)
    return [render(picture, H, f"{i}.png") for i, H in enumerate(TRUE)]


def test_mirrored_photos_are_turned_back_and_named(frames: list[Frame]) -> None:
    said: list[str] = []
    mirrored = (1, 3)
    turned = [in_a_mirror(f) if i in mirrored else f for i, f in enumerate(frames)]
    alignment = align(turned, SIFT, Progress(on_notice=said.append))
    assert alignment.mirrored == mirrored  # the majority is not, so neither is the reference
    assert [f"{i}.png" in " ".join(said) for i in range(len(frames))] == [i in mirrored for i in range(len(frames))]
    back = np.linalg.inv(TRUE[alignment.reference])
    for i, found in enumerate(alignment.frames):
        assert found.H_ref_from_frame is not None
        H = found.H_ref_from_frame @ FLIP if i in mirrored else found.H_ref_from_frame
        assert mean_error_px(H, back @ TRUE[i]) < 0.15


def test_a_named_reference_says_which_way_round(frames: list[Frame]) -> None:
    alignment = align([in_a_mirror(frames[0]), *frames[1:3]], AlignmentOptions(features="sift", reference="0.png"))
    assert alignment.mirrored == (1, 2)


@pytest.mark.parametrize("sharp", [0, 2])
def test_the_sharp_photo_is_the_reference(frames: list[Frame], sharp: int) -> None:
    rng, blurry = np.random.default_rng(0), frames[:3]
    for i, frame in enumerate(frames[:3]):
        blurred = frame.pixels if i == sharp else cv2.GaussianBlur(frame.pixels, (0, 0), 2.0)
        noisy = blurred + rng.normal(0, 3, blurred.shape)  # detail that noise makes does not count
        blurry[i] = replace(frame, pixels=np.clip(noisy, 0, 255).astype(np.uint8))
    assert align(blurry, SIFT).reference == sharp


def test_any_order_of_the_files_gives_the_same_placements(texture: np.ndarray, frames: list[Frame]) -> None:
    close_up = cv2.resize(texture[100:175, 150:250], (400, 300), interpolation=cv2.INTER_CUBIC)
    frames = [*frames[:2], replace(frames[0], name="close.png", pixels=close_up)]
    first = {f.name: f.H_ref_from_frame for f in align(frames, SIFT).frames}
    assert first["close.png"] is not None
    for order in ([2, 0, 1], [1, 2, 0]):
        for found in align([frames[i] for i in order], SIFT).frames:
            expected = first[found.name]
            assert found.H_ref_from_frame is not None
            assert expected is not None
            np.testing.assert_allclose(found.H_ref_from_frame, expected, atol=1e-9)
