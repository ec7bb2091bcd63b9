"""From four corners of a slanted subject to a frontal picture of it with its true proportions."""

from diar_gui.straightening.aspect import aspect_from_text, estimate_aspect, size_mm_from_text
from diar_gui.straightening.corners import in_order, is_convex, outer_corners
from diar_gui.straightening.find import find_corners
from diar_gui.straightening.grid import straightened_grid

__all__ = [
    "aspect_from_text",
    "estimate_aspect",
    "find_corners",
    "in_order",
    "is_convex",
    "outer_corners",
    "size_mm_from_text",
    "straightened_grid",
]
