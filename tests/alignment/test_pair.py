"""Two frames: the homography, and whether chance could have made it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.alignment.pair import MAX_LOG10_FALSE_ALARMS, distinct_count, estimate_homography, log10_false_alarms
from tests.alignment.conftest import SIZE, tilted


def test_finds_the_homography_among_wrong_matches() -> None:
    rng = np.random.default_rng(0)
    H_true = tilted(15, (20, 10))
    points_a = rng.uniform([0, 0], [SIZE[1], SIZE[0]], (100, 2))
    points_b = geometry.transfer(H_true, points_a)
    points_b[60:] = rng.uniform([0, 0], [SIZE[1], SIZE[0]], (40, 2))
    found = estimate_homography(points_a, points_b, SIZE, 2.0)
    assert found is not None
    H, is_inlier = found
    assert geometry.corner_error_px(H, H_true, SIZE) < 1e-3
    assert is_inlier[:60].all()


def test_random_matches_are_what_chance_makes() -> None:
    rng = np.random.default_rng(1)
    for _ in range(10):
        points_a, points_b = rng.uniform([0, 0], [SIZE[1], SIZE[0]], (2, 80, 2))
        found = estimate_homography(points_a, points_b, SIZE, 2.0)
        if found is not None:
            n_inliers = int(found[1].sum())
            assert log10_false_alarms(80, n_inliers, 2.0, SIZE) > MAX_LOG10_FALSE_ALARMS


@given(st.integers(10, 500), st.integers(6, 400))
def test_more_inliers_are_less_likely_by_chance(n_matches: int, n_inliers: int) -> None:
    n_inliers = min(n_inliers, n_matches - 1)
    # Beyond half of the matches the count of choices falls as well, so it holds all the way.
    assert log10_false_alarms(n_matches, n_inliers + 1, 2.0, SIZE) < log10_false_alarms(n_matches, n_inliers, 2.0, SIZE)


def test_four_matches_prove_nothing() -> None:
    assert log10_false_alarms(4, 4, 2.0, SIZE) == np.inf
    assert estimate_homography(np.zeros((3, 2)), np.zeros((3, 2)), SIZE, 2.0) is None


def test_a_mirror_image_is_no_view() -> None:
    rng = np.random.default_rng(2)
    points = rng.uniform([0, 0], [SIZE[1], SIZE[0]], (50, 2))
    mirrored = points * [-1, 1] + [SIZE[1], 0]
    found = estimate_homography(points, mirrored, SIZE, 2.0)
    # Points near the mirror's axis hardly move: those few may agree, the rest must not.
    assert found is None or log10_false_alarms(50, int(found[1].sum()), 2.0, SIZE) > MAX_LOG10_FALSE_ALARMS


def test_features_at_one_place_count_once() -> None:
    assert distinct_count(np.array([[1.0, 1], [1.5, 1.2], [30, 30]])) == 2
    assert distinct_count(np.empty((0, 2))) == 0
