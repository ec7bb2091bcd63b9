"""Reading one pixel."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_run import SIZE, make_run

from diar_gui.gui.shown.probe import Probe

RUN = make_run(confidence=True)


@given(st.floats(-0.49, 79.49), st.floats(-0.49, 59.49))
def test_a_reading_is_what_the_arrays_hold(x, y):
    made = RUN.reconstruction
    reading = Probe(SIZE, made).at(x, y)
    column, row = reading.x, reading.y
    assert abs(column - x) <= 0.5
    assert abs(row - y) <= 0.5
    assert reading.colour == tuple(made.picture[row, column])
    assert reading.shares == ((0 if column < 40 else 1, 1.0),)
    assert reading.n_clean == made.coverage[row, column]
    assert reading.confidence == made.confidence[row, column] / 255


def test_outside_of_the_grid_there_is_nothing():
    probe = Probe(SIZE, RUN.reconstruction)
    for x, y in ((-0.6, 5), (5, -0.6), (79.6, 5), (5, 59.6)):
        assert probe.at(x, y) is None


def test_before_a_result_there_is_a_place():
    reading = Probe(SIZE).at(3.2, 4.8)
    assert (reading.x, reading.y) == (3, 5)
    assert reading.colour is None
    assert reading.shares == ()


def test_the_largest_share_comes_first():
    made = RUN.reconstruction
    weights = np.zeros((4, *SIZE), np.uint8)
    weights[:, 7, 9] = [51, 0, 153, 51]
    many = type(made)(made.picture, weights, *(getattr(made, n) for n in ("coverage", "source")), np.ones(4) / 4,
                      np.ones((4, 3)), "mean")  # fmt: skip
    assert Probe(SIZE, many).at(9, 7).shares == ((2, 0.6), (0, 0.2), (3, 0.2))


def test_sixteen_bits_read_as_eight():
    made = RUN.reconstruction
    deep = type(made)(made.picture.astype(np.uint16) * 257, made.weights, made.coverage, made.source,
                      made.mean_weights, made.gains, "mean")  # fmt: skip
    assert Probe(SIZE, deep).at(5, 5).colour == tuple(made.picture[5, 5])
