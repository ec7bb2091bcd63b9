"""What the panes show after each stage, without a window."""

from pathlib import Path

import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment, Matches
from diar_gui.gui import photos as rows
from diar_gui.gui.photos import PhotoStatus
from diar_gui.gui.snapshot import Snapshot, Stages, make_snapshot, photo_at, thinned
from diar_gui.images import Frame, FrameSet, Unreadable
from diar_gui.reconstruction import Reconstruction
from diar_gui.warp import WarpedStack

NAMES = ("reference.png", "half.png", "stranger.png", "broken.png")
RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def run() -> list[object]:
    """The stages of a run: the second photo is the first at half its size, the third is left out."""
    big = RNG.integers(0, 256, (60, 80, 3), np.uint8)
    small = RNG.integers(0, 256, (30, 40, 3), np.uint8)
    frames = tuple(Frame(n, Path(n), p) for n, p in zip(NAMES, (big, small, small), strict=False))
    H = geometry.resizing((30, 40), (60, 80))
    points = np.array([[0.0, 0.0], [10.0, 20.0], [39.0, 29.0]])
    matches = Matches(points, geometry.transfer(H, points), np.array([True, True, False]))
    alignment = Alignment(
        0,
        (60, 80),
        (
            AlignedFrame(NAMES[0], "reference", "", 0, 0, 0.0, 1.0, np.eye(3)),
            AlignedFrame(NAMES[1], "aligned", "", 3, 2, 0.1, 1.0, H, matches),
            AlignedFrame(NAMES[2], "rejected", "It shows something else.", 0, 0, None, 0.0, None),
        ),
    )
    stack = WarpedStack(frames[:2], (np.eye(3), H), (60, 80), 0, np.ones((2, 3)))
    weights = np.stack([np.full((60, 80), 255, np.uint8), np.zeros((60, 80), np.uint8)])
    weights[:, :, 40:] = weights[::-1, :, 40:]
    flat = np.zeros((60, 80), np.uint8)
    reconstruction = Reconstruction(
        255 - big, weights, flat, flat.astype(np.uint16), np.array([0.5, 0.5]), np.ones((2, 3)), "mean"
    )
    unreadable = Unreadable(NAMES[3], Path(NAMES[3]), "broken.png is empty.")
    return [FrameSet(frames, (unreadable,)), alignment, stack, reconstruction]


def snapshot_after(run: list[object], n_stages: int, row: int) -> Snapshot:
    stages = Stages()
    photos = rows.listed([Path(n) for n in NAMES])
    for stage in run[:n_stages]:
        stages = stages.with_stage(stage)
    if stages.frames is not None:
        photos = rows.after_reading(photos, stages.frames)
        if stages.alignment is not None:
            photos = rows.after_alignment(photos, stages.frames, stages.alignment)
    return make_snapshot(stages, photo_at(photos, row))


def test_before_a_run_every_pane_has_a_note(run):
    for row in (-1, 0, 1):
        shown = snapshot_after(run, 0, row)
        notes = [pane.note for pane in (shown.matches, shown.warped, shown.weights, shown.result)]
        assert all(note.startswith("Will show ") for note in notes)
        assert len(set(notes)) == 4


def test_panes_fill_stage_by_stage(run):
    filled = []
    for n_stages in range(5):
        shown = snapshot_after(run, n_stages, 1)
        pictures = (shown.matches.photo, shown.matches.reference, shown.warped.picture, shown.weights.picture)
        filled.append(sum(p is not None for p in (*pictures, shown.result.picture)))
    assert filled == [0, 1, 2, 3, 5]


def test_lines_join_the_same_place_in_both_photos(run):
    matches = snapshot_after(run, 2, 1).matches
    assert (matches.n_agree, matches.n_disagree) == (2, 1)
    assert matches.photo_scale == 2.0
    # Pixel centres lie at halves, so a place at half the size is shown at the very same height beside itself.
    for lines in (matches.inlier_lines, matches.outlier_lines):
        np.testing.assert_allclose(lines[:, 3], lines[:, 1])
        np.testing.assert_allclose(lines[:, 2] - matches.photo_x, lines[:, 0])


def test_the_reference_has_nothing_to_be_matched_with(run):
    matches = snapshot_after(run, 4, 0).matches
    assert matches.photo is None
    assert matches.reference is not None
    assert len(matches.inlier_lines) == 0


def test_a_warped_reference_is_the_reference(run):
    warped = snapshot_after(run, 4, 0).warped
    assert np.abs(warped.picture.levels[0].astype(int) - warped.compared_with.levels[0]).max() <= 1


def test_weights_are_those_of_the_selected_photo(run):
    first = snapshot_after(run, 4, 0).weights.picture.levels[0].astype(int)
    second = snapshot_after(run, 4, 1).weights.picture.levels[0].astype(int)
    # Yellow (much red) where the photo gives all, purple where it gives nothing.
    assert first[:, :40, 0].mean() > first[:, 40:, 0].mean() + 50
    assert second[:, 40:, 0].mean() > second[:, :40, 0].mean() + 50


@pytest.mark.parametrize(("row", "status"), [(2, PhotoStatus.LEFT_OUT), (3, PhotoStatus.UNREADABLE)])
def test_a_photo_without_a_part_says_so_and_the_result_stays(run, row, status):
    shown = snapshot_after(run, 4, row)
    assert shown.photo.status is status
    assert shown.warped.picture is None
    assert shown.weights.picture is None
    assert "no part" in shown.warped.note
    assert shown.result.picture is not None
    np.testing.assert_array_equal(shown.result.picture.levels[0], run[3].picture)


def test_a_rough_snapshot_stands_for_the_same_size(run):
    stages = Stages()
    for stage in run:
        stages = stages.with_stage(stage)
    photos = rows.after_alignment(rows.listed([Path(n) for n in NAMES]), run[0], run[1])
    rough = make_snapshot(stages, photos[1], long_side_px=20)
    assert rough.is_rough
    assert rough.warped.picture.size == (60, 80)
    assert rough.warped.picture.levels[0].shape == (15, 20, 3)
    assert rough.weights.picture.levels[0].shape == (15, 20, 3)


def test_only_stages_are_stages():
    with pytest.raises(ValueError, match="no stage"):
        Stages().with_stage("frames")


def test_thinned_lines_still_span_the_picture():
    x, y = np.meshgrid(np.arange(0, 100.0, 5), np.arange(0, 100.0, 5))
    lines = np.stack([x.ravel(), y.ravel(), x.ravel(), y.ravel()], axis=1)
    few = thinned(lines, 9)
    assert len(few) == 9
    assert len(np.unique(few, axis=0)) == 9
    np.testing.assert_array_equal(few[:, :2].min(axis=0), [0, 0])
    np.testing.assert_array_equal(few[:, :2].max(axis=0), [95, 95])
    assert len(thinned(lines[:5], 9)) == 5
