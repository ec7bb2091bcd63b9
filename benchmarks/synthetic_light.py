"""How dark, bright and covered generated frames are, beside sequences on disk.

python benchmarks/synthetic_light.py --pictures DIR --cut-outs DIR --beside ../shared/data/sequences/aligned
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from diar_gui.colour import LUMA
from diar_gui.images import read_image
from diar_gui.sequences import find_sequences, read_sequence
from diar_gui.synthetic import KINDS, Stream, SyntheticOptions

_DIRTY = 0.08  # encoded difference from the truth, after the frame's own tone fit, that counts as spoiled


def main() -> None:
    arguments = _arguments()
    print("| frames | mean luminance 5/25/50/75/95 % | burnt out | black | covered | clean in fewer than half |")
    print("|---|---|---|---|---|---|")
    for i, kind in enumerate((*KINDS, "all")):
        rates = SyntheticOptions().kinds if kind == "all" else [float(i == j) for j in range(len(KINDS))]
        stream = Stream([arguments.pictures], arguments.cut_outs, SyntheticOptions(kinds=tuple(rates)), seed=5)
        batches = [stream.batch(b, 4, 10, arguments.size) for b in range(arguments.batches)]
        frames = [f for b in batches for f in b.frames.permute(0, 1, 3, 4, 2).numpy()]
        truths = [t for b in batches for t in b.truth.permute(0, 2, 3, 1).numpy()]
        covered = float(torch.cat([b.occlusion for b in batches]).mean())
        print_row(f"generated, {kind}", frames, truths, covered)
    for folder in find_sequences(arguments.beside):
        sequence = read_sequence(folder)
        if sequence.truth is not None and sequence.is_aligned:
            frames = np.stack([read_image(path).astype(np.float32) / 255 for path in sequence.photos])
            print_row(folder.name, [frames], [read_image(sequence.truth).astype(np.float32) / 255], None)


def print_row(name: str, frames: list[np.ndarray], truths: list[np.ndarray], covered: float | None) -> None:
    """Print a row for sequences `(T, H, W, 3)` in [0, 1] and their truths."""
    means = np.concatenate([(f @ LUMA).mean(axis=(1, 2)) for f in frames]) * 255
    burnt = np.mean([(f.min(axis=3) >= 254.5 / 255).mean() for f in frames])
    black = np.mean([(f.max(axis=3) < 5 / 255).mean() for f in frames])
    rarely = np.mean([rarely_clean(f, t) for f, t in zip(frames, truths, strict=True)])
    levels = "/".join(f"{value:.0f}" for value in np.percentile(means, [5, 25, 50, 75, 95]))
    share = "" if covered is None else f"{covered:.1%}"
    print(f"| {name} | {levels} | {burnt:.1%} | {black:.1%} | {share} | {rarely:.0%} |", flush=True)


def rarely_clean(frames: np.ndarray, truth: np.ndarray) -> float:
    """Return the share of pixels within `_DIRTY` of the truth in fewer than half of the frames, each frame tone-fitted.

    The fit is a gain per channel, the median ratio: exposure and white balance alone do not spoil a frame.
    """
    gains = np.median(truth[None] / np.maximum(frames, 0.02), axis=(1, 2), keepdims=True)
    is_clean = np.abs(frames * gains - truth).max(axis=3) < _DIRTY
    return float((is_clean.mean(axis=0) < 0.5).mean())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--cut-outs", type=Path)
    parser.add_argument("--beside", type=Path, nargs="*", default=[], help="sequences with truth, aligned")
    parser.add_argument("--size", type=int, default=192)
    parser.add_argument("--batches", type=int, default=10, help="of four sequences of ten frames, for each kind")
    return parser.parse_args()


if __name__ == "__main__":
    main()
