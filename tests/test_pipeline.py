"""From paths to a picture."""

import json
from dataclasses import fields

import numpy as np
import pytest
import torch

from diar_gui import pipeline
from diar_gui.alignment import Alignment, AlignmentOptions
from diar_gui.errors import AlignmentError, Cancelled, ImageError
from diar_gui.images import FrameSet, read_image, write_image
from diar_gui.paths import resource_path
from diar_gui.pipeline import RunOptions, resolve_device, run
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions
from diar_gui.warp import WarpedStack

SIFT = AlignmentOptions(features="sift")


def test_the_stages_are_told_in_order_and_make_the_result(make_photos):
    stages = []
    result = run([make_photos(3)], RunOptions(alignment=SIFT), on_stage=stages.append)
    assert [type(stage) for stage in stages] == [FrameSet, Alignment, WarpedStack, Reconstruction]
    assert stages[0] is result.frames
    assert stages[1] is result.alignment
    assert stages[3] is result.reconstruction
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
    monkeypatch.setattr(pipeline, "_MIN_PIXEL_BYTES", 200_000)
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


@pytest.mark.parametrize(
    ("cuda", "mps", "asked", "expected"),
    [
        (True, False, "auto", "cuda"),
        (False, True, "auto", "mps"),
        (False, False, "auto", "cpu"),
        (True, True, "cpu", "cpu"),
        (True, True, "mps", "mps"),
    ],
)
def test_the_device_is_chosen_once(monkeypatch, cuda, mps, asked, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    told = []
    assert resolve_device(asked, Progress(on_notice=told.append)) == expected
    assert told == []


@pytest.mark.parametrize("asked", ["cuda", "mps"])
def test_a_missing_device_is_replaced_with_a_notice(monkeypatch, asked):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    told = []
    assert resolve_device(asked, Progress(on_notice=told.append)) == "cpu"
    assert told == [f"No {asked.upper()} device was found on this machine; the processor is used instead."]


def test_an_unknown_device_is_a_mistake():
    with pytest.raises(ValueError, match="device must be one of"):
        resolve_device("toaster", Progress())
