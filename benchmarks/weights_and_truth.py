"""Whether weights fall on the photos that are clean, and whether the order of the photos matters.

    python benchmarks/weights_and_truth.py ../shared/data/sequences/aligned --methods diar,swin,median,mean --frames 10

In squares of 16 pixels each photo is held against the truth, after a gain per channel: how far it is off is how far it
is spoiled there. *Rank correlation*: of the weight with that, over the photos of a square, negative where weights fall
on the clean ones; mean over the squares where one photo at least is clean (off by less than 8 % of white) and one is
not. *On clean photos*: the share of the weight that falls on the clean ones there, beside their share of the photos,
which is what an average gives them. *Order*: the mean difference in levels between the picture and that of the same
photos in other orders, the reference being the same photo, mean and most.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from calibration import aligned_stack, rank_correlation

from diar_gui import metrics
from diar_gui.images import read_image
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.sequences import find_sequences, read_sequence
from diar_gui.warp import WarpedStack

SQUARE_PX = 16
CLEAN = 0.08
SIDE_PX = 512
MAX_BYTES = 5 * 10**8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sequences", nargs="+", type=Path)
    parser.add_argument("--methods", default="diar,swin,median,mean")
    parser.add_argument("--frames", type=int, default=10)
    parser.add_argument("--orders", type=int, default=3, help="other orders of the first sequence's photos")
    options = parser.parse_args()
    print("| method | rank correlation | on clean photos | their share | order, mean | most |")
    print("|---|---|---|---|---|---|")
    for method in options.methods.split(","):
        counts = []
        for folder in find_sequences(options.sequences):
            sequence = read_sequence(folder)
            assert sequence.truth is not None
            stack = aligned_stack(sequence, options.frames).scaled(SIDE_PX)
            counts.append(compared(stack, metrics.as_unit(read_image(sequence.truth)), method))
        correlation, on_clean, share = np.mean(counts, axis=0)
        apart = order_matters(find_sequences(options.sequences)[0], method, options.frames, options.orders)
        order = f"{np.mean(apart):.2f} | {max(apart):.2f}" if apart else "|"
        print(f"| {method} | {correlation:.2f} | {on_clean:.0%} | {share:.0%} | {order} |", flush=True)
    return 0


def made_by(method: str, stack: WarpedStack) -> Reconstruction:
    """Return what a method makes of photos as shot."""
    options = ReconstructionOptions(method=method, working_size_px=SIDE_PX)
    return reconstruct(stack, options, Progress(), Scratch(10**9), MAX_BYTES)


def compared(stack: WarpedStack, truth: np.ndarray, method: str) -> tuple[float, float, float]:
    """Return rank correlation, share of the weight on clean photos, and their share of the photos."""
    weights = squares(made_by(method, stack).weights.astype(np.float32))
    spoiled, seen = spoiledness(stack, truth)
    weights = weights / np.maximum(weights.sum(axis=0), 1e-6)
    correlations, on_clean, share = [], [], []
    for row, column in np.argwhere(seen.all(axis=0)):
        off, own = spoiled[:, row, column], weights[:, row, column]
        clean = off < CLEAN
        if clean.any() and not clean.all():
            correlations.append(rank_correlation(own, off) if np.ptp(own) > 1e-6 else 0.0)
            on_clean.append(own[clean].sum())
            share.append(clean.mean())
    return float(np.mean(correlations)), float(np.mean(on_clean)), float(np.mean(share))


def spoiledness(stack: WarpedStack, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far `(T, m, n)` photos are off the truth in squares, and where they are seen whole."""
    truth = cv2.resize(truth, stack.size[::-1], interpolation=cv2.INTER_AREA)
    off, seen = [], []
    for t in range(len(stack.frames)):
        encoded, valid = stack.encoded_rows(t, 0, stack.size[0])
        frame = metrics.as_unit(encoded)
        gain = np.median(truth[valid], axis=0) / np.maximum(np.median(frame[valid], axis=0), 1e-3)
        off.append(np.abs(np.clip(frame * gain, 0, 1) - truth).mean(axis=2))
        seen.append(valid)
    return squares(np.stack(off).astype(np.float32)), squares(np.stack(seen).astype(np.float32)) > 0.999


def squares(maps: np.ndarray) -> np.ndarray:
    """Return the means of `(T, h, w)` maps over squares."""
    size = maps.shape[2] // SQUARE_PX, maps.shape[1] // SQUARE_PX
    return np.stack([cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in maps])


def order_matters(folder: Path, method: str, n_frames: int, n_orders: int) -> list[float]:
    """Return the mean difference in levels, to the picture of the files' own order, of each of some other orders."""
    stack = aligned_stack(read_sequence(folder), n_frames).scaled(SIDE_PX)
    first = made_by(method, stack).picture.astype(np.float32)
    apart = []
    for seed in range(n_orders):
        order = np.random.default_rng(seed).permutation(len(stack.frames))
        other = WarpedStack(
            tuple(stack.frames[i] for i in order),
            tuple(stack.H_ref_from_frame[i] for i in order),
            stack.size,
            int(np.flatnonzero(order == stack.reference)[0]),
            stack.gains[order],
        )
        apart.append(float(np.abs(made_by(method, other).picture.astype(np.float32) - first).mean()))
    return apart


if __name__ == "__main__":
    raise SystemExit(main())
