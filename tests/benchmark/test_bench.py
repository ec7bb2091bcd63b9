"""`diar bench` as a user meets it."""

import json
import subprocess
import sys

import numpy as np
import pytest
from small_sequences import OFFSET, SIZE, table_rows

from diar_gui import cli
from diar_gui.benchmark import BenchmarkOptions, benchmark, run
from diar_gui.benchmark.targets import find_targets
from diar_gui.errors import Cancelled
from diar_gui.images import read_image, write_image
from diar_gui.names import METHODS
from diar_gui.progress import Progress

FAST = ["--device", "cpu", "--match-exposure", "no"]


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_two_sequences_from_end_to_end(tmp_path, make_sequence, bench):
    folders = [make_sequence("a", 5, seed=1), make_sequence("b", 5, seed=2, offset=OFFSET)]
    outputs = ["--json", tmp_path / "b.json", "--figure", tmp_path / "b.png", "--pictures", tmp_path]
    arguments = ["--methods", "median,mean", "--frames", "5,3", "--per-sequence", *outputs, *FAST]
    code, stdout, stderr = bench(folders[0].parent, *arguments)
    assert code == 0, stderr
    assert "Judging case 1 of 4" in stderr
    content = json.loads((tmp_path / "b.json").read_text())
    runs = content["runs"]
    keys = [(run["name"], run["n_frames"], run["method"]) for run in runs]
    assert keys == [(name, n, method) for name in "ab" for n in (3, 5) for method in ("median", "mean")]
    for run_ in runs:
        assert (run_["set"], run_["features"], run_["n_used"]) == ("set", "truth", run_["n_frames"])
        assert set(run_["seconds"]) == {"read", "reconstruct"}
        if run_["method"] == "median":  # no place is spoiled in half of the photos
            offset = OFFSET if run_["name"] == "b" else 0
            assert run_["rmse"] == pytest.approx(offset / 255, abs=1e-9)
            assert run_["psnr"] == (pytest.approx(-20 * np.log10(offset / 255)) if offset else None)
            assert run_["tone_fitted_psnr"] is None or run_["tone_fitted_psnr"] > 100
    assert content["alignments"] == []
    assert content["options"]["n_frames"] == [3, 5]
    assert content["machine"]["device"] == "cpu"
    assert_table_agrees(stdout, runs)
    made = read_image(tmp_path / "set_b_5_median_as_shot.png")
    np.testing.assert_array_equal(made, read_image(folders[1] / "truth.png") + OFFSET)
    assert len(list(tmp_path.glob("set_*.png"))) == len(runs)
    assert read_image(tmp_path / "b.png").shape[1] >= 4 * SIZE[1]


def assert_table_agrees(stdout, runs):
    """Check every printed row against the mean of the JSON's values."""
    rows = table_rows(stdout)
    assert len(rows) == len(runs) + len(runs) // 2
    for row in rows:
        name, _, mean_of = row["set"].partition(" (mean of ")
        group = [r for r in runs if (str(r["n_frames"]), r["method"]) == (row["N"], row["method"])]
        group = [r for r in group if name in (r["set"], f"{r['set']}/{r['name']}")]
        assert len(group) == int(mean_of.rstrip(")") or 1)
        assert row["exposures matched"] == "no"
        values = {"RMSE": "rmse", "PSNR": "psnr", "tone-fitted PSNR": "tone_fitted_psnr", "SSIM": "ssim"}
        for heading, key in values.items():
            mean = np.mean([np.inf if r[key] is None else r[key] for r in group])
            assert float(row[heading]) == pytest.approx(mean, abs=0.006)
        assert float(row["s"]) == pytest.approx(np.mean([r["seconds"]["reconstruct"] for r in group]), abs=0.006)


def test_all_methods_on_all_photos_are_the_default(make_sequence, bench):
    code, stdout, _ = bench(make_sequence("a", 4), "--device", "cpu")
    assert code == 0
    rows = table_rows(stdout)
    assert [row["method"] for row in rows] == list(METHODS)
    assert {(row["N"], row["exposures matched"], row["set"]) for row in rows} == {("4", "yes", "set")}


