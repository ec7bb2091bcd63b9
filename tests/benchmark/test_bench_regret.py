"""The worst regret: how far `diar` falls behind the plain methods, and where."""

import numpy as np
import pytest

from diar_gui.benchmark.regret import regret_text, worst_regrets
from diar_gui.benchmark.results import Case, Run, Scores


def run(sequence, method, tone_fitted, *, match_exposure=True, n_frames=5):
    case = Case(f"data/set/{sequence}", "set", sequence, None, n_frames, "truth")
    return Run(case, method, match_exposure, 5, Scores(0.1, 20.0, tone_fitted, 0.5), {"reconstruct": 1.0})


def test_the_worst_sequence_is_found_against_the_better_plain_method():
    runs = [
        run("a", "diar", 25.0),
        run("a", "median", 24.0),
        run("a", "soft-minimum", 25.5),
        run("b", "diar", 21.0),
        run("b", "median", 23.25),
        run("b", "soft-minimum", 18.0),
        run("c", "diar", 1.0),
        run("b", "mean", 30.0),
        run("b", "soft-minimum", 30.0, match_exposure=False),
    ]
    (worst,) = worst_regrets(runs)
    assert (worst.case.name, worst.loss_db, worst.plain_method) == ("b", 2.25, "median")
    assert regret_text(runs) == ("Worst regret of diar: 2.25 dB (tone-fitted PSNR) below median, on set/b (N = 5).\n")


def test_each_checkpoint_and_number_of_photos_is_compared_with_its_own():
    runs = [
        run("a", "diar=x", 20.0),
        run("a", "diar=y", 30.0),
        run("a", "median", 22.0),
        run("a", "diar=x", 20.0, n_frames=9),
        run("a", "median", 29.0, n_frames=9),
    ]
    assert [(r.method, r.case.n_frames, r.loss_db) for r in worst_regrets(runs)] == [
        ("diar=x", 9, 9.0),
        ("diar=y", 5, -8.0),
    ]
    assert "diar=y: 8.00 dB (tone-fitted PSNR) above median" in regret_text(runs)


@pytest.mark.parametrize("methods", [("diar",), ("median", "soft-minimum"), ("diar", "mean")])
def test_without_both_nothing_is_said(methods):
    assert regret_text([run("a", method, 20.0 + np.random.default_rng(0).random()) for method in methods]) == ""
