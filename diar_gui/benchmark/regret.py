"""How much a learned method may cost: its figures against those of the plain methods that anybody can have."""

from collections.abc import Sequence
from dataclasses import dataclass

from diar_gui.benchmark.results import Case, Run

PLAIN_METHODS = ("median", "soft-minimum")
"""What `diar` is measured by, exposures matched."""


@dataclass(frozen=True)
class Regret:
    """The worst case of a method.

    method: as it was asked for. case: where. loss_db: tone-fitted PSNR below the better of the plain methods that ran;
    negative where it is above it even there. plain_method: which of them that is.
    """

    method: str
    case: Case
    loss_db: float
    plain_method: str


def worst_regrets(runs: Sequence[Run]) -> list[Regret]:
    """Return the worst case of each run of `diar`, in the order of the runs; none without plain methods beside it."""
    plain: dict[Case, list[Run]] = {}
    for run in runs:
        if run.method in PLAIN_METHODS and run.match_exposure is not False:
            plain.setdefault(run.case, []).append(run)
    worst: dict[str, Regret] = {}
    for run in runs:
        if run.method.partition("=")[0] != "diar" or run.case not in plain:
            continue
        better = max(plain[run.case], key=lambda other: other.scores.tone_fitted_psnr)
        loss_db = better.scores.tone_fitted_psnr - run.scores.tone_fitted_psnr
        if run.method not in worst or loss_db > worst[run.method].loss_db:
            worst[run.method] = Regret(run.method, run.case, loss_db, better.method)
    return list(worst.values())


def regret_text(runs: Sequence[Run]) -> str:
    """Return a line for each run of `diar` that says its worst regret and where; empty without one."""
    lines = []
    for regret in worst_regrets(runs):
        side = "below" if regret.loss_db >= 0 else "above"
        where = f"{regret.case.set}/{regret.case.name} (N = {regret.case.n_frames})"
        lines.append(
            f"Worst regret of {regret.method}: {abs(regret.loss_db):.2f} dB (tone-fitted PSNR) {side} "
            f"{regret.plain_method}, on {where}.\n"
        )
    return "".join(lines)