def test_a_sequence_with_fewer_photos_is_run_at_what_it_has(make_sequence, bench):
    make_sequence("few", 3)
    folder = make_sequence("many", 6).parent
    code, stdout, _ = bench(folder, "--methods", "mean", "--frames", "2,4,5", "--per-sequence", *FAST)
    assert code == 0
    rows = [(row["set"], row["N"]) for row in table_rows(stdout)]
    assert rows[:5] == [("set/few", "2"), ("set/few", "3"), *(("set/many", n) for n in "245")]
    assert rows[5:] == [("set (mean of 2)", "2"), ("set (mean of 2)", "3-4"), ("set", "5")]


def test_the_mask_and_the_border_say_what_counts(tmp_path, make_sequence, bench):
    mask = np.zeros(SIZE, bool)
    mask[22:] = True  # below the white squares
    make_sequence("masked", mask=mask, folder="masks")
    bordered = make_sequence("bordered", folder="borders")
    truth = read_image(bordered / "truth.png").copy()
    truth[:2], truth[-2:], truth[:, :2], truth[:, -2:] = 255, 255, 255, 255
    write_image(bordered / "truth.png", truth, overwrite=True)
    outputs = ["--json", tmp_path / "b.json", "--overwrite"]
    for border, masked, exact in (("0", None, False), ("2", None, True)):
        arguments = ["--methods", "mean,median", "--border", border, *outputs, *FAST]
        assert bench(tmp_path / "masks", tmp_path / "borders", *arguments)[0] == 0
        runs = {(r["set"], r["method"]): r["psnr"] for r in json.loads((tmp_path / "b.json").read_text())["runs"]}
        assert runs["masks", "mean"] is masked
        assert (runs["borders", "median"] is None) == exact
        assert runs["borders", "mean"] is not None


def test_views_are_aligned_and_the_alignment_is_judged(tmp_path, poster_sequence, make_sequence, bench):
    json_file = tmp_path / "b.json"
    arguments = ["--methods", "median", "--features", "sift", "--json", json_file, "--device", "cpu", "--quiet"]
    code, stdout, stderr = bench(poster_sequence, *arguments)
    assert (code, stderr) == (0, "")
    content = json.loads(json_file.read_text())
    (found,) = content["alignments"]
    assert (found["name"], found["features"], len(found["frames"])) == ("lamp", "sift", 3)
    errors = [frame["overlap_error_px"] for frame in found["frames"]]
    assert max(errors) < 1
    row = table_rows(stdout)[-1]
    assert (row["frames"], row["aligned"], row["rejected"], row["aligned, off by > 5 px"]) == ("3", "3", "0", "0")
    assert float(row["median overlap error px"]) == pytest.approx(np.median(errors), abs=6e-4)
    (aligned_run,) = content["runs"]
    assert set(aligned_run["seconds"]) == {"read", "align", "reconstruct"}

    code, stdout, _ = bench(poster_sequence, *arguments[:2], "--features", "truth", *arguments[4:], "--overwrite")
    assert code == 0
    (by_truth,) = json.loads(json_file.read_text())["runs"]
    assert by_truth["tone_fitted_psnr"] == pytest.approx(aligned_run["tone_fitted_psnr"], abs=0.5)
    assert len(table_rows(stdout)) == 1


def test_photos_that_cannot_be_aligned_leave_the_reference_to_be_judged(tmp_path, make_sequence, bench):
    folder = make_sequence("a", 3, offset=OFFSET)  # smooth: there is nothing to align by
    arguments = ["--methods", "median,mean", "--features", "sift", "--json", tmp_path / "b.json", *FAST]
    code, stdout, stderr = bench(folder, *arguments)
    assert code == 0
    assert stderr.count("None of the 2 other photos") == 1
    content = json.loads((tmp_path / "b.json").read_text())
    first, second = content["runs"]
    assert first["n_used"] == second["n_used"] == 1
    assert first["rmse"] == second["rmse"] > OFFSET / 255
    assert [f["corner_error_px"] for f in content["alignments"][0]["frames"]] == [None, None]
    row = table_rows(stdout)[-1]
    assert (row["rejected"], row["median corner error px"], row["within 1 / 3 / 5 px"]) == ("2", "inf", "0 / 0 / 0 %")


