"""One clean picture and a weight map per frame from the warped stack."""

from diar_gui.reconstruction.checkpoints import check_checkpoint
from diar_gui.reconstruction.places import Place
from diar_gui.reconstruction.reconstruct import judge, reconstruct
from diar_gui.reconstruction.results import METHODS, NO_SOURCE, Reconstruction, ReconstructionOptions

__all__ = [
    "METHODS",
    "NO_SOURCE",
    "Place",
    "Reconstruction",
    "ReconstructionOptions",
    "check_checkpoint",
    "judge",
    "reconstruct",
]
