"""Training of the networks on sequences that are made while they learn."""

from diar_gui.training.hardware import Hardware, find_hardware
from diar_gui.training.learner import build_network
from diar_gui.training.options import TrainingOptions, paper_options
from diar_gui.training.state import State, read_state
from diar_gui.training.train import Ending, Watch, state_options, train
from diar_gui.training.validation import VALIDATION_SEED

__all__ = [
    "VALIDATION_SEED",
    "Ending",
    "Hardware",
    "State",
    "TrainingOptions",
    "Watch",
    "build_network",
    "find_hardware",
    "paper_options",
    "read_state",
    "state_options",
    "train",
]
