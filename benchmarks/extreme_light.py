"""Alignment under extreme light: sequences with known homographies, exposed far too short or too long.

    python benchmarks/extreme_light.py ../shared/data/sequences/perspective ../shared/data/sequences/realistic

Every draw takes the photos of a sequence, made small, and exposes each anew: between 1/64 and 16 times the light, with
the noise of so few photons. Counted are, of all frames but the reference: aligned but off by more than 5 px (false),
left out, aligned within 1 px (mean over the overlap).
"""

import argparse
from pathlib import Path

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.benchmark.alignment_errors import alignment_errors
from diar_gui.benchmark.results import FrameErrors
from diar_gui.benchmark.tables import n_false
from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.images import Frame, read_image, shrunk
from diar_gui.sequences import read_sequence

LONG_SIDE_PX = 700
STOPS = -6.0, 4.0
N_PHOTONS = 4000.0  # that make a pixel white
READ_NOISE = 0.0007  # of white


def exposed(pixels: np.ndarray, stops: float, rng: np.random.Generator) -> np.ndarray:
    """Return a photo `(H, W, 3)` uint8 as if so many stops more light had fallen on the sensor."""
    linear = np.clip(linear_from_encoded(pixels) * 2.0**stops, 0, 4)
    noisy = rng.poisson(linear * N_PHOTONS) / N_PHOTONS + rng.normal(0, READ_NOISE, linear.shape)
    encoded = encoded_from_linear(np.clip(noisy, 0, 1).astype(np.float32), 8)
    encoded.flags.writeable = False
    return encoded


def drawn_errors(folder: Path, features: str, rng: np.random.Generator) -> list[tuple[float, FrameErrors]]:
    """Return (stops, errors) of every frame but the reference of one draw."""
    sequence = read_sequence(folder)
    originals = [Frame(p.name, p, read_image(p)) for p in sequence.photos]
    stops = {f.name: float(rng.uniform(*STOPS)) for f in originals}
    frames, resizings = [], []
    for frame in originals:
        small = shrunk(frame.pixels, LONG_SIDE_PX)
        frames.append(Frame(frame.name, frame.path, exposed(small, stops[frame.name], rng)))
        resizings.append(geometry.resizing(frame.size, (small.shape[0], small.shape[1])))
    alignment = align(frames, AlignmentOptions(features=features))
    to_truth = sequence.homographies(originals)
    reference = alignment.reference
    true = []
    for H, frame, resizing in zip(to_truth, frames, resizings, strict=True):
        small = resizings[reference] @ np.linalg.inv(to_truth[reference]) @ H @ np.linalg.inv(resizing)
        true.append(geometry.normalised(small, frame.size))
    return [(stops[e.name], e) for e in alignment_errors(frames, alignment, true)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", type=Path, nargs="+", help="folders of sequences")
    parser.add_argument("--n", type=int, default=10, help="draws, the sequences in turn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--features", default="auto")
    parser.add_argument("--per-frame", action="store_true")
    arguments = parser.parse_args()
    folders = sorted(p.parent for root in arguments.roots for p in root.glob("*/frames"))
    found: list[tuple[float, FrameErrors]] = []
    for k in range(arguments.n):
        folder = folders[k % len(folders)]
        rows = drawn_errors(folder, arguments.features, np.random.default_rng([arguments.seed, k]))
        found += rows
        for stops, e in rows if arguments.per_frame else []:
            print(
                f"    {k} {folder.name}/{e.name}: {stops:+.1f} stops, {e.status}, {e.overlap_error_px:.2f}", flush=True
            )
    n, n_aligned = len(found), sum(e.status == "aligned" for _, e in found)
    n_exact = sum(e.status == "aligned" and e.overlap_error_px < 1 for _, e in found)
    print("| draws | frames | falsely aligned | left out | within 1 px |")
    print("|---|---|---|---|---|")
    print(f"| {arguments.n} | {n} | {n_false(e for _, e in found)} | {n - n_aligned} | {100 * n_exact / n:.0f} % |")


if __name__ == "__main__":
    main()
