"""What report.json says of the target (docs/formats.md)."""

import numpy as np

from diar_gui.target.classic import CHART, LAB, NAMES, NEUTRALS
from diar_gui.target.correct import Target
from diar_gui.target.difference import ciede2000
from diar_gui.target.in_picture import InPicture

NOT_ASSESSED = ("FADGI 2023", "Metamorfoze beyond its colour tolerances", "ISO 19264-1")
"""Their levels ask for targets with more patches, and for much that no colour target shows."""

GUIDELINE = "Metamorfoze Preservation Imaging Guidelines 2.0, draft of June 2023"
_TOLERANCES = (("Metamorfoze Full", 3.0, 7.0), ("Metamorfoze Light", 4.0, 14.0))
"""Of its levels, the best first: mean and worst CIEDE2000 with SL = 1, as preservationimaging.com publishes them."""


def target_report(target: Target, seen: InPicture | None) -> dict:
    """Return the report, of plain JSON types.

    Args:
        target: what was found and fitted.
        seen: the patches in the finished picture; None where it does not show them.
    """
    in_picture = None if seen is None else seen.lab
    held_out = ciede2000(LAB, target.measured)
    in_picture_off = None if in_picture is None else ciede2000(LAB, in_picture)
    return {
        "chart": CHART,
        "photos": [one.name for one in target.seen],
        "passed_over": [str(sentence) for sentence in target.passed_over],
        "as_shot": figures(ciede2000(LAB, target.as_shot)),
        "held_out": figures(held_out),
        "in_picture": None if in_picture_off is None else figures(in_picture_off),
        "tone_response": _tone_response(target.measured, in_picture),
        "noise": {
            "as_shot": _noise(target.noise, target.measured),
            "in_picture": None if seen is None else _noise(seen.noise, seen.lab),
        },
        "colour_tolerances": _tolerances(target.measured if in_picture is None else in_picture),
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


def _tone_response(held_out: np.ndarray, in_picture: np.ndarray | None) -> dict:
    """Return the lightness of the greys as they are and as they came out, and the largest difference."""
    came_out = held_out if in_picture is None else in_picture
    greys = [
        {
            "name": NAMES[i],
            "L": round(float(LAB[i, 0]), 2),
            "held_out": round(float(held_out[i, 0]), 2),
            "in_picture": None if in_picture is None else round(float(in_picture[i, 0]), 2),
        }
        for i in range(NEUTRALS.start, NEUTRALS.stop)
    ]
    return {"worst": round(float(np.abs(came_out[NEUTRALS, 0] - LAB[NEUTRALS, 0]).max()), 3), "greys": greys}


def _noise(noise: np.ndarray, lab: np.ndarray) -> float:
    """Return the largest standard deviation of L* of the greys, from that of luminance over its mean."""
    return round(float((noise[NEUTRALS] * (lab[NEUTRALS, 0] + 16) / 3).max()), 3)


def _tolerances(lab: np.ndarray) -> dict:
    """Return which level's colour tolerances the patches keep; "level" is None where they keep none's.

    It is no assessment by the guideline, which asks for a ColorChecker SG or a UTT with reference values of its own.
    """
    off = ciede2000(LAB, lab, weighs_lightness=False)
    mean, worst = float(off.mean()), float(off.max())
    level = next((name for name, most_mean, most in _TOLERANCES if mean <= most_mean and worst <= most), None)
    return {"guideline": GUIDELINE, "mean": round(mean, 3), "worst": round(worst, 3), "level": level}


def _white_balance(lab: np.ndarray) -> float:
    """Return how far the greys are from what they are, in a* and b* alone, at the mean."""
    return float(np.linalg.norm(lab[NEUTRALS, 1:] - LAB[NEUTRALS, 1:], axis=1).mean())
