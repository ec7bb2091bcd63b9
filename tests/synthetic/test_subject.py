"""What is photographed: parts of pictures, by themselves or on a wall."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_scenes import SIZE, frontal_scene, smooth_picture

from diar_gui import geometry
from diar_gui.synthetic.subject import cut, mounted, picture_from_grid, resized


def test_the_subject_fills_the_reference_grid():
    scene = frontal_scene()
    to_unit = np.vstack([picture_from_grid(scene, SIZE), [0, 0, 1]]) @ np.linalg.inv(scene.H_ref_from_plane)
    edges = np.array([[-0.5, -0.5], [SIZE[1] - 0.5, SIZE[0] - 0.5]])
    np.testing.assert_allclose(geometry.transfer(to_unit, edges), [[-1, -1], [1, 1]], atol=1e-12)


@given(
    seed=st.integers(0, 10**6),
    size=st.tuples(st.integers(8, 60), st.integers(8, 60)),
    given_=st.tuples(st.integers(64, 150), st.integers(64, 150)),
)
def test_a_cut_has_the_size_asked_for_and_nothing_new_in_it(seed, size, given_):
    rng = np.random.default_rng(seed)
    picture = rng.integers(50, 200, (*given_, 3), np.uint8)
    piece = cut(rng, picture, size)
    assert piece.shape == (*size, 3)
    assert piece.dtype == np.uint8
    assert piece.min() >= 50
    assert piece.max() < 200


def test_pictures_that_are_too_small_are_enlarged():
    picture = smooth_picture((64, 72))
    assert cut(np.random.default_rng(0), picture, (300, 200)).shape == (300, 200, 3)


@pytest.mark.parametrize("size", [(40, 60), (20, 30), (25, 31), (13, 20), (80, 120)])
def test_resizing_is_by_area(size):
    picture = smooth_picture((40, 60))
    made = resized(picture, size)
    assert made.shape == (*size, 3)
    np.testing.assert_allclose(made.mean(axis=(0, 1)), picture.mean(axis=(0, 1)), atol=2)
    flag = cv2.INTER_AREA if size[0] <= 40 else cv2.INTER_CUBIC
    expected = cv2.resize(picture, size[::-1], interpolation=flag)
    if 40 % size[0] == 0 or size[0] > 20:  # else whole blocks leave something off at the edges
        assert np.abs(made.astype(int) - expected).max() <= 1


def test_a_mounted_picture_is_where_its_mask_says():
    green = np.zeros((120, 90, 3), np.uint8)
    green[..., 1] = 255
    for seed in range(10):
        hung = mounted(np.random.default_rng(seed), green)
        assert hung.pixels.shape == green.shape
        assert 0.25 < hung.is_picture.mean() < 0.85
        np.testing.assert_array_equal((hung.pixels == [0, 255, 0]).all(axis=2), hung.is_picture)
        rows, columns = np.nonzero(hung.is_picture)
        assert hung.is_picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()
        assert ((hung.wall > 0) & (hung.wall < 1)).all()
