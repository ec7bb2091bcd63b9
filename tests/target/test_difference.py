"""CIEDE2000, by what others compute."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000

from diar_gui.target.difference import ciede2000


def test_it_is_what_scikit_image_computes():
    rng = np.random.default_rng(0)
    a = rng.uniform([0, -100, -100], [100, 100, 100], (3000, 3))
    for spread in (0.5, 10, 80):
        b = a + rng.normal(0, spread, a.shape)
        np.testing.assert_allclose(ciede2000(a, b), deltaE_ciede2000(a, b), atol=1e-9)


def test_pairs_by_which_programs_are_tried():
    # Sharma, Wu, Dalal (2005), table 1: pairs 1, 7, 13 and 25.
    a = np.array([[50, 2.6772, -79.7751], [50, 0, 0], [50, -0.001, 2.49], [60.2574, -34.0099, 36.2677]])
    b = np.array([[50, 0, -82.7485], [50, -1, 2], [50, 0.0011, -2.49], [60.4626, -34.1751, 39.4387]])
    np.testing.assert_allclose(ciede2000(a, b), [2.0425, 2.3669, 4.7461, 1.2644], atol=1e-4)


def test_a_colour_is_no_different_from_itself():
    assert ciede2000(np.array([50.0, 0, 0]), np.array([50.0, 0, 0])) == 0


def test_lightness_counts_alike_everywhere_where_it_is_not_weighed():
    dark, light = (np.array([lightness, 0.0, 0.0]) for lightness in (20, 25))
    high, higher = (np.array([lightness, 0.0, 0.0]) for lightness in (80, 85))
    assert ciede2000(dark, light, weighs_lightness=False) == pytest.approx(5)
    assert ciede2000(high, higher, weighs_lightness=False) == pytest.approx(5)
    assert ciede2000(dark, light) < 5
    a, b = np.array([50.0, 20, 5]), np.array([50.0, 25, 9])
    assert ciede2000(a, b, weighs_lightness=False) == pytest.approx(ciede2000(a, b))  # at L* 50 both are one
