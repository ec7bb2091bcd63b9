"""What a placement by hand says: hints about the points, and how it ended."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from diar_gui.gui.look.message_bar import MessageKind

if TYPE_CHECKING:
    from diar_gui.alignment import HandPairs, PairFault

_DOUBTFUL_SIGMAS = 4.0  # a pair so far from where the others put it does not fit them
_N_TO_DOUBT = 6  # with fewer pairs it cannot be said which one is wrong


def points_hint(
    pairs: "HandPairs", fit: "np.ndarray | PairFault", untouched: AbstractSet[int]
) -> tuple[MessageKind, str]:
    """Return what to do next about the points, and whether it is a warning.

    Args:
        pairs: the points.
        fit: what they fix, or what is wrong with them.
        untouched: pairs from 0 that still lie where they were put unasked; until they are moved, nothing is wrong.
    """
    translate = QCoreApplication.translate
    if untouched:
        text = translate(
            "Placement",
            "Drag each number onto the same place in both pictures: corners and other sharp spots, far apart, "
            "all on the flat thing itself. Still to do: {numbers}.",
        )
        return MessageKind.INFORMATION, text.format(numbers=", ".join(str(i + 1) for i in sorted(untouched)))
    if not isinstance(fit, np.ndarray):
        return MessageKind.WARNING, fault_hint(fit)
    doubts = pairs.distances_px(fit) / pairs.distance_sigmas_px(fit)
    if len(pairs) >= _N_TO_DOUBT and doubts.max() > _DOUBTFUL_SIGMAS:
        text = translate(
            "Placement",
            "Point {number} does not fit the others; look whether it marks the same place in both pictures.",
        )
        return MessageKind.WARNING, text.format(number=int(doubts.argmax()) + 1)
    return MessageKind.INFORMATION, translate(
        "Placement", "Compare both pictures under Check; when they nearly meet, press Place."
    )


def fault_hint(fault: "PairFault") -> str:
    """Return what is wrong with the points and what to do about it."""
    from diar_gui.alignment import PairFaultKind

    translate = QCoreApplication.translate
    picture = translate("Placement", "reference") if fault.is_in_reference else translate("Placement", "photo")
    numbers = [str(i + 1) for i in fault.indices]
    listed = translate("Placement", "{first} and {last}").format(
        first=", ".join(numbers[:-1]), last="".join(numbers[-1:])
    )
    if fault.kind is PairFaultKind.CROSSED and len(numbers) == 1:
        text = translate(
            "Placement",
            "Point {number} does not lie among the others as it should; look whether it marks the same place.",
        )
        return text.format(number=numbers[0])
    hints = {
        PairFaultKind.TOO_FEW: translate("Placement", "Four pairs of points are needed; add another."),
        PairFaultKind.TOO_CLOSE: translate(
            "Placement", "Points {points} of the {picture} are too close together; move them apart."
        ),
        PairFaultKind.ON_A_LINE: translate("Placement", "Points {points} of the {picture} lie on one line; move one."),
        PairFaultKind.SWAPPED: translate(
            "Placement", "Points {points} seem to be mixed up in one of the pictures; exchange them."
        ),
        PairFaultKind.CROSSED: translate(
            "Placement",
            "The points do not lie in the same order in both pictures; look whether each number marks the same place.",
        ),
        PairFaultKind.MIRRORED: translate(
            "Placement", "The photo would have to be seen in a mirror; go round both pictures in the same direction."
        ),
        PairFaultKind.BENT: translate(
            "Placement",
            "The photo would have to be bent too far; look whether each number marks the same place in both pictures.",
        ),
    }
    return hints[fault.kind].format(points=listed, picture=picture)
