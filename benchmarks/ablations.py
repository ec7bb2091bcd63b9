"""What each part of the method `diar` is worth: the benchmark with one of them left out at a time.

    python benchmarks/ablations.py ../shared/data/sequences/realistic ../shared/data/sequences/aligned
    python benchmarks/ablations.py SEQUENCES... --checkpoints whole.safetensors,no_correction.safetensors

Left out without training anew are the looks at smaller sizes, what is told of agreement, the guide (logits are then
interpolated) and the handicap of blurred photos. What changes the network itself is trained with
`diar train --start-from ... --set has_correction=false` and the like, and given as `--checkpoints`; those are compared
whole.
Truth's homographies, ten photos; mean over the sequences of each set.
"""

import argparse
import contextlib
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from calibration import aligned_stack

from diar_gui import metrics
from diar_gui.images import read_image
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, agreement, guided, reconstruct, sharpness, trust_looks
from diar_gui.scratch import Scratch
from diar_gui.sequences import find_sequences, read_sequence
from diar_gui.warp import WarpedStack

N_FRAMES = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--checkpoints", default="", help="files, with commas")
    options = parser.parse_args()
    checkpoints = [Path(name) for name in options.checkpoints.split(",") if name]
    print("| set | what | PSNR | tone-fitted PSNR | SSIM |")
    print("|---|---|---|---|---|")
    for folder in options.sets:
        stacks = [stack_and_truth(found) for found in find_sequences([folder])]
        for checkpoint in checkpoints:
            print(row(folder.name, checkpoint.stem, stacks, checkpoint), flush=True)
        if not checkpoints:
            for name, leaving_out in PARTS.items():
                with leaving_out():
                    print(row(folder.name, name, stacks, None), flush=True)
    return 0


def stack_and_truth(folder: Path) -> tuple[WarpedStack, np.ndarray, np.ndarray | None]:
    """Return the aligned photos, the clean picture, and where it holds."""
    sequence = read_sequence(folder)
    stack = aligned_stack(sequence, N_FRAMES)
    assert sequence.truth is not None
    mask = None if sequence.truth_mask is None else read_image(sequence.truth_mask)[..., 0] > 127
    return stack, metrics.as_unit(read_image(sequence.truth)), mask


def row(set_name: str, name: str, stacks: list, checkpoint: Path | None) -> str:
    """Return a line of the table."""
    figures = []
    for stack, truth, mask in stacks:
        made = reconstruct(stack, ReconstructionOptions(checkpoint=checkpoint), Progress(), Scratch(10**9), 5 * 10**8)
        picture = metrics.as_unit(made.picture)
        measures = (metrics.psnr, metrics.tone_fitted_psnr, metrics.ssim)
        figures.append([measure(picture, truth, mask) for measure in measures])
    psnr, tone_fitted, ssim = np.mean(figures, axis=0)
    return f"| {set_name} | {name} | {psnr:.2f} | {tone_fitted:.2f} | {ssim:.3f} |"


def _unguided(values: np.ndarray, over: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros_like(over), values


def _nobody_agrees(values: torch.Tensor, valid: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    nothing = torch.zeros_like(values[:, :, :1])
    return nothing.expand(-1, -1, agreement.N_CHANNELS, -1, -1), nothing


PARTS = {
    "whole": contextlib.nullcontext,
    "one look, at the working size": lambda: mock.patch.object(trust_looks, "LEVELS_PX", ()),
    "the first look and the last": lambda: mock.patch.object(trust_looks, "LEVELS_PX", trust_looks.LEVELS_PX[:1]),
    "no agreement": lambda: mock.patch.object(trust_looks, "agreement", _nobody_agrees),
    "logits interpolated without a guide": lambda: mock.patch.object(guided, "fit", _unguided),
    "no handicap for blurred photos": lambda: mock.patch.object(sharpness, "handicaps", return_value=None),
}


if __name__ == "__main__":
    raise SystemExit(main())