def test_sequences_without_truth_are_passed_over_with_a_word(tmp_path, make_sequence, bench):
    make_sequence("good")
    untrue = make_sequence("untrue", has_truth=False)
    single = make_sequence("single", 1)
    code, stdout, stderr = bench(tmp_path / "set", "--methods", "mean", "--quiet", *FAST)
    assert code == 0
    assert stderr.splitlines() == [
        f"Passed over {single}: it has one photo, and at least two are needed.",
        f"Passed over {untrue}: it has no truth.png to be judged by.",
    ]
    assert len(table_rows(stdout)) == 1
    code, stdout, stderr = bench(untrue, *FAST)
    assert (code, stdout) == (1, "")
    assert stderr.splitlines()[-1].startswith("There is nothing to judge: ")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "sequence.json").write_text("{"), "sequence.json is broken: it is not JSON"),
        (lambda folder: (folder / "truth.png").write_bytes(b"no picture"), "truth.png"),
        (
            lambda folder: write_image(folder / "truth.png", np.zeros((9, 9, 3), np.uint8), overwrite=True),
            "of one size",
        ),
        (lambda folder: write_image(folder / "truth_mask.png", np.zeros((*SIZE, 3), np.uint8)), "holds nowhere"),
        (lambda folder: (folder / "frames" / "1.png").write_bytes(b""), "1.png is empty"),
        (lambda folder: (folder / "frames" / "0.png").write_bytes(b"no picture"), "0.png"),
    ],
)
def test_a_broken_sequence_is_a_sentence(tmp_path, make_sequence, bench, spoil, words):
    spoil(make_sequence("a"))
    before = files(tmp_path)
    code, stdout, stderr = bench(tmp_path / "set", "--json", tmp_path / "b.json", "--methods", "mean", *FAST)
    assert (code, stdout) == (1, "")
    sentence = stderr.splitlines()[-1]
    assert words in sentence
    assert sentence.endswith(".")
    assert "Traceback" not in stderr
    assert files(tmp_path) == before


def test_true_homographies_that_are_not_there_are_a_sentence(make_sequence, bench):
    folder = make_sequence("a")
    (folder / "sequence.json").unlink()
    code, _, stderr = bench(folder, "--features", "truth", *FAST)
    assert code == 1
    assert "has no homographies" in stderr.splitlines()[-1]


def test_a_picture_without_its_border_may_be_too_small(make_sequence, bench):
    code, _, stderr = bench(make_sequence("a"), "--border", "17", *FAST)
    assert code == 1
    assert "too few to be judged by: without the border at least 7 each way" in stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "SEQUENCE"),
        (["s", "--methods", "median,magic"], "magic is no method"),
        (["s", "--methods", ""], "is no method"),
        (["s", "--methods", "median=a.safetensors"], "median=a.safetensors is no method"),
        (["s", "--frames", "1"], "from 2 to 1000, with commas, not 1"),
        (["s", "--frames", "5,many"], "not 5,many"),
        (["s", "--features", "orb"], "orb"),
        (["s", "--match-exposure", "maybe"], "maybe"),
        (["s", "--border", "-1"], "--border"),
        (["s", "--border", "wide"], "not wide"),
        (["s", "--json", "a", "--figure", "a"], "need a file each"),
    ],
)
def test_wrong_usage(bench, arguments, words):
    code, stdout, stderr = bench(*arguments)
    assert (code, stdout) == (2, "")
    assert words in stderr


def test_help_names_what_can_be_chosen(bench):
    code, stdout, _ = bench("--help")
    assert code == 0
    for word in (*METHODS, "truth", "--lpips", "--per-sequence"):
        assert word in stdout


