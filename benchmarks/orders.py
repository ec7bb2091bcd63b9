"""Whether the order of the files matters: sequences are aligned in random orders, and all placements compared.

    python benchmarks/orders.py ../shared/data/sequences/perspective ../shared/data/sequences/realistic [--n 200]

Photos are made small first. The sequences take turns, the reference is chosen anew each time. Prints how many orders
led to another reference or left out other photos, and by how much a placement differs at most, in the reference's
pixels anywhere in the overlap.
"""

import argparse
from pathlib import Path

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import Alignment, AlignmentOptions, align
from diar_gui.images import Frame, read_image, shrunk
from diar_gui.sequences import read_sequence


def small_frames(folder: Path, long_side_px: int) -> list[Frame]:
    """Return the photos of a sequence, made small."""
    frames = []
    for path in read_sequence(folder).photos:
        pixels = np.ascontiguousarray(shrunk(read_image(path), long_side_px))
        pixels.flags.writeable = False
        frames.append(Frame(path.name, path, pixels))
    return frames


def difference_px(one: Alignment, other: Alignment, sizes: dict[str, tuple[int, int]]) -> float:
    """Return how far apart two alignments place a photo at most; infinity where they use different photos."""
    names = [a.frames[a.reference].name for a in (one, other)]
    found = [{f.name: f.H_ref_from_frame for f in a.frames} for a in (one, other)]
    if names[0] != names[1]:
        return np.inf
    most = 0.0
    for name, H in found[0].items():
        again = found[1][name]
        if (H is None) != (again is None):
            return np.inf
        if H is not None and again is not None:
            points = geometry.points_in_overlap(H, sizes[name], one.size)
            most = max(most, float(geometry.transfer_error_px(again, H, points).max()))
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", type=Path, nargs="+", help="folders of sequences")
    parser.add_argument("--n", type=int, default=200, help="orders, of all sequences together")
    parser.add_argument("--side", type=int, default=500, help="long side of the photos, in pixels")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--features", default="auto")
    arguments = parser.parse_args()
    folders = sorted(p.parent for root in arguments.roots for p in root.glob("*/frames"))
    options = AlignmentOptions(features=arguments.features)
    rng = np.random.default_rng(arguments.seed)
    print("| sequence | photos | orders | used otherwise | largest difference px |")
    print("|---|---|---|---|---|")
    for k, folder in enumerate(folders):
        frames = small_frames(folder, arguments.side)
        sizes = {frame.name: frame.size for frame in frames}
        first = align(frames, options)
        n_orders = len(range(k, arguments.n, len(folders)))
        orders = [rng.permutation(len(frames)) for _ in range(n_orders)]
        found = [difference_px(first, align([frames[i] for i in order], options), sizes) for order in orders]
        alike = [value for value in found if np.isfinite(value)]
        most = f"{max(alike):.6f}" if alike else ""
        print(f"| {folder.name} | {len(frames)} | {n_orders} | {n_orders - len(alike)} | {most} |", flush=True)


if __name__ == "__main__":
    main()
