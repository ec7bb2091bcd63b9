"""Which homography takes each frame to the reference."""

from diar_gui.alignment.align import align
from diar_gui.alignment.results import FEATURES, AlignedFrame, Alignment, AlignmentOptions, Matches

__all__ = ["FEATURES", "AlignedFrame", "Alignment", "AlignmentOptions", "Matches", "align"]
