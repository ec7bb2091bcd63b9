"""Pixels of a picture at places between its pixels: by a compiled kernel, or by OpenCV where there is none."""

from diar_gui.resampling.by_opencv import sampled, warped
from diar_gui.resampling.kernel import Kernel, find_kernel

__all__ = ["Kernel", "find_kernel", "sampled", "warped"]
