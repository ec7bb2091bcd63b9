"""Which of two placements the places speak for where the two differ."""

from dataclasses import replace

import cv2
import numpy as np

from diar_gui.alignment.telling import Told, told
from diar_gui.alignment.views import View

SIZE = (300, 400)
STEP = np.array([[1, 0, 40], [0, 1, 0], [0, 0, 1.0]])
SPOTS = [(70, 60), (150, 140), (230, 220), (90, 190), (310, 90)]


def slats(spots: list[tuple[int, int]], glare: tuple[int, int] | None = None) -> View:
    """Return a view of slats 40 pixels apart, with spots and a burnt-out disc at (x, y)."""
    x = np.arange(SIZE[1])
    picture = np.tile(np.where(x % 40 < 22, 170.0, 60.0), (SIZE[0], 1))
    for spot in spots:
        cv2.circle(picture, spot, 5, (20,), -1)
    if glare is not None:
        y, x = np.mgrid[: SIZE[0], : SIZE[1]]
        picture += 600 * np.exp(-((x - glare[0]) ** 2 + (y - glare[1]) ** 2) / (2 * 30**2))
    smooth = cv2.GaussianBlur(np.clip(picture, 0, 255), (0, 0), 0.8)
    return View(smooth.astype(np.uint8), np.eye(3), (), 1.0)


def test_spots_tell_one_placement_from_another() -> None:
    a, b = slats(SPOTS), slats(SPOTS)
    right = told(a, b, np.eye(3), STEP)
    assert right.n_one >= len(SPOTS)
    assert right.n_other == 0
    assert told(a, b, STEP, np.eye(3)) == Told(right.n_other, right.n_one)


def test_where_nothing_differs_nothing_is_told() -> None:
    assert told(slats([]), slats([]), np.eye(3), STEP) == Told(0, 0)


def test_glare_that_coincides_does_not_speak_for_a_placement() -> None:
    a, b = slats(SPOTS, glare=(180, 100)), slats(SPOTS, glare=(220, 100))
    said = told(a, b, np.eye(3), STEP)
    assert said.n_one > 4 * said.n_other


def test_the_outline_of_what_is_not_seen_does_not_speak() -> None:
    """Of two photos whose unseen corners coincide a step aside, only what they show says which placement is right."""
    a, b = slats(SPOTS), slats(SPOTS)
    unseen = []
    for view, first in ((a, 120), (b, 160)):
        seen = np.ones(SIZE, bool)
        seen[100:200, first : first + 100] = False
        unseen.append(replace(view, grey=np.where(seen, view.grey, 0).astype(np.uint8), seen=seen))
    said = told(unseen[0], unseen[1], np.eye(3), STEP)
    assert said.n_one >= 3
    assert said.n_other == 0
