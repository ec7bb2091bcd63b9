"""One case of a benchmark: what is known of the alignment, what is asked for, and a process for each run."""

import os
from pathlib import Path

import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.benchmark import TRUTH, BenchmarkOptions
from diar_gui.benchmark.alignment_errors import alignment_errors
from diar_gui.benchmark.case import Setting, make_all, make_picture, prepare
from diar_gui.benchmark.own_process import make_in_own_process
from diar_gui.errors import Cancelled, DiarError, ImageError
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions
from diar_gui.sequences import read_sequence

FRAME_SIZE = (30, 40)


def aligned(name, H, status="aligned"):
    return AlignedFrame(name, status, "", 0, 7, 0.5, 1.0, H)


def shift(x, y):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def test_errors_of_an_alignment_are_the_distances_from_the_truth():
    frames = [Frame(f"{i}.png", Path(f"{i}.png"), np.zeros((*FRAME_SIZE, 3), np.uint8)) for i in range(4)]
    tilted = geometry.normalised(np.array([[1, 0.1, 5], [0, 1.1, -2], [1e-4, 2e-4, 1]]), FRAME_SIZE)
    true = [tilted, np.eye(3), tilted, shift(1000, 0)]
    found = [
        aligned("0.png", shift(3, 4) @ tilted),
        aligned("1.png", np.eye(3), "reference"),
        aligned("2.png", None, "rejected"),
        aligned("3.png", shift(1000, 2)),
    ]
    off, rejected, elsewhere = alignment_errors(frames, Alignment(1, FRAME_SIZE, tuple(found)), true)
    assert (off.name, rejected.name, elsewhere.name) == ("0.png", "2.png", "3.png")
    assert off.corner_error_px == pytest.approx(5)
    assert off.overlap_error_px == pytest.approx(5)
    assert (off.expected_px, off.n_inliers) == (0.5, 7)
    assert rejected.corner_error_px == rejected.overlap_error_px == np.inf
    assert elsewhere.overlap_error_px == elsewhere.corner_error_px == pytest.approx(2)


def test_what_photos_are_aligned_by(make_sequence, poster_sequence):
    known, views = read_sequence(make_sequence("a")), read_sequence(poster_sequence)
    assert BenchmarkOptions().features_for(known) == TRUTH
    assert BenchmarkOptions().features_for(views) == "auto"
    for features in ("sift", "none", TRUTH):
        options = BenchmarkOptions(features=features)
        assert options.features_for(known) == options.features_for(views) == features


def test_how_many_photos_are_used(make_sequence):
    sequence = read_sequence(make_sequence("a", 4))
    assert BenchmarkOptions().counts_for(sequence) == [(None, 4)]
    assert BenchmarkOptions(n_frames=(3, 2)).counts_for(sequence) == [(2, 2), (3, 3)]
    assert BenchmarkOptions(n_frames=(9, 2, 5)).counts_for(sequence) == [(2, 2), (5, 4)]
    assert BenchmarkOptions(n_frames=(4, 9)).counts_for(sequence) == [(4, 4)]


def test_every_method_meets_every_way_of_matching_exposures():
    options = BenchmarkOptions(methods=("mean", "swin=a/b.safetensors"), match_exposure=(True, False))
    made = options.reconstructions()
    assert [(label, o.method, o.match_exposure) for label, o in made] == [
        ("mean", "mean", True),
        ("mean", "mean", False),
        ("swin=a/b.safetensors", "swin", True),
        ("swin=a/b.safetensors", "swin", False),
    ]
    assert [o.checkpoint for _, o in made] == [None, None, *[Path("a/b.safetensors")] * 2]
    ((_, default),) = BenchmarkOptions(methods=("mean",)).reconstructions()
    assert default == ReconstructionOptions(method="mean")


@pytest.mark.parametrize(
    "wrong",
    [
        {"methods": ()},
        {"methods": ("mean", "mean")},
        {"methods": ("magic",)},
        {"n_frames": ()},
        {"n_frames": (1,)},
        {"features": "orb"},
        {"match_exposure": ()},
        {"border_px": -1},
        {"device": "toaster"},
    ],
)
def test_options_that_cannot_be(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong)).removesuffix("s")):
        BenchmarkOptions(**wrong)


def test_the_source_counts_all_photos_also_those_left_out(poster_sequence, make_sequence):
    setting = Setting(read_sequence(poster_sequence), 4, "none", "cpu")
    prepared = prepare(setting, Progress())
    assert prepared.used == (0, 1, 2, 3)
    other = make_sequence("other") / "frames" / "0.png"
    (poster_sequence / "frames" / "000.png").unlink()
    (poster_sequence / "frames" / "000.png").write_bytes(other.read_bytes())  # of another size: it is left out
    (poster_sequence / "sequence.json").write_text('{"reference": "002.png"}')
    prepared = prepare(Setting(read_sequence(poster_sequence), 4, "none", "cpu"), Progress())
    assert (prepared.used, prepared.errors) == ((1, 2, 3), None)
    made = make_picture(prepared, ReconstructionOptions("median"), Progress())
    assert made.n_used == 3
    assert set(np.unique(made.source)) == {1, 2, 3}


def test_a_run_in_its_own_process_makes_the_same(make_sequence):
    setting = Setting(read_sequence(make_sequence("a", 4)), 3, TRUTH, "cpu")
    options = ReconstructionOptions("soft-minimum")
    here, there = make_all(setting, options), make_in_own_process(setting, options, Progress())
    np.testing.assert_array_equal(there.picture, here.picture)
    np.testing.assert_array_equal(there.source, here.source)
    assert there.n_used == here.n_used == 3
    assert there.peak_memory_bytes is not None
    assert there.peak_memory_bytes > 10**7


def test_peak_memory_is_printed_where_it_was_asked_for(make_sequence, bench):
    folder = make_sequence("a")
    arguments = ["--methods", "mean", "--device", "cpu"]
    code, stdout, stderr = bench(folder, *arguments, "--memory")
    assert code == 0, stderr
    assert float(stdout.splitlines()[-1].strip("| ").split("|")[-1]) > 0.01
    assert "peak GB" in stdout
    assert "peak GB" not in bench(folder, *arguments)[1]


class Deadly:
    """Ends the process that unpickles it."""

    def __reduce__(self):
        return os._exit, (3,)


def test_a_process_that_fails_dies_or_is_cancelled_ends_the_run(make_sequence):
    folder = make_sequence("a")
    sequence = read_sequence(folder)
    options = ReconstructionOptions("mean")
    with pytest.raises(DiarError, match=r"ended from outside \(exit code 3\)"):
        make_in_own_process(Setting(sequence, Deadly(), TRUTH, "cpu"), options, Progress())  # pyright: ignore
    with pytest.raises(Cancelled):
        make_in_own_process(Setting(sequence, 3, TRUTH, "cpu"), options, Progress(is_cancelled=lambda: True))
    (folder / "frames" / "1.png").write_bytes(b"")
    with pytest.raises(ImageError, match=r"1\.png is empty"):
        make_in_own_process(Setting(sequence, 3, TRUTH, "cpu"), options, Progress())
