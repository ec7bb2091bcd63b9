"""How near the methods without a network come to the truth, by true homographies or (`--end-to-end`) by our own.

Prints a markdown table: PSNR and SSIM of each method on each sequence, plain and after a tone fit (gain and offset
per channel), inside truth_mask.png where there is one, with and without matching the exposures.

    python benchmarks/classical_methods.py ../shared/data/sequences/realistic/* ../shared/data/sequences/aligned/*
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from diar_gui.alignment import AlignmentOptions, align
from diar_gui.images import read_frames, read_image, write_image
from diar_gui.pipeline import warped_stack
from diar_gui.progress import Progress
from diar_gui.reconstruction import METHODS, ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.sequences import read_sequence
from diar_gui.warp import WarpedStack

_MAX_BYTES = 750_000_000


def main() -> None:
    arguments = _arguments()
    matchings = {"yes": [True], "no": [False], "both": [True, False]}[arguments.match_exposure]
    print("| sequence | method | exposures matched | PSNR | tone-fitted PSNR | SSIM | s |")
    print("|---|---|---|---|---|---|---|")
    scores: dict[tuple[str, str], list[list[float]]] = {}
    for folder in arguments.sequences:
        if not (folder / "truth.png").exists():
            print(f"{folder} has no truth.png; passed over.", file=sys.stderr)
            continue
        stack, truth, mask = load(folder, end_to_end=arguments.end_to_end)
        for method in arguments.methods:
            for match_exposure in matchings:
                options = ReconstructionOptions(method=method, match_exposure=match_exposure)
                start = time.perf_counter()
                picture = reconstruct(stack, options, Progress(), Scratch(_MAX_BYTES), _MAX_BYTES).picture
                row = [*score(picture, truth, mask), time.perf_counter() - start]
                matched = "yes" if match_exposure else "no"
                scores.setdefault((method, matched), []).append(row)
                print_row(folder.name, method, matched, row)
                if arguments.pictures:
                    arguments.pictures.mkdir(parents=True, exist_ok=True)
                    name = f"{folder.name}_{method}{'' if match_exposure else '_as_shot'}.png"
                    write_image(arguments.pictures / name, picture, overwrite=True)
    for (method, matched), rows in scores.items():
        print_row(f"mean of {len(rows)}", method, matched, np.mean(rows, axis=0).tolist())


def print_row(sequence: str, method: str, matched: str, row: list[float]) -> None:
    psnr, fitted, ssim, seconds = row
    print(f"| {sequence} | {method} | {matched} | {psnr:.2f} | {fitted:.2f} | {ssim:.3f} | {seconds:.1f} |", flush=True)


def load(folder: Path, *, end_to_end: bool) -> tuple[WarpedStack, np.ndarray, np.ndarray]:
    """Return the stack under the true homographies or those found, the truth and where it holds."""
    sequence = read_sequence(folder)
    frame_set = read_frames(sequence.photos, Scratch(_MAX_BYTES))
    frames = frame_set.frames
    reference = [f.path.name for f in frames].index(sequence.reference)
    if end_to_end:
        stack = warped_stack(frame_set, align(frames, AlignmentOptions(reference=frames[reference].name)))
    else:
        stack = WarpedStack(
            frames, sequence.homographies(frames), frames[reference].size, reference, np.ones((len(frames), 3))
        )
    truth = read_image(folder / "truth.png")
    mask = read_image(sequence.truth_mask)[..., 0] > 127 if sequence.truth_mask else np.ones(truth.shape[:2], bool)
    return stack, truth, mask


def score(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray) -> tuple[float, float, float]:
    """Return PSNR, PSNR after the tone fit, and SSIM, inside the mask."""
    a, b = picture.astype(float) / 255, truth.astype(float) / 255
    psnr = peak_signal_noise_ratio(b[mask], a[mask], data_range=1)
    ssim_map = np.asarray(structural_similarity(b, a, channel_axis=2, data_range=1, full=True)[1])
    return psnr, peak_signal_noise_ratio(b[mask], tone_fitted(a, b, mask)[mask], data_range=1), ssim_map[mask].mean()


def tone_fitted(picture: np.ndarray, truth: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the picture under the gain and offset per channel that take it nearest to the truth inside the mask."""
    fitted = np.empty_like(picture)
    for c in range(3):
        x = picture[mask, c]
        (gain, offset), *_ = np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), truth[mask, c], rcond=None)
        fitted[..., c] = np.clip(gain * picture[..., c] + offset, 0, 1)
    return fitted


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sequences", nargs="+", type=Path, help="folders with frames/, truth.png and sequence.json")
    parser.add_argument("--methods", type=lambda s: s.split(","), default=list(METHODS), help="comma-separated")
    parser.add_argument("--match-exposure", choices=("yes", "no", "both"), default="both")
    parser.add_argument("--end-to-end", action="store_true", help="align instead of taking the true homographies")
    parser.add_argument("--pictures", type=Path, help="folder to write the result pictures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
