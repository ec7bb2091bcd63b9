"""What the panes show after each stage, without a window."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_run import NAMES, SIZE, SmallRun, make_run, stages_of

from diar_gui import geometry
from diar_gui.errors import Cancelled
from diar_gui.gui.shown.display import Kept
from diar_gui.gui.shown.maps import COUNT_COLOURS
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.shown.snapshot import Snapshot, make_snapshot, photo_at
from diar_gui.gui.shown.wishes import Baseline, WeightsMode, Wishes
from diar_gui.pipeline import Preview
from diar_gui.progress import Progress
from diar_gui.warp import WarpedStack


@pytest.fixture(scope="module")
def run() -> SmallRun:
    return make_run(confidence=True)


def snapshot_after(run: SmallRun, n_stages: int, row: int, wishes: Wishes | None = None) -> Snapshot:
    return make_snapshot(run.after(n_stages), photo_at(run.photos(n_stages), row), wishes=wishes)


def finest(picture) -> np.ndarray:
    return picture.levels[0].astype(int)


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


def test_a_warped_reference_is_the_reference(run):
    warped = snapshot_after(run, 4, 0).warped
    assert np.abs(finest(warped.picture) - finest(warped.compared_with)).max() <= 1


def test_on_a_straightened_grid_photos_are_compared_with_the_reference_as_it_lies_there(run):
    H = geometry.scaling(1.5, 1.2)
    stack = run.stages[2]
    assert isinstance(stack, WarpedStack)
    straight = replace(stack, size=(72, 120), H_ref_from_frame=tuple(H @ old for old in stack.H_ref_from_frame))
    shown = make_snapshot(stages_of([*run.stages[:2], straight]), run.photos()[0])
    assert shown.warped.picture.size == (72, 120)
    np.testing.assert_array_equal(finest(shown.warped.picture), finest(shown.warped.compared_with))
    assert finest(shown.warped.compared_with).shape == (72, 120, 3)


def test_a_photo_that_was_moved_is_not_shown_where_it_was(run):
    kept, stack = Kept(), run.stages[2]
    assert isinstance(stack, WarpedStack)
    moved = geometry.scaling(1.0, 1.0)
    moved[0, 2] = 7.0
    there = replace(stack, H_ref_from_frame=(np.eye(3), moved @ stack.H_ref_from_frame[1]))
    before = make_snapshot(run.after(3), run.photos()[1], kept).warped.picture
    after = make_snapshot(stages_of([*run.stages[:2], there]), run.photos()[1], kept).warped.picture
    np.testing.assert_allclose(finest(after)[:, 17:77], finest(before)[:, 10:70], atol=2)


def test_weights_are_those_of_the_selected_photo(run):
    first, second = (finest(snapshot_after(run, 4, row).weights.picture) for row in (0, 1))
    # Yellow (much red) where the photo gives all, purple where it gives nothing.
    assert first[:, :40, 0].mean() > first[:, 40:, 0].mean() + 50
    assert second[:, 40:, 0].mean() > second[:, :40, 0].mean() + 50


@pytest.mark.parametrize("mode", [WeightsMode.SOURCE, WeightsMode.CONFIDENCE, WeightsMode.COUNT])
def test_maps_of_all_photos_do_not_ask_which_is_selected(run, mode):
    wishes = Wishes(weights_mode=mode)
    maps = [finest(snapshot_after(run, 4, row, wishes).weights.picture) for row in (0, 1, 2, -1)]
    for other in maps[1:]:
        np.testing.assert_array_equal(other, maps[0])


def test_each_map_shows_its_own(run):
    def columns_and_rows(mode: WeightsMode) -> tuple[float, float]:
        shown = finest(snapshot_after(run, 4, 0, Wishes(weights_mode=mode)).weights.picture)
        left, right, top, bottom = shown[:, :40], shown[:, 40:], shown[:20], shown[20:]
        return tuple(np.abs(a.mean((0, 1)) - b.mean((0, 1))).max() for a, b in ((left, right), (top, bottom)))

    across, down = columns_and_rows(WeightsMode.SOURCE)
    assert across > 60 > 20 > down
    across, down = columns_and_rows(WeightsMode.COUNT)
    assert down > 0.5 * np.abs(np.subtract(COUNT_COLOURS[1], COUNT_COLOURS[2])).max() > 20 > across


def test_a_method_that_knows_no_confidence_says_so():
    shown = snapshot_after(make_run(), 4, 0, Wishes(weights_mode=WeightsMode.CONFIDENCE))
    assert shown.weights.picture is None
    assert "how sure" in shown.weights.note
    assert not shown.has_confidence


def test_gaps_are_where_too_few_photos_agree():
    run = make_run()
    assert snapshot_after(run, 4, 0).gaps is None
    gaps = snapshot_after(run, 4, 0, Wishes(shows_gaps=True)).gaps
    mask = gaps.mask.levels[0]
    assert (mask[:17] == 255).all()
    assert not mask[23:].any()
    assert gaps.share == pytest.approx(1 / 3, abs=0.05)


def test_the_result_is_compared_with_what_is_wished(run):
    reference, warped = (snapshot_after(run, 4, row).warped for row in (0, 1))
    by_default = snapshot_after(run, 4, 1).result.compared_with
    by_photo = snapshot_after(run, 4, 1, Wishes(compare_with=Path(NAMES[1]))).result.compared_with
    np.testing.assert_array_equal(finest(by_default), finest(reference.compared_with))
    np.testing.assert_array_equal(finest(by_photo), finest(warped.picture))


def test_the_median_of_two_photos_lies_between_them(run):
    reference, half = (finest(snapshot_after(run, 4, row).warped.picture) for row in (0, 1))
    median = snapshot_after(run, 4, 1, Wishes(compare_with=Baseline.MEDIAN)).result.compared_with
    assert median.size == SIZE
    assert (finest(median) >= np.minimum(reference, half) - 1).all()
    assert (finest(median) <= np.maximum(reference, half) + 1).all()


def test_a_rough_snapshot_does_not_wait_for_the_median(run):
    wishes, kept, photo = Wishes(compare_with=Baseline.MEDIAN), Kept(), run.photos()[1]
    rough = make_snapshot(run.after(), photo, kept, 100, wishes=wishes)
    assert rough.is_rough
    assert rough.result.compared_with is None
    fine = make_snapshot(run.after(), photo, kept, wishes=wishes)
    assert not fine.is_rough
    again = make_snapshot(run.after(), photo, kept, 100, wishes=wishes)
    assert not again.is_rough
    assert again.result.compared_with is fine.result.compared_with


def test_what_takes_long_can_be_cancelled(run):
    cancelled = Progress(is_cancelled=lambda: True)
    with pytest.raises(Cancelled):
        make_snapshot(run.after(), None, wishes=Wishes(compare_with=Baseline.MEDIAN), progress=cancelled)


@pytest.mark.parametrize("row", [2, 3])
def test_a_photo_without_a_part_says_so_and_the_result_stays(run, row):
    shown = snapshot_after(run, 4, row)
    assert shown.photo.status is {2: PhotoStatus.LEFT_OUT, 3: PhotoStatus.UNREADABLE}[row]
    assert shown.warped.picture is None
    assert shown.weights.picture is None
    assert "no part" in shown.warped.note
    assert shown.result.picture is not None
    np.testing.assert_array_equal(shown.result.picture.levels[0], run.reconstruction.picture)


def small_version(run: SmallRun) -> Preview:
    full = run.reconstruction
    halves = {name: getattr(full, name)[::2, ::2] for name in ("picture", "coverage", "source", "confidence")}
    return Preview(replace(full, weights=full.weights[:, ::2, ::2], **halves))


def test_a_preview_shows_at_the_size_of_the_grid_until_the_full_one_comes(run):
    preview = small_version(run)
    before = make_snapshot(stages_of([*run.stages[:3], preview]), run.photos()[1])
    after = make_snapshot(stages_of([*run.stages, preview]), run.photos()[1])
    for shown in (before, after):
        assert shown.is_preview
        assert shown.result.picture.size == shown.weights.picture.size == SIZE
        assert shown.result.picture.levels[0].shape == (30, 40, 3)
        assert shown.probe.at(79, 59).colour == tuple(preview.reconstruction.picture[-1, -1])
    full = make_snapshot(stages_of([*run.stages, preview, run.reconstruction]), run.photos()[1])
    assert not full.is_preview
    assert full.result.picture.levels[0].shape == (*SIZE, 3)


def test_a_new_stack_does_not_change_what_is_known_of_the_old_result(run):
    stack = run.stages[2]
    assert isinstance(stack, WarpedStack)
    alone = replace(stack, frames=stack.frames[:1], H_ref_from_frame=stack.H_ref_from_frame[:1], gains=stack.gains[:1])
    stages = run.after().with_stage(alone)
    shown = make_snapshot(stages, run.photos()[1], wishes=Wishes(weights_mode=WeightsMode.SOURCE))
    assert [photo.name for photo in shown.used] == list(NAMES[:2])
    assert shown.warped.picture is not None


def test_a_rough_snapshot_stands_for_the_same_size(run):
    rough = make_snapshot(run.after(), run.photos()[1], long_side_px=20)
    assert rough.is_rough
    assert rough.warped.picture.size == SIZE
    assert rough.warped.picture.levels[0].shape == (15, 20, 3)
    assert rough.weights.picture.levels[0].shape == (15, 20, 3)


def test_only_stages_are_stages(run):
    with pytest.raises(ValueError, match="no stage"):
        run.after().with_stage("frames")
