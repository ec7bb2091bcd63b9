"""What is written in C, as numpy and OpenCV take several passes for it: resampling, and the sum of the photos."""

from diar_gui.compiled.library import Map, library, library_path

__all__ = ["Map", "library", "library_path"]
