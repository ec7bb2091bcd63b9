"""The front of this room: `reconstruct`."""

import numpy as np

from diar_gui.colour import encoded_from_linear
from diar_gui.progress import Progress
from diar_gui.reconstruction.results import Reconstruction, ReconstructionOptions
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack


def reconstruct(
    stack: WarpedStack, options: ReconstructionOptions, progress: Progress, scratch: Scratch, max_bytes: int
) -> Reconstruction:
    """PROVISIONAL: mean."""
    h, w = stack.size
    n = len(stack.frames)
    bits = options.bits or stack.frames[stack.reference].bits
    picture = np.zeros((h, w, 3), np.uint8 if bits == 8 else np.uint16)
    weights = scratch.empty((n, h, w), np.uint8)
    coverage = np.zeros((h, w), np.uint8)
    source = np.zeros((h, w), np.uint16)
    for band in stack.bands(max_bytes, progress, "Putting the photos together"):
        rows = slice(band.first_row, band.last_row)
        share = band.valid / np.maximum(band.valid.sum(0), 1)
        picture[rows] = encoded_from_linear((band.linear * share[..., None]).sum(0), bits)
        weights[:, rows] = np.rint(share * 255)
        coverage[rows] = band.valid.sum(0)
        source[rows] = share.argmax(0)
    return Reconstruction(picture, weights, coverage, source, np.ones(n) / n, stack.gains, options.method)
