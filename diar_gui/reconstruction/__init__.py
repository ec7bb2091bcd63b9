"""One clean picture and a weight map per frame from the warped stack."""

from diar_gui.reconstruction.reconstruct import reconstruct
from diar_gui.reconstruction.results import METHODS, NO_SOURCE, Reconstruction, ReconstructionOptions

__all__ = ["METHODS", "NO_SOURCE", "Reconstruction", "ReconstructionOptions", "reconstruct"]