def test_help_imports_only_the_standard_library():
    script = (
        "import sys\n"
        "from diar_gui.cli import main\n"
        "assert main(['bench', '--help']) == 0\n"
        "assert not {'numpy', 'cv2', 'PIL', 'scipy', 'skimage', 'torch', 'psutil'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("option", ["--json", "--figure"])
def test_nothing_is_overwritten_unless_allowed(tmp_path, make_sequence, bench, option):
    folder, output = make_sequence("a"), tmp_path / "out.png"
    output.write_bytes(b"precious")
    arguments = [folder, "--methods", "mean", option, output, *FAST]
    code, stdout, stderr = bench(*arguments)
    assert (code, stdout) == (1, "")
    assert "exists already" in stderr.splitlines()[-1]
    assert output.read_bytes() == b"precious"
    assert bench(*arguments, "--overwrite")[0] == 0
    assert output.read_bytes() != b"precious"


def test_a_part_of_a_sequence_is_never_replaced(tmp_path, make_sequence, bench):
    folder = make_sequence("a")
    before = files(tmp_path)
    for option, name in (("--figure", "truth.png"), ("--figure", "frames/0.png"), ("--json", "sequence.json")):
        code, _, stderr = bench(folder, option, folder / name, "--overwrite", *FAST)
        assert code == 1
        assert "would replace a part of a sequence" in stderr
    assert files(tmp_path) == before


def test_outputs_are_refused_before_the_long_run(tmp_path, make_sequence, bench, monkeypatch):
    monkeypatch.setattr(run, "prepare", lambda *_: pytest.fail("the run had begun"))
    folder = make_sequence("a")
    for option, output, words in (
        ("--json", tmp_path / "missing" / "b.json", "does not exist"),
        ("--figure", tmp_path / "b.gif", "has to end in"),
        ("--pictures", tmp_path / "missing", "does not exist"),
    ):
        code, _, stderr = bench(folder, option, output, *FAST)
        assert code == 1
        assert words in stderr
    same_names = [make_sequence("a", folder=f"{place}/set") for place in ("x", "y")]
    code, _, stderr = bench(*same_names, "--pictures", tmp_path, *FAST)
    assert code == 1
    assert "would replace another output" in stderr


def test_missing_packages_are_sentences(make_sequence, bench, monkeypatch):
    folder = make_sequence("a")
    monkeypatch.setitem(sys.modules, "lpips", None)
    code, _, stderr = bench(folder, "--lpips", *FAST)
    assert code == 1
    assert stderr.splitlines()[-1].startswith("LPIPS needs the package lpips")
    monkeypatch.setitem(sys.modules, "skimage.metrics", None)
    code, _, stderr = bench(folder, *FAST)
    assert code == 1
    assert stderr.splitlines()[-1].startswith("The metrics need scikit-image")


def test_a_benchmark_can_be_cancelled_at_every_report(make_sequence):
    folder = make_sequence("a")
    options = BenchmarkOptions(methods=("median", "weiss"), n_frames=(2, 3), device="cpu")
    seen = []
    (sequence,) = find_targets([folder], options, Progress())
    done = benchmark([sequence], options, Progress(lambda *report: seen.append(report)), lambda *_: None)
    assert len(done.runs) == 4
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)
    assert seen[-1][0] == 1
    for n_reports in {1, *range(2, len(seen), max(1, len(seen) // 6)), len(seen) - 1}:
        so_far = []
        progress = Progress(lambda *report: so_far.append(report), lambda: len(so_far) >= n_reports)  # noqa: B023
        with pytest.raises(Cancelled):
            benchmark([sequence], options, progress, lambda *_: None)
        assert len(so_far) == n_reports


def test_cancelling_writes_nothing(tmp_path, make_sequence, bench, monkeypatch):
    folder = make_sequence("a")

    def cancelled(*_):
        raise Cancelled

    monkeypatch.setattr(run, "make_picture", cancelled)
    before = files(tmp_path)
    code, stdout, _ = bench(folder, "--json", tmp_path / "b.json", "--figure", tmp_path / "b.png", *FAST)
    assert (code, stdout) == (cli.CANCELLED, "")
    assert files(tmp_path) == before
