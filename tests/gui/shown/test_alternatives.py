"""What the photos show at a place: each thing once, what the picture shows already left out."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.errors import Cancelled
from diar_gui.gui.shown.alternatives import N_OFFERED, SIZE_PX, alternatives
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction
from diar_gui.warp import WarpedStack

SIZE = (120, 160)
BOX = (60, 40, 40, 30)


def scene(*patches: int | None) -> list[np.ndarray]:
    """Return pictures of the same thing, each with a patch of a grey in the box; None for none."""
    rng = np.random.default_rng(1)
    ground = rng.integers(90, 110, (*SIZE, 3), np.uint8)
    found = []
    for patch in patches:
        pixels = ground.copy()
        if patch is not None:
            pixels[45:65, 65:80] = patch
        found.append(pixels)
    return found


def stack_of(pictures: list[np.ndarray]) -> WarpedStack:
    frames = tuple(Frame(f"{i}.png", Path(f"{i}.png"), pixels) for i, pixels in enumerate(pictures))
    n = len(frames)
    return WarpedStack(frames, (np.eye(3),) * n, SIZE, 0, np.ones((n, 3)))


def shown_as(picture: np.ndarray) -> Reconstruction:
    return cast(Reconstruction, SimpleNamespace(picture=picture))


def test_each_other_thing_is_offered_once_and_the_usual_one_first():
    clean, ghost, man = None, 200, 10
    pictures = scene(ghost, clean, clean, clean, man, man)
    found = alternatives(stack_of(pictures), shown_as(pictures[0]), BOX, Progress())
    assert found.box == BOX
    assert [each.path.name for each in found.others] == ["1.png", "4.png"]
    for each in found.others:
        assert each.pixels.shape == found.now.shape
        assert each.pixels.shape[0] <= SIZE_PX[0]
        assert each.pixels.shape[1] <= SIZE_PX[1]


def test_exposure_makes_no_other_thing_of_the_same():
    pictures = scene(None, 10, None)
    pictures[2] = (pictures[2] * 1.15).astype(np.uint8)
    found = alternatives(stack_of(pictures), shown_as(pictures[0]), BOX, Progress())
    assert [each.path.name for each in found.others] == ["1.png"]


def test_where_all_show_the_same_some_are_offered_all_the_same():
    pictures = scene(*[None] * 8)
    found = alternatives(stack_of(pictures), shown_as(pictures[0]), BOX, Progress())
    assert len(found.others) == N_OFFERED


def test_who_does_not_see_the_place_is_not_offered():
    pictures = scene(200, 10, 10)
    stack = stack_of(pictures)
    away = geometry.normalised(np.array([[1.0, 0, 85], [0, 1, 0], [0, 0, 1]]), SIZE)
    found = alternatives(
        replace(stack, H_ref_from_frame=(np.eye(3), away, np.eye(3))), shown_as(pictures[0]), BOX, Progress()
    )
    assert [each.path.name for each in found.others] == ["2.png"]


def test_photos_are_brought_onto_the_grid():
    pictures = scene(None, 10)
    small = cv2.resize(pictures[1], (80, 60), interpolation=cv2.INTER_AREA)
    stack = stack_of([pictures[0], small])
    H = geometry.resizing((60, 80), SIZE)
    (other,) = alternatives(
        replace(stack, H_ref_from_frame=(np.eye(3), H)), shown_as(pictures[0]), BOX, Progress()
    ).others
    (same,) = alternatives(stack_of(pictures), shown_as(pictures[0]), BOX, Progress()).others
    dark, expected = other.pixels.mean(axis=2) < 50, same.pixels.mean(axis=2) < 50
    assert (dark & expected).sum() > 0.9 * (dark | expected).sum()


@pytest.mark.parametrize("box", [(0, 0, 160, 120), (150, 110, 10, 10), (0, 50, 1, 1), (0, 0, 160, 2)])
def test_boxes_at_the_border_and_of_any_shape_work(box):
    pictures = scene(200, 10, None)
    found = alternatives(stack_of(pictures), shown_as(pictures[0]), box, Progress())
    assert found.now.ndim == 3


def test_it_can_be_given_up():
    pictures = scene(200, 10)
    progress = Progress(is_cancelled=lambda: True)
    with pytest.raises(Cancelled):
        alternatives(stack_of(pictures), shown_as(pictures[0]), BOX, progress)
