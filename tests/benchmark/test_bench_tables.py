"""Tables of runs whose figures are known."""

import numpy as np
from small_sequences import table_rows

from diar_gui.benchmark.results import AlignedCase, Case, FrameErrors, Run, Scores
from diar_gui.benchmark.tables import alignment_table, mean_table, sequence_table


def case(name, set_="set", n_asked=None, n_frames=5, features="truth"):
    return Case(f"data/{set_}/{name}", set_, name, n_asked, n_frames, features)


def run(case_, method="mean", psnr=20.0, match_exposure=True, lpips=None, peak=None):
    seconds = {"read": 1.0, "reconstruct": psnr / 10}
    return Run(case_, method, match_exposure, 5, Scores(0.1, psnr, psnr + 5, 0.5, lpips), seconds, peak)


def frame(error_px, status="aligned"):
    return FrameErrors("x", status, 2 * error_px, error_px, 0.1, 9)


def test_means_are_taken_over_what_belongs_together():
    runs = [
        run(case("a", n_asked=10, n_frames=9), psnr=10),
        run(case("a", n_asked=10, n_frames=9), "median", psnr=1),
        run(case("c", "other", 10, 10), psnr=7),
        run(case("b", n_asked=10, n_frames=10), psnr=20),
        run(case("b", n_asked=10, n_frames=10), match_exposure=False, psnr=4),
        run(case("b", n_asked=5, n_frames=5), psnr=3),
    ]
    found = [
        (row["set"], row["N"], row["method"], row["exposures matched"], row["PSNR"], row["tone-fitted PSNR"], row["s"])
        for row in table_rows(mean_table(runs))
    ]
    assert found == [
        ("set", "5", "mean", "yes", "3.00", "8.00", "0.30"),
        ("set (mean of 2)", "9-10", "mean", "yes", "15.00", "20.00", "1.50"),
        ("set", "9", "median", "yes", "1.00", "6.00", "0.10"),
        ("set", "10", "mean", "no", "4.00", "9.00", "0.40"),
        ("other", "10", "mean", "yes", "7.00", "12.00", "0.70"),
    ]
    assert [row["set"] for row in table_rows(sequence_table(runs))] == [f"{r.case.set}/{r.case.name}" for r in runs]


def test_columns_stand_only_for_what_was_measured():
    plain = table_rows(sequence_table([run(case("a"))]))[0]
    assert not {"LPIPS", "peak GB"} & set(plain)
    full = table_rows(sequence_table([run(case("a"), lpips=0.25, peak=1_500_000_000)]))[0]
    assert (full["LPIPS"], full["peak GB"]) == ("0.250", "1.50")


def test_names_cannot_break_a_table():
    (line,) = sequence_table([run(case("a|b\nc"))]).splitlines()[2:]
    assert line.startswith("| set/a\\|b c | ")


def test_an_alignment_counts_rejected_frames_as_far_off():
    alignments = [
        AlignedCase(case("a", features="sift"), (frame(0.4), frame(2), frame(np.inf, "rejected")), 6.0),
        AlignedCase(case("b", features="sift"), (frame(4), frame(6), frame(0.5)), 4.0),
    ]
    lines = alignment_table(alignments).splitlines()
    assert len(lines) == 3
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert cells[:7] == ["set (mean of 2)", "sift", "5", "6", "5", "1", "1"]
    assert cells[7:11] == ["6.000", "33 / 33 / 50 %", "3.000", "33 / 50 / 67 %"]
    assert cells[11] == "1.00"
