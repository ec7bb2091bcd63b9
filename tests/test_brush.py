"""Strokes on a grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import brush

SIZE = (60, 90)


def share(stroke, size=SIZE):
    found = np.zeros(size, np.float32)
    part = stroke.rows(size[1], 0, size[0])
    if part is not None:
        rows, columns, values = part
        found[rows, columns] = values
    return found


def distance_to_line(size, start, end):
    y, x = np.mgrid[: size[0], : size[1]]
    points = np.stack([x, y], axis=-1) - np.array(start, float)
    along = np.array(end, float) - start
    t = np.clip(points @ along / max(along @ along, 1e-9), 0, 1)
    return np.linalg.norm(points - t[..., None] * along, axis=-1)


@given(st.floats(4, 20), st.sampled_from([0.0, 0.4, 1.0]), st.floats(10, 80), st.floats(10, 50))
def test_a_stroke_holds_within_its_radius_and_nowhere_else(radius_px, softness, x, y):
    start, end = (20, 25), (x, y)
    found = share(brush.drawn(0, np.array([start, end], float), radius_px, softness, is_wanted=True))
    distance = distance_to_line(SIZE, start, end)
    assert (found[distance > radius_px + 2] == 0).all()
    inner = distance < (1 - max(softness, 1 / radius_px)) * radius_px - 2
    assert (found[inner] == 1).all()
    if softness * radius_px >= 4:  # the line itself is drawn in whole pixels
        halfway = np.abs(distance - (1 - softness / 2) * radius_px) < 0.2
        assert np.abs(found[halfway] - 0.5).max(initial=0) < 0.4


def test_runs_of_rows_and_the_whole_agree():
    stroke = brush.drawn(1, np.array([[5.5, 7.2], [70, 50]]), 9.0, 0.5, is_wanted=False)
    whole, parts = share(stroke), np.zeros(SIZE, np.float32)
    for first in range(0, 60, 7):
        part = stroke.rows(90, first, min(first + 7, 60))
        if part is not None:
            rows, columns, values = part
            parts[first : first + 7][rows, columns] = values
    np.testing.assert_allclose(parts, whole, atol=1 / 255)


def test_a_smaller_grid_shows_the_same_stroke():
    stroke = brush.drawn(0, np.array([[20.0, 20.0], [60.0, 40.0]]), 12.0, 0.5, is_wanted=True)
    small = share(stroke.scaled(0.5, 0.5), (30, 45))
    averaged = share(stroke).reshape(30, 2, 45, 2).mean(axis=(1, 3))
    assert np.abs(small - averaged).max() < 0.1


def test_a_wanted_frame_takes_the_weights_of_all_others_where_it_sees_the_place():
    stroke = brush.drawn(1, np.array([[45.0, 30.0]]), 10.0, 0.0, is_wanted=True)
    valid = np.ones((3, *SIZE), bool)
    valid[1, :30] = False
    factors = brush.factors([stroke], valid, 0, 60)
    assert factors[0, 33, 45] == factors[2, 33, 45] == pytest.approx(brush.LEAST_FACTOR)
    assert factors[1].min() == 1
    assert (factors[:, :30] == 1).all()
    kept = brush.still_valid(valid, factors)
    assert kept[:, 33, 45].tolist() == [False, True, False]
    assert kept[:, 5, 5].tolist() == valid[:, 5, 5].tolist()


def test_an_unwanted_frame_stays_where_nobody_else_sees():
    stroke = brush.drawn(0, np.array([[45.0, 30.0]]), 10.0, 0.0, is_wanted=False)
    valid = np.ones((2, *SIZE), bool)
    valid[1, 30] = False
    kept = brush.still_valid(valid, brush.factors([stroke], valid, 0, 60))
    assert kept[:, 30, 45].tolist() == [True, False]
    assert kept[:, 31, 45].tolist() == [False, True]


def test_strokes_that_lie_elsewhere_touch_nothing():
    stroke = brush.drawn(0, np.array([[400.0, 300.0]]), 10.0, 0.0, is_wanted=False)
    assert brush.factors([stroke], np.ones((2, *SIZE), bool), 0, 60) is None
    assert brush.factors([], np.ones((2, *SIZE), bool), 0, 60) is None


@pytest.mark.parametrize(("radius_px", "softness"), [(0.0, 0.5), (5.0, 1.5), (5.0, -0.1)])
def test_a_stroke_that_cannot_be_is_refused(radius_px, softness):
    with pytest.raises(ValueError, match="a stroke needs"):
        brush.drawn(0, np.zeros((1, 2)), radius_px, softness, is_wanted=True)
