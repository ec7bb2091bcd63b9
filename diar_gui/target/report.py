"""What report.json says of the target (docs/formats.md)."""

import numpy as np

from diar_gui.target.classic import CHART, LAB, NAMES, NEUTRALS
from diar_gui.target.correct import Target
from diar_gui.target.difference import ciede2000

NOT_ASSESSED = ("FADGI 2023", "Metamorfoze", "ISO 19264-1")
"""Their levels ask for targets with more patches, and for much that no colour target shows."""


def target_report(target: Target, in_picture: np.ndarray | None) -> dict:
    """Return the report, of plain JSON types.

    Args:
        target: what was found and fitted.
        in_picture: `(24, 3)` CIELAB of the patches in the finished picture; None where it does not show them.
    """
    held_out = ciede2000(LAB, target.measured)
    in_picture_off = None if in_picture is None else ciede2000(LAB, in_picture)
    return {
        "chart": CHART,
        "photos": [one.name for one in target.seen],
        "passed_over": [str(sentence) for sentence in target.passed_over],
        "as_shot": figures(ciede2000(LAB, target.as_shot)),
        "held_out": figures(held_out),
        "in_picture": None if in_picture_off is None else figures(in_picture_off),
        "white_balance_error": round(_white_balance(target.measured), 3),
        "matrix": np.round(target.matrix, 6).tolist(),
        "patches": [
            {
                "name": name,
                "lab": np.round(LAB[i], 2).tolist(),
                "held_out_lab": np.round(target.measured[i], 2).tolist(),
                "held_out": round(float(held_out[i]), 3),
                "in_picture_lab": None if in_picture is None else np.round(in_picture[i], 2).tolist(),
                "in_picture": None if in_picture_off is None else round(float(in_picture_off[i]), 3),
                "noise": round(float(target.noise[i]), 5),
            }
            for i, name in enumerate(NAMES)
        ],
        "not_assessed": list(NOT_ASSESSED),
    }


def figures(differences: np.ndarray) -> dict[str, float]:
    """Return mean, 95 % and worst of differences, in dE2000."""
    mean, most = float(differences.mean()), float(differences.max())
    return {"mean": round(mean, 3), "p95": round(float(np.percentile(differences, 95)), 3), "worst": round(most, 3)}


def _white_balance(lab: np.ndarray) -> float:
    """Return how far the greys are from what they are, in a* and b* alone, at the mean."""
    return float(np.linalg.norm(lab[NEUTRALS, 1:] - LAB[NEUTRALS, 1:], axis=1).mean())
