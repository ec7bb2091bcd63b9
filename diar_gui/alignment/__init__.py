"""Which homography takes each frame to the reference."""

from diar_gui.alignment.align import align
from diar_gui.alignment.hand_pairs import HandPairs, PairFault, PairFaultKind
from diar_gui.alignment.originals import align_originals
from diar_gui.alignment.place import Outcome, PlacedFrame, place
from diar_gui.alignment.results import FEATURES, AlignedFrame, Alignment, AlignmentOptions, Matches

__all__ = [
    "FEATURES",
    "AlignedFrame",
    "Alignment",
    "AlignmentOptions",
    "HandPairs",
    "Matches",
    "Outcome",
    "PairFault",
    "PairFaultKind",
    "PlacedFrame",
    "align",
    "align_originals",
    "place",
]
