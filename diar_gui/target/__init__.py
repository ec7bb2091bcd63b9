"""A colour target in view: found, measured, and the photos' colours set right by it."""

from diar_gui.target.correct import AUTO, Target, set_right
from diar_gui.target.in_picture import measured_in
from diar_gui.target.page import STYLE as TARGET_STYLE
from diar_gui.target.page import target_part
from diar_gui.target.report import target_report

__all__ = ["AUTO", "TARGET_STYLE", "Target", "measured_in", "set_right", "target_part", "target_report"]
