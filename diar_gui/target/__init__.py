"""A colour target in view: found, measured, and the photos' colours set right by it."""

from diar_gui.target.correct import Target, set_right
from diar_gui.target.in_picture import measured_in
from diar_gui.target.page import STYLE as TARGET_STYLE
from diar_gui.target.page import shown_rgb, target_part
from diar_gui.target.report import target_report

__all__ = ["TARGET_STYLE", "Target", "measured_in", "set_right", "shown_rgb", "target_part", "target_report"]
