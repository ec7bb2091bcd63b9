"""What a user should know of an alignment, in finished sentences."""

from collections.abc import Sequence

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.results import Alignment

_MIN_OUTSIDE_FRACTION = 0.25  # of the reference's area
_N_ACROSS = 60  # points over three widths and heights of the reference


def notices(alignment: Alignment, frame_sizes: Sequence[tuple[int, int]], *, has_all: bool = False) -> list[str]:
    """Return what to say: which photos were mirrored, and whether the subject goes on outside the reference.

    Args:
        alignment: of the frames.
        frame_sizes: (height, width) of each.
        has_all: whether the picture will hold what lies outside the reference, too.
    """
    names = [alignment.frames[i].name for i in alignment.mirrored]
    sentences = [f"{name} shows the subject as in a mirror and was turned back." for name in names]
    outside = _outside_fraction(alignment, frame_sizes)
    if outside >= _MIN_OUTSIDE_FRACTION and not has_all:
        reference = alignment.frames[alignment.reference].name
        sentences.append(
            f"Other photos see beyond {reference}, by about {100 * outside:.0f} % of its area; what lies outside it is "
            "left out of the picture."
        )
    return sentences


def _outside_fraction(alignment: Alignment, frame_sizes: Sequence[tuple[int, int]]) -> float:
    """Return the area that any used frame sees outside the reference, within a width and height of it, in its areas."""
    height, width = alignment.size
    points = geometry.grid_points((3 * height, 3 * width), _N_ACROSS) - [width, height]
    is_seen = np.zeros(len(points), bool)
    for i in alignment.used:
        H = alignment.frames[i].H_ref_from_frame
        if H is not None and i != alignment.reference:
            back = geometry.transfer(geometry.inverse(H, frame_sizes[i]), points)
            is_seen |= geometry.is_inside(back, frame_sizes[i])
    is_seen &= ~geometry.is_inside(points, alignment.size)
    return 9 * float(is_seen.mean())
