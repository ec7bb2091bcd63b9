"""Whether the places that are named as not clean are wrong, and whether the wrong ones are named.

    python benchmarks/places.py ../shared/data/sequences/realistic ../shared/data/sequences/aligned ../shared/cases

Sequences by their true homographies, ten photos at most; a folder of cases holds `in`, `truth.*` and
`true_homographies.json` (truth to photo) in each. Wrong is what is off by more than 10 levels after a gain and offset
per channel: a named place by its mean error, and a place of more than 1 % of the picture where the smoothed error is;
it is named where half of it is. The first row is that of the constants in `reconstruction/places.py`, the others are
for other values: choose the pair with at least 80 % in the first share and most in the second, and put it there.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import cv2
import numpy as np
from calibration import aligned_stack

from diar_gui import geometry, metrics
from diar_gui.images import find_images, read_frames, read_image
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, judge, places, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.sequences import find_sequences, read_sequence
from diar_gui.warp import WarpedStack

N_FRAMES = 10
WRONG = 10 / 255
LEAST_SHARE = 0.01
SIDE_PX = 768
SMOOTH_FRACTION = 1 / 96  # of the long side
OTHERS = [(0.025, 0.018), (0.03, 0.02), (0.03, 0.025), (0.035, 0.025), (0.04, 0.025), (0.05, 0.03)]

Photos = tuple[str, WarpedStack, np.ndarray, np.ndarray]  # name, stack, truth (H, W, 3), where it holds (H, W)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--each", action="store_true", help="print each sequence as well")
    options = parser.parse_args()
    judged = [judgement(*photos, options.model) for folder in options.sets for photos in sequences(folder)]
    print("| named from | down to | named | of them wrong | wrong | of them named |")
    print("|---|---|---|---|---|---|")
    for pair in [(places.DOUBTFUL, places.BORDER), *OTHERS]:
        counts = [counted(*one[1:], *pair) for one in judged]
        n_named, n_right, n_wrong, n_found = (sum(column) for column in zip(*counts, strict=True))
        shares = f"{n_named} | {n_right / max(n_named, 1):.0%} | {n_wrong} | {n_found / max(n_wrong, 1):.0%}"
        print(f"| {pair[0]:.3f} | {pair[1]:.3f} | {shares} |", flush=True)
        if options.each:
            for (name, *_), count in zip(judged, counts, strict=True):
                print("    {}: {} named, {} of them wrong; {} wrong, {} of them named".format(name, *count))
    return 0


def sequences(folder: Path) -> Iterator[Photos]:
    """Yield what has a truth in a folder of sequences or of cases."""
    cases = sorted(path.parent for path in folder.glob("*/true_homographies.json"))
    if cases:
        yield from (case(path) for path in cases if (path / "in").is_dir())
        return
    for path in find_sequences([folder]):
        sequence = read_sequence(path)
        if sequence.truth is None:
            continue
        stack, truth = aligned_stack(sequence, N_FRAMES), metrics.as_unit(read_image(sequence.truth))
        mask = np.ones(stack.size, bool)
        if sequence.truth_mask is not None:
            mask = read_image(sequence.truth_mask)[..., 0] > 127
        yield f"{folder.name}/{path.name}", stack, truth, mask


def case(folder: Path) -> Photos:
    """Return a case, the first photo being the reference."""
    frames = read_frames(find_images([folder / "in"]), Scratch(10**9)).frames
    known = json.loads((folder / "true_homographies.json").read_text())
    H_frame_from_truth = [np.array(known[frame.path.name]) for frame in frames]
    H = [H_frame_from_truth[0] @ np.linalg.inv(H) for H in H_frame_from_truth]
    H = tuple(geometry.normalised(one, frame.size) for one, frame in zip(H, frames, strict=True))
    truth = metrics.as_unit(read_image(next(folder.glob("truth.*"))))
    size = frames[0].size
    seen = cv2.warpPerspective(np.ones(truth.shape[:2], np.uint8), H_frame_from_truth[0], size[::-1])
    truth = cv2.warpPerspective(truth, H_frame_from_truth[0], size[::-1], flags=cv2.INTER_CUBIC)
    mask = cv2.erode(seen, np.ones((9, 9))) > 0
    return folder.name, WarpedStack(frames, H, size, 0, np.ones((len(frames), 3))), truth, mask


def judgement(
    name: str, stack: WarpedStack, truth: np.ndarray, mask: np.ndarray, model: Path | None
) -> tuple[str, np.ndarray, np.ndarray, np.ndarray]:
    """Return name, doubt, tone-fitted error and where both count, `(h, w)` each, of a sequence."""
    options = ReconstructionOptions(checkpoint=model)
    small = stack.scaled(SIDE_PX)
    trust = judge(small, stack.size, options, Progress(), Scratch(10**9))
    assert trust is not None
    assert trust.doubt is not None
    made = reconstruct(small, options, Progress(), Scratch(10**9), 5 * 10**8, trust=trust)
    size = small.size[::-1]
    truth = cv2.resize(truth, size, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    error = np.abs(metrics.tone_fitted(made.picture, truth, mask) - truth).mean(axis=2)
    cells = trust.doubt.shape[::-1]
    error, share = (cv2.resize(x.astype(np.float32), cells, interpolation=cv2.INTER_AREA) for x in (error, mask))
    return name, trust.doubt, error, share > 0.99


def counted(
    doubt: np.ndarray, error: np.ndarray, mask: np.ndarray, doubtful: float, border: float
) -> tuple[int, int, int, int]:
    """Return how many places are named, of them wrong, how many are wrong, of them named."""
    with mock.patch.object(places, "DOUBTFUL", doubtful), mock.patch.object(places, "BORDER", border):
        found = places.find_places(np.where(mask, doubt, 0), doubt.shape)
    named = found.mask > 0.5
    parts = [part & mask for part in components(named) if (part & mask).any()]
    sigma = SMOOTH_FRACTION * max(doubt.shape)
    inside, total = (cv2.GaussianBlur(x.astype(np.float32), (0, 0), sigma) for x in (mask, np.where(mask, error, 0)))
    is_wrong = (total / np.maximum(inside, 1e-3) > WRONG) & mask
    wrong = [part for part in components(is_wrong) if part.sum() > LEAST_SHARE * mask.sum()]
    n_right = sum(bool(error[part].mean() > WRONG) for part in parts)
    n_found = sum(bool((named & part).sum() > 0.5 * part.sum()) for part in wrong)
    return len(parts), n_right, len(wrong), n_found


def components(mask: np.ndarray) -> list[np.ndarray]:
    """Return the connected parts of a mask."""
    n_labels, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    return [labels == i for i in range(1, n_labels)]


if __name__ == "__main__":
    raise SystemExit(main())
