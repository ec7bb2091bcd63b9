"""Bends: smooth, the same at any size, and no more than their control points say."""

import numpy as np

from diar_gui import geometry
from diar_gui.bends import N_INTERVALS, Bend, basis

SIZE = (300, 400)
N_SIDE = N_INTERVALS + 3


def test_equal_control_points_shift_everything_alike() -> None:
    bend = Bend(np.full((N_SIDE, N_SIDE, 2), [0.01, -0.02]))
    points = geometry.grid_points(SIZE)
    np.testing.assert_allclose(bend.shifts(points, SIZE), np.broadcast_to([4.0, -6.0], points.shape), atol=1e-9)
    np.testing.assert_allclose(basis(points, SIZE).sum(axis=1), 1)


def test_a_bend_holds_for_the_photo_at_any_size() -> None:
    bend = Bend(np.random.default_rng(0).normal(0, 0.01, (N_SIDE, N_SIDE, 2)))
    larger = (SIZE[0] * 3, SIZE[1] * 3)
    points = geometry.grid_points(SIZE)
    in_larger = geometry.transfer(geometry.resizing(SIZE, larger), points)
    np.testing.assert_allclose(bend.shifts(in_larger, larger), 3 * bend.shifts(points, SIZE), atol=1e-9)


def test_shifts_change_smoothly_and_stay_as_they_are_beyond_the_outline() -> None:
    bend = Bend(np.random.default_rng(1).normal(0, 0.01, (N_SIDE, N_SIDE, 2)))
    line = np.column_stack([np.arange(0, 399, 0.5), np.full(798, 123.0)])
    shifts = bend.shifts(line, SIZE)
    assert np.abs(np.diff(shifts, n=2, axis=0)).max() < 0.01
    np.testing.assert_allclose(bend.shifts(np.array([[-50.0, 10.0]]), SIZE), bend.shifts(np.array([[-0.5, 10]]), SIZE))
