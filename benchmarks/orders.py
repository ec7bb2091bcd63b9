"""Whether the order of the files matters: sequences are aligned in random orders, and all placements compared.

    python benchmarks/orders.py ../shared/data/sequences/perspective ../shared/data/sequences/realistic [--n 200]

Photos are made small first, and one of them is there twice, under two names. The sequences take turns, the reference is
chosen anew each time. Prints how many orders led to another reference, how many used other photos, and by how much a
placement differs at most, in the reference's pixels anywhere in the overlap. Where the reference differs, the first
one's is asked for.

Alignment sorts photos by what they show, so that the order of the files cannot matter but where that says nothing. How
far its own order matters shows `--other-corners`: one corner pixel of every photo is changed by up to two levels, anew
with every order.
"""

import argparse
from dataclasses import replace
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


def with_other_corner(frame: Frame, rng: np.random.Generator) -> Frame:
    """Return a photo with one corner pixel changed a little, so that alignment takes its photos in another order."""
    pixels = frame.pixels.copy()
    pixels[0, 0] = np.clip(pixels[0, 0].astype(int) + rng.integers(-2, 3), 0, 255)
    pixels.flags.writeable = False
    return replace(frame, pixels=pixels)


def reference_of(alignment: Alignment) -> str:
    return alignment.frames[alignment.reference].name


def used_otherwise(one: Alignment, other: Alignment) -> list[str]:
    """Return the names of the photos that only one of two alignments uses."""
    used = ({f.name for f in a.frames if f.H_ref_from_frame is not None} for a in (one, other))
    return sorted(set.symmetric_difference(*used))


def difference_px(one: Alignment, other: Alignment, sizes: dict[str, tuple[int, int]]) -> float:
    """Return how far apart two alignments to one reference place a photo at most."""
    again = {f.name: f.H_ref_from_frame for f in other.frames}
    most = 0.0
    for frame in one.frames:
        H, H_again = frame.H_ref_from_frame, again[frame.name]
        if H is not None and H_again is not None:
            points = geometry.points_in_overlap(H, sizes[frame.name], one.size)
            most = max(most, float(geometry.transfer_error_px(H_again, H, points).max()))
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", type=Path, nargs="+", help="folders of sequences")
    parser.add_argument("--n", type=int, default=200, help="orders, of all sequences together")
    parser.add_argument("--side", type=int, default=500, help="long side of the photos, in pixels")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--features", default="auto")
    parser.add_argument("--other-corners", action="store_true", help="change a pixel of every photo with every order")
    arguments = parser.parse_args()
    folders = sorted(p.parent for root in arguments.roots for p in root.glob("*/frames"))
    options = AlignmentOptions(features=arguments.features)
    rng = np.random.default_rng(arguments.seed)
    print("| sequence | photos | orders | other reference | other photos used | largest difference px |")
    print("|---|---|---|---|---|---|")
    for k, folder in enumerate(folders):
        frames = small_frames(folder, arguments.side)
        frames.append(replace(frames[k % len(frames)], name="again.png"))
        sizes = {frame.name: frame.size for frame in frames}
        first = align(frames, options)
        n_orders = len(range(k, arguments.n, len(folders)))
        n_references, otherwise, most = 0, [], 0.0
        for _ in range(n_orders):
            again = [frames[i] for i in rng.permutation(len(frames))]
            if arguments.other_corners:
                again = [with_other_corner(frame, rng) for frame in again]
            found = align(again, options)
            if reference_of(found) != reference_of(first):
                n_references += 1
                found = align(again, replace(options, reference=reference_of(first)))
            if names := used_otherwise(first, found):
                otherwise.append(", ".join(names))
            most = max(most, difference_px(first, found, sizes))
        cells = [folder.name, len(frames), n_orders, n_references, len(otherwise), f"{most:.6f}"]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
        for names in otherwise:
            print(f"    used by one order only: {names}", flush=True)


if __name__ == "__main__":
    main()
