"""Whether the method `diar` knows where it is wrong: rank correlation of its confidence with the true error.

    python benchmarks/calibration.py .local/test_split/aligned --frames 5,10

Spearman's correlation of 1 - confidence with the absolute error of the picture, both averaged over squares of 8 pixels:
per sequence, then the mean, and over the squares of all sequences together. Plain, and after a gain and offset per
channel, which take the unknowable exposure of the truth out of the error.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from scipy.stats import rankdata

from diar_gui import metrics
from diar_gui.images import read_frames, read_image
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.sequences import PhotoSequence, find_sequences, read_sequence
from diar_gui.warp import WarpedStack

SQUARE_PX = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sequences", nargs="+", type=Path)
    parser.add_argument("--frames", default="10")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    print("| N | error | mean over sequences | least | all squares together |")
    print("|---|---|---|---|---|")
    for n_frames in (int(n) for n in options.frames.split(",")):
        pairs = [squares(folder, n_frames, options.model) for folder in find_sequences(options.sequences)]
        for kind, index in (("plain", 1), ("tone-fitted", 2)):
            each = [rank_correlation(pair[0], pair[index]) for pair in pairs]
            doubt, error = (np.concatenate([pair[i] for pair in pairs]) for i in (0, index))
            together = rank_correlation(doubt, error)
            print(f"| {n_frames} | {kind} | {np.mean(each):.2f} | {min(each):.2f} | {together:.2f} |", flush=True)
    return 0


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Return Spearman's: the correlation of the ranks, equal values sharing theirs."""
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def aligned_stack(sequence: PhotoSequence, n_frames: int) -> WarpedStack:
    """Return the first photos by their true homographies."""
    frames = read_frames(sequence.first(n_frames), Scratch(10**9)).frames
    reference = [frame.path.name for frame in frames].index(sequence.reference)
    homographies = sequence.homographies(frames)
    return WarpedStack(frames, homographies, frames[reference].size, reference, np.ones((len(frames), 3)))


def squares(folder: Path, n_frames: int, model: Path | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return doubt, error and tone-fitted error of the squares that are seen, `(N,)` each."""
    sequence = read_sequence(folder)
    stack = aligned_stack(sequence, n_frames)
    made = reconstruct(stack, ReconstructionOptions(checkpoint=model), Progress(), Scratch(10**9), 5 * 10**8)
    assert sequence.truth is not None
    assert made.confidence is not None
    truth = metrics.as_unit(read_image(sequence.truth))
    seen = (made.weights.sum(axis=0) > 0).astype(np.float32)
    pictures = metrics.as_unit(made.picture), metrics.tone_fitted(made.picture, truth)
    maps = [1 - made.confidence / 255, *(np.abs(picture - truth).mean(axis=2) for picture in pictures)]
    size = (truth.shape[1] // SQUARE_PX, truth.shape[0] // SQUARE_PX)
    doubt, error, fitted = (cv2.resize(m.astype(np.float32), size, interpolation=cv2.INTER_AREA) for m in maps)
    whole = cv2.resize(seen, size, interpolation=cv2.INTER_AREA) > 0.999
    return doubt[whole], error[whole], fitted[whole]


if __name__ == "__main__":
    raise SystemExit(main())
