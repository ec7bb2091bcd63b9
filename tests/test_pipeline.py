"""From paths to a picture."""

import json
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest

from diar_gui import memory, pipeline
from diar_gui.alignment import Alignment, AlignmentOptions
from diar_gui.edits import Edits, Stroke
from diar_gui.errors import AlignmentError, Cancelled, CheckpointError, ImageError
from diar_gui.images import FrameSet, read_image, write_image
from diar_gui.paths import resource_path
from diar_gui.pipeline import Preview, RunOptions, run, update
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions
from diar_gui.warp import WarpedStack

SIFT = AlignmentOptions(features="sift")


def test_the_stages_are_told_in_order_and_make_the_result(make_photos):
    stages = []
    result = run([make_photos(3)], RunOptions(alignment=SIFT), on_stage=stages.append)
    assert [type(stage) for stage in stages] == [FrameSet, Alignment, WarpedStack, Preview, Reconstruction]
    assert stages[0] is result.frames
    assert stages[1] is result.alignment
    assert stages[4] is result.reconstruction
    assert result.reconstruction.picture.shape == (*result.alignment.size, 3)


def test_photos_that_do_not_fit_are_told_with_their_reasons_before_the_run_fails(make_photos):
    folder = make_photos(1)
    other = read_image(next((resource_path("sample/whiteboard") / "frames").iterdir()))[::3, ::3]
    write_image(folder / "whiteboard.png", other)
    stages = []
    with pytest.raises(AlignmentError, match=r"None of the other photos could be aligned with .*\.$"):
        run([folder], RunOptions(alignment=SIFT), on_stage=stages.append)
    assert [bool(f.reason) for f in stages[1].frames] == [f.status == "rejected" for f in stages[1].frames]


def test_progress_only_grows_from_0_to_1_and_always_says_something(make_photos):
    seen = []
    run([make_photos(3)], RunOptions(alignment=SIFT), Progress(lambda *report: seen.append(report)))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert seen[0][1]


