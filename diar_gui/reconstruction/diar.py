"""DIAR's own method: the full-size photos, corrected and weighted as the trust network says (DESIGN section 1.3).

The network looks at the stack at the working size (`trust`). The picture is made at full size, band by band, of the
photos' own pixels: each is taken to the common light, weighted by the softmax of the logits, which are brought to full
size along the photo's own edges, and added up in linear light.
"""

from typing import cast

import numpy as np

from diar_gui.progress import Progress
from diar_gui.reconstruction import guided
from diar_gui.reconstruction.averages import weighted_sum
from diar_gui.reconstruction.canvas import Canvas, Estimate
from diar_gui.reconstruction.checkpoints import network_for
from diar_gui.reconstruction.results import ReconstructionOptions
from diar_gui.reconstruction.trust import Trust, find_trust, with_look_of, working_stack
from diar_gui.reconstruction.trust_network import TrustNetwork
from diar_gui.scratch import Scratch
from diar_gui.warp import Band, WarpedStack

_UNSURE = 0.1  # encoded error at which confidence has fallen to 1/e


def reconstruct_diar(
    stack: WarpedStack,
    canvas: Canvas,
    options: ReconstructionOptions,
    progress: Progress,
    scratch: Scratch,
    max_bytes: int,
    device: str,
) -> None:
    """Fill the canvas.

    Raises:
        CheckpointError: there is no checkpoint, it is damaged, or it is another method's.
    """
    progress.update(0.0, "Judging the photos")
    network = cast(TrustNetwork, network_for(options))
    small = working_stack(stack, options, progress)
    trust = find_trust(small, stack.size, network, progress.part(0.0, 0.4), scratch, device)
    if options.tone == "reference":
        trust = with_look_of(trust, stack.reference)
    canvas.expect_confidence()
    progress.update(0.4, "Putting the photos together")

    def work(band: Band) -> None:
        canvas.put(band, combined(band, trust, stack.size))
        rows = guided.rows_at(trust.error, stack.size, band.first_row, band.last_row)
        canvas.put_confidence(band, np.exp(-rows / np.float32(_UNSURE)))

    stack.for_each_band(work, max_bytes, progress.part(0.4, 1.0), n_copies=2.0)


def combined(band: Band, trust: Trust, size: tuple[int, int]) -> Estimate:
    """Return the picture and the weights of a band; its light is corrected in place.

    Args:
        band: the photos as shot.
        trust: of these photos.
        size: of the whole reference grid.
    """
    rows = (band.first_row, band.last_row)
    logits = np.empty(band.valid.shape, np.float32)
    for t, linear in enumerate(band.linear):
        logits[t] = guided.rows_at(trust.logits[t].astype(np.float32), size, *rows)
        if trust.slope is not None:
            logits[t] += guided.rows_at(trust.slope[t].astype(np.float32), size, *rows) * guided.guide(linear)
        linear *= guided.rows_at(trust.gain[t], size, *rows, trust.correction_extent)
        linear += guided.rows_at(trust.offset[t], size, *rows, trust.correction_extent)
        np.maximum(linear, 0, out=linear)
    logits[~band.valid] = -np.inf
    highest = np.maximum(logits.max(axis=0), np.float32(-1e30))
    return weighted_sum(band, [np.exp(frame - highest) for frame in logits])
