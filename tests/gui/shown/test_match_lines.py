"""Matches as lines between two pictures."""

import numpy as np
import pytest
from small_run import make_run

from diar_gui.gui.shown.match_lines import thinned
from diar_gui.gui.shown.snapshot import make_snapshot


def matches_of(row: int):
    run = make_run()
    return make_snapshot(run.after(2), run.photos(2)[row]).matches


def test_lines_join_the_same_place_in_both_photos():
    matches = matches_of(1)
    assert (matches.n_agree, matches.n_disagree) == (2, 1)
    assert matches.photo_scale == 2.0
    # Pixel centres lie at halves, so a place at half the size is shown at the very same height beside itself.
    lines = matches.inlier_lines
    np.testing.assert_allclose(lines[:, 3], lines[:, 1])
    np.testing.assert_allclose(lines[:, 2] - matches.photo_x, lines[:, 0])


def test_a_line_knows_how_far_apart_its_ends_are_after_the_alignment():
    matches = matches_of(1)
    np.testing.assert_allclose(matches.inlier_errors_px, [0, 0], atol=1e-9)
    np.testing.assert_allclose(matches.outlier_errors_px, [5.0])  # 3 to the right, 4 down


def test_the_reference_has_nothing_to_be_matched_with():
    matches = matches_of(0)
    assert matches.photo is None
    assert matches.reference is not None
    assert len(matches.inlier_lines) == 0


@pytest.mark.parametrize("n_most", [1, 9])
def test_thinned_lines_still_span_the_picture(n_most):
    x, y = np.meshgrid(np.arange(0, 100.0, 5), np.arange(0, 100.0, 5))
    lines = np.stack([x.ravel(), y.ravel(), x.ravel(), y.ravel()], axis=1)
    chosen = thinned(lines, n_most)
    assert len(set(chosen.tolist())) == n_most
    if n_most == 9:
        np.testing.assert_array_equal(lines[chosen, :2].min(axis=0), [0, 0])
        np.testing.assert_array_equal(lines[chosen, :2].max(axis=0), [95, 95])


def test_few_lines_are_all_kept():
    assert thinned(np.zeros((5, 4)), 9).tolist() == [0, 1, 2, 3, 4]