def test_a_run_can_be_cancelled_at_every_report(make_photos):
    folder = make_photos(2)
    options = RunOptions(alignment=SIFT)
    seen = []
    run([folder], options, Progress(lambda *report: seen.append(report)))
    for n_reports in {1, *range(2, len(seen), max(1, len(seen) // 8)), len(seen) - 1}:
        so_far = []
        progress = Progress(lambda *report: so_far.append(report), lambda: len(so_far) >= n_reports)  # noqa: B023
        with pytest.raises(Cancelled):
            run([folder], options, progress)
        assert len(so_far) == n_reports


def test_little_memory_gives_the_same_picture(make_photos, monkeypatch):
    folder = make_photos(3)
    in_memory = run([folder], RunOptions(alignment=SIFT))
    monkeypatch.setattr(memory, "_MIN_PIXEL_BYTES", 200_000)
    on_disk = run([folder], RunOptions(alignment=SIFT, max_memory_bytes=1))
    assert not on_disk.frames.frames[0].pixels.flags.owndata
    for field in fields(Reconstruction):
        np.testing.assert_array_equal(
            getattr(on_disk.reconstruction, field.name), getattr(in_memory.reconstruction, field.name), field.name
        )


def test_the_report_tells_what_became_of_each_photo(make_photos):
    folder = make_photos(3)
    (folder / "text.jpg").write_text("This is not a photo.")
    result = run([folder], RunOptions(alignment=SIFT, reconstruction=ReconstructionOptions("mean")))
    report = json.loads(json.dumps(result.report, allow_nan=False))
    assert report["method"] == "mean"
    assert report["features"] == "sift"
    assert report["device"] == "cpu"
    frames = {frame.pop("name"): frame for frame in report["frames"]}
    assert list(frames) == ["photo0.png", "photo1.png", "photo2.png", "text.jpg"]
    assert frames[report["reference"]]["status"] == "reference"
    assert np.allclose(frames[report["reference"]]["H_ref_from_frame"], np.eye(3))
    assert frames["text.jpg"]["status"] == "rejected"
    assert "text.jpg" in frames["text.jpg"]["reason"]
    assert frames["text.jpg"]["H_ref_from_frame"] is None
    assert sum(frame["mean_weight"] for frame in frames.values()) == pytest.approx(1, abs=0.02)
    assert set(report["seconds"]) == {"read", "align", "reconstruct", "total"}
    assert report["peak_memory_bytes"] > 10**7


@pytest.mark.parametrize("name", ["photo1.png", "{folder}/photo1.png"])
def test_the_reference_is_chosen_by_name_or_path(make_photos, name):
    folder = make_photos(3)
    options = AlignmentOptions(features="sift", reference=name.format(folder=folder))
    assert run([folder], RunOptions(alignment=options)).report["reference"] == "photo1.png"


def test_an_unknown_reference_is_answered_with_the_names(make_photos):
    options = RunOptions(alignment=AlignmentOptions(features="sift", reference="other.png"))
    with pytest.raises(
        ImageError, match=r"other\.png is none of the photos; choose one of: photo0\.png, photo1\.png\."
    ):
        run([make_photos(2)], options)


def test_an_unreadable_reference_is_answered_with_its_reason(make_photos):
    folder = make_photos(2)
    (folder / "bad.png").write_bytes(b"")
    options = RunOptions(alignment=AlignmentOptions(features="sift", reference="bad.png"))
    with pytest.raises(ImageError, match=r"The reference cannot be used: .*is empty"):
        run([folder], options)


def test_a_reference_that_could_be_several_is_answered_with_their_names(make_photos):
    folders = [make_photos(2, folder="left"), make_photos(2, folder="right")]
    options = RunOptions(alignment=AlignmentOptions(features="sift", reference="photo0.png"))
    with pytest.raises(
        ImageError, match=r"several of the photos; choose one of: left/photo0\.png, right/photo0\.png\."
    ):
        run(folders, options)


def test_too_many_photos_are_refused_before_any_is_read(make_photos, monkeypatch):
    monkeypatch.setattr(pipeline, "MAX_N_PHOTOS", 2)
    with pytest.raises(ImageError, match="3 photos were given, and DIAR takes at most 2 at once"):
        run([make_photos(3)])


def test_an_update_equals_a_run_with_the_same_corrections(make_photos):
    folder, options, stages = make_photos(4), RunOptions(alignment=SIFT), []
    first = run([folder], options)
    photos = [frame.path for frame in first.frames.frames]
    other = next(p for i, p in enumerate(photos) if i != first.found.reference)
    edits = Edits(
        left_out=frozenset({next(p for p in photos if p not in (other, photos[first.found.reference]))}),
        reference=other,
        strokes=(Stroke(other, True, ((100.0, 100.0), (200.0, 120.0)), 20.0, 0.5),),
    )
    updated, again = update(first, options, edits, on_stage=stages.append), run([folder], options, edits=edits)
    assert [type(stage) for stage in stages] == [Alignment, WarpedStack, Preview, Reconstruction]
    assert updated.report["reference"] == other.name
    np.testing.assert_array_equal(updated.reconstruction.picture, again.reconstruction.picture)
    np.testing.assert_array_equal(updated.reconstruction.weights, again.reconstruction.weights)


def test_what_the_network_said_is_used_again_where_it_holds(make_photos):
    options = RunOptions(alignment=SIFT)
    first = run([make_photos(3)], options)
    photo = first.frames.frames[0].path
    stroke = Edits(strokes=(Stroke(photo, False, ((100.0, 100.0),), 20.0, 0.0),))
    assert update(first, options, stroke).trust is first.trust
    other_tone = replace(options, reconstruction=ReconstructionOptions(tone="reference"))
    assert update(first, other_tone, stroke).trust is first.trust
    assert update(first, options, Edits(left_out=frozenset({photo}))).trust is not first.trust
    median = replace(options, reconstruction=ReconstructionOptions("median"))
    assert update(first, median, Edits()).trust is None


def test_a_preview_is_the_picture_at_the_working_size(make_photos):
    stages = []
    options = RunOptions(alignment=SIFT, reconstruction=ReconstructionOptions(working_size_px=240))
    picture = run([make_photos(3)], options, on_stage=stages.append).reconstruction.picture
    preview = next(s for s in stages if isinstance(s, Preview)).reconstruction.picture
    assert preview.shape == (160, 240, 3)
    small = cv2.resize(picture, (240, 160), interpolation=cv2.INTER_AREA)
    assert np.abs(preview.astype(float) - small).mean() < 3


def test_a_missing_checkpoint_is_noticed_before_the_photos_are_read(make_photos, tmp_path):
    options = ReconstructionOptions(checkpoint=tmp_path / "none.safetensors")
    stages = []
    with pytest.raises(CheckpointError, match=r"none\.safetensors cannot be read"):
        run([make_photos(2)], RunOptions(alignment=SIFT, reconstruction=options), on_stage=stages.append)
    assert stages == []
