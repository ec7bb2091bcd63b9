"""Alignment against the truth: sequences with known homographies, and pairs by the AUC of the corner error.

    python benchmarks/alignment.py sequences ../shared/data/sequences/perspective [--features auto,sift,xfeat,dense]
    python benchmarks/alignment.py pairs ../shared/data/homography [--features ...]
    python benchmarks/alignment.py steep ../shared/data [--n 36] [--seed 0] [--per-pair]
    python benchmarks/alignment.py mixed ../shared/data/sequences [--features ...]

`sequences` aligns only, with several kinds of features in one table; `diar bench` makes the pictures as well.
`steep` draws pairs of which one photo is taken from 65 to 84 degrees aside, or squeezed (see steep_pairs.py), and
pairs of different things that may not be claimed to fit. `mixed` puts photos of many things into one run and counts
which are wrongly claimed to fit, or wrongly left out.

Prints markdown tables; `--per-frame` (or `--per-pair`) prints every frame's error as well.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.benchmark.alignment_errors import alignment_errors
from diar_gui.benchmark.results import FrameErrors
from diar_gui.benchmark.tables import THRESHOLDS_PX, n_false
from diar_gui.images import Frame, find_images, read_image
from diar_gui.sequences import read_sequence

PAIR_SHORT_SIDE_PX = 480
N_MIXED_PER_SEQUENCE = 5


def sequence_errors(folder: Path, features: str) -> tuple[list[tuple[str, FrameErrors]], float]:
    """Return (sequence, errors) of every frame but the reference, and the seconds that all photos took."""
    sequence = read_sequence(folder)
    frames = [Frame(p.name, p, read_image(p)) for p in sequence.photos]
    true = sequence.homographies(frames)
    start = time.perf_counter()
    alignment = align(frames, AlignmentOptions(features=features, reference=sequence.reference))
    seconds = time.perf_counter() - start
    return [(folder.name, found) for found in alignment_errors(frames, alignment, true)], seconds


def print_sequences(folders: list[Path], kinds: list[str], per_frame: bool) -> None:
    print(
        "| features | frames | aligned | median px | within 1 px | within 5 px | aligned, off by > 5 px | s per photo |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for kind in kinds:
        found = [sequence_errors(folder, kind) for folder in folders]
        rows = [row for rows, _ in found for row in rows]
        errors = np.array([r.overlap_error_px for _, r in rows])
        n_photos = len(rows) + len(folders)  # the references as well
        cells = [
            kind,
            len(rows),
            sum(r.status == "aligned" for _, r in rows),
            f"{np.median(errors):.3f}",
            f"{100 * (errors < 1).mean():.0f} %",
            f"{100 * (errors < 5).mean():.0f} %",
            n_false(r for _, r in rows),
            f"{sum(seconds for _, seconds in found) / n_photos:.2f}",
        ]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
        if per_frame:
            for name, r in rows:
                expected = "none" if r.expected_px is None else f"{r.expected_px:.3f}"
                print(
                    f"    {name}/{r.name}: {r.status}, error {r.overlap_error_px:.3f}, expected {expected}, "
                    f"{r.n_inliers} inliers"
                )


def pair_errors(root: Path, features: str) -> tuple[list[str], np.ndarray]:
    """Return every pair of pairs.json and its mean corner error, both pictures resized to a short side of 480 px."""
    names, errors = [], []
    for pair in json.loads((root / "pairs.json").read_text()):
        frames, resizes = [], []
        for key in ("a", "b"):
            image = read_image(root / pair[key])
            small = _short_side(image, PAIR_SHORT_SIDE_PX)
            frames.append(Frame(f"{key}.png", Path(pair[key]), small))
            resizes.append(geometry.resizing(image.shape[:2], small.shape[:2]))
        H_true = resizes[1] @ np.array(pair["H_b_from_a"]) @ np.linalg.inv(resizes[0])
        found = align(frames, AlignmentOptions(features=features, reference="b.png")).frames[0].H_ref_from_frame
        error = np.inf if found is None else geometry.corner_error_px(found, H_true, frames[0].size)
        names.append(f"{pair['a']} {pair['b']}")
        errors.append(error)
    return names, np.array(errors)


def _short_side(image: np.ndarray, side_px: int) -> np.ndarray:
    import cv2

    scale = side_px / min(image.shape[:2])
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    small.flags.writeable = False
    return small


def area_under_curve(errors: np.ndarray, threshold_px: float) -> float:
    """Return the area under the recall curve up to the threshold, in percent (as glue-factory's protocol)."""
    sorted_errors = np.sort(errors)
    recall = (np.arange(len(errors)) + 1) / len(errors)
    inside = np.searchsorted(sorted_errors, threshold_px)
    x = np.concatenate([[0], sorted_errors[:inside], [threshold_px]])
    y = np.concatenate([[0], recall[:inside], [recall[inside - 1] if inside else 0]])
    return float(100 * np.trapezoid(y, x) / threshold_px)


def print_pairs(root: Path, kinds: list[str], per_frame: bool) -> None:
    print("| features | pairs | AUC 1 px | AUC 3 px | AUC 5 px |")
    print("|---|---|---|---|---|")
    for kind in kinds:
        names, errors = pair_errors(root, kind)
        areas = " | ".join(f"{area_under_curve(errors, t):.1f}" for t in THRESHOLDS_PX)
        print(f"| {kind} | {len(errors)} | {areas} |", flush=True)
        if per_frame:
            for name, error in zip(names, errors, strict=True):
                print(f"    {name}: " + (f"error {error:.2f}" if np.isfinite(error) else "refused"))


def print_mixed(root: Path, kinds: list[str], per_frame: bool) -> None:
    """Print how many frames of other sequences are aligned with a reference, and how many of its own are not."""
    frames = []
    for folder in sorted(p for kind in ("perspective", "realistic", "real") for p in (root / kind).iterdir()):
        paths = find_images([folder])[:N_MIXED_PER_SEQUENCE]
        frames += [Frame(f"{folder.name}/{path.name}", path, read_image(path)) for path in paths]
    first_of = {f.name.split("/")[0]: f.name for f in reversed(frames)}
    print("| features | runs | frames each | other things claimed | own frames left out |")
    print("|---|---|---|---|---|")
    for kind in kinds:
        n_claimed = n_lost = 0
        for own, reference in first_of.items():
            for found in align(frames, AlignmentOptions(features=kind, reference=reference)).frames:
                is_own, is_used = found.name.split("/")[0] == own, found.status != "rejected"
                n_claimed += is_used and not is_own
                n_lost += is_own and not is_used
                if per_frame and is_own != is_used:
                    print(f"    {reference}: {found.name} {found.status}, {found.n_inliers} inliers")
        print(f"| {kind} | {len(first_of)} | {len(frames)} | {n_claimed} | {n_lost} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["sequences", "pairs", "steep", "mixed"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--features", default="auto,sift,xfeat,dense")
    parser.add_argument(
        "--n", type=int, default=36, help="of steep: photographed pairs, squeezed ones and different things"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-frame", "--per-pair", action="store_true")
    arguments = parser.parse_args()
    kinds = arguments.features.split(",")
    if arguments.what == "pairs":
        print_pairs(arguments.folder, kinds, arguments.per_frame)
    elif arguments.what == "steep":
        from steep_pairs import print_steep  # beside this script

        print_steep(arguments.folder, kinds, arguments.n, arguments.seed, arguments.per_frame)
    elif arguments.what == "mixed":
        print_mixed(arguments.folder, kinds, arguments.per_frame)
    else:
        root = arguments.folder
        folders = [root] if (root / "sequence.json").is_file() else sorted(p for p in root.iterdir() if p.is_dir())
        print_sequences(folders, kinds, arguments.per_frame)


if __name__ == "__main__":
    main()
