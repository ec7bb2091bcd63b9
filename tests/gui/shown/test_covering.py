"""Strokes over a place: all of it, and little else."""

import cv2
import numpy as np
import pytest

from diar_gui import brush
from diar_gui.gui.shown.covering import SOFTNESS, lines_over
from diar_gui.reconstruction import Place, places

SIZE = (300, 400)


def whole(form: str) -> np.ndarray:
    """Return where a place is, `(60, 80)` bool: five pixels to the cell."""
    mask = np.zeros((60, 80), np.uint8)
    if form == "person":
        cv2.circle(mask, (40, 12), 6, 1, -1)
        cv2.rectangle(mask, (34, 18), (46, 40), 1, -1)
        cv2.line(mask, (35, 20), (22, 34), 1, 3)
        cv2.line(mask, (38, 40), (34, 56), 1, 3)
        cv2.line(mask, (43, 40), (47, 56), 1, 3)
    elif form == "corner":
        mask[10:50, 10:16] = 1
        mask[44:50, 10:70] = 1
    elif form == "dumbbell":
        cv2.circle(mask, (18, 30), 12, 1, -1)
        cv2.circle(mask, (60, 30), 12, 1, -1)
        cv2.line(mask, (18, 30), (60, 30), 1, 2)
    else:
        mask[20:40, 20:60] = 1
    return mask > 0


def covered(place: Place) -> np.ndarray:
    """Return by how much of its strokes each pixel is covered, `SIZE` float32."""
    found = np.zeros(SIZE, np.float32)
    for line, radius_px in lines_over(place.box, place.outline):
        stroke = brush.drawn(0, line, radius_px, SOFTNESS, is_wanted=True)
        part = stroke.rows(SIZE[1], 0, SIZE[0])
        if part is not None:
            found[part[0], part[1]] = np.maximum(found[part[0], part[1]], part[2])
    return found


@pytest.mark.parametrize("form", ["person", "corner", "dumbbell", "box"])
def test_a_place_is_covered_and_not_its_box(form):
    own = whole(form)
    doubt = np.where(own, 1.0, 0.0).astype(np.float32)
    (place,) = places.find_places(doubt, SIZE).found
    share = covered(place)
    inside = cv2.resize(own.view(np.uint8), SIZE[::-1], interpolation=cv2.INTER_NEAREST) > 0
    assert share[inside].min() > 0.5
    away_px = cv2.distanceTransform((~inside).view(np.uint8), cv2.DIST_L2, 5)
    half_px = cv2.distanceTransform(inside.view(np.uint8), cv2.DIST_L2, 5).max()
    assert share[away_px > 5 + half_px / 4].max() == 0  # a cell, and the brush's border


@pytest.mark.parametrize("form", ["person", "corner", "dumbbell", "box"])
def test_nothing_of_a_place_is_left_once_it_is_repaired(form):
    doubt = np.where(whole(form), 1.0, 0.0).astype(np.float32)
    (place,) = places.find_places(doubt, SIZE).found
    strokes = [brush.drawn(0, line, px, SOFTNESS, is_wanted=True) for line, px in lines_over(place.box, place.outline)]
    assert places.find_places(doubt, SIZE, strokes).found == ()


def test_a_place_without_an_outline_is_its_box():
    place = Place((100, 50, 120, 80), 0.1)
    share = covered(place)
    assert share[50:130, 100:220].min() > 0.5
    assert share[:30].max() == share[:, :80].max() == share[150:].max() == share[:, 240:].max() == 0
