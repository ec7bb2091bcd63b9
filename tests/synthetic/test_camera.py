"""Cameras: what a pinhole at that place sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.synthetic import camera

SIZE = (90, 120)


def rays(points: np.ndarray) -> np.ndarray:
    return points / np.linalg.norm(points, axis=1, keepdims=True)


@given(
    offset=st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.5, 5)),
    target=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    roll=st.floats(-3, 3),
    focal_px=st.floats(50, 500),
)
def test_the_homography_sees_points_as_the_pinhole_does(offset, target, roll, focal_px):
    position = np.array([target[0] + offset[0], target[1] + offset[1], offset[2]])
    H = camera.H_frame_from_plane(position, np.array(target), roll, focal_px, SIZE)
    H = H / (H @ [*target, 1])[2]
    near = np.array(target) + 0.2 * np.random.default_rng(0).uniform(-1, 1, (20, 2))
    pixels = geometry.transfer(H, near)
    centre = np.array([(SIZE[1] - 1) / 2, (SIZE[0] - 1) / 2])
    in_camera = rays(np.column_stack([pixels - centre, np.full(len(near), focal_px)]))
    in_world = rays(np.column_stack([near, np.zeros(len(near))]) - position)
    # A rotation leaves the angles between rays as they are.
    np.testing.assert_allclose(in_camera @ in_camera.T, in_world @ in_world.T, atol=1e-9)
    np.testing.assert_allclose(geometry.transfer(H, np.array([target])), [centre], atol=1e-6)
    assert np.linalg.det(H) > 0, "a mirror image"


def test_from_the_front_pixels_are_a_scaled_plane():
    distance, field = 4.0, 0.5
    focal_px = distance * SIZE[0] / 2 / field
    H = camera.H_frame_from_plane(np.array([0, 0, distance]), np.zeros(2), 0.0, focal_px, SIZE)
    np.testing.assert_allclose(H @ camera.plane_from_grid(SIZE, (0.0, 0.0), field), np.eye(3), atol=1e-9)


def test_roll_turns_the_frame_about_its_centre():
    position, target = np.array([0.5, -1.0, 3.0]), np.array([0.1, 0.2])
    straight = camera.H_frame_from_plane(position, target, 0.0, 200.0, SIZE)
    turned = camera.H_frame_from_plane(position, target, 0.3, 200.0, SIZE)
    points = np.random.default_rng(1).uniform(-1, 1, (10, 2))
    centre = np.array([(SIZE[1] - 1) / 2, (SIZE[0] - 1) / 2])
    turn = np.array([[np.cos(0.3), np.sin(0.3)], [-np.sin(0.3), np.cos(0.3)]])
    expected = (geometry.transfer(straight, points) - centre) @ turn.T + centre
    np.testing.assert_allclose(geometry.transfer(turned, points), expected, atol=1e-9)


def test_a_grid_on_the_plane_has_its_centre_and_height():
    plane_from_grid = camera.plane_from_grid(SIZE, (0.3, -0.2), 0.5)
    middle = np.array([[(SIZE[1] - 1) / 2, (SIZE[0] - 1) / 2]])
    np.testing.assert_allclose(geometry.transfer(plane_from_grid, middle), [[0.3, -0.2]], atol=1e-12)
    edges = geometry.transfer(plane_from_grid, np.array([[0, -0.5], [0, SIZE[0] - 0.5]]))
    np.testing.assert_allclose(edges[:, 1], [-0.7, 0.3], atol=1e-12)


@given(seed=st.integers(0, 10**6), tilt=st.floats(0, 79))
def test_a_tilt_keeps_its_bound_and_the_distance_is_right(seed, tilt):
    target = np.array([0.2, -0.4])
    position = camera.random_position(np.random.default_rng(seed), target, 2.5, tilt)
    ray = position - [*target, 0]
    assert np.linalg.norm(ray) == pytest.approx(2.5)
    assert ray[2] / 2.5 >= np.cos(np.radians(tilt)) - 1e-12


@given(seed=st.integers(0, 10**6), max_px=st.floats(0.01, 5))
def test_jitter_moves_no_corner_further_than_allowed(seed, max_px):
    H = camera.jittered(np.random.default_rng(seed), SIZE, max_px)
    corners = geometry.corners(SIZE)
    moved = np.linalg.norm(geometry.transfer(H, corners) - corners, axis=1)
    assert (moved <= max_px + 1e-9).all()
