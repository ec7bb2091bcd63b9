"""Close-ups beside overviews: is a photo from three to six times as near placed, whatever its name?

    python benchmarks/close_ups.py ../shared/data/test_images [--n 12] [--seed 0] [--per-frame]

Each sequence: a wall of twelve pictures, two photos of 880 x 640 of all of it and three close-ups, from up to 25
degrees aside and each in its own light (see bent_subjects.py). The first overview is the reference. Every sequence is
aligned twice, with the files in two orders. Counted are the close-ups: aligned but off by more than 2 px of the
overview (root mean square), left out, within 0.5 px, and of those with an error that could be told, within a factor of
two of it; and by how much a placement differs between the two orders at most.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from bent_subjects import FOCAL_LENGTHS, Camera, Sequence, Sheet, photograph
from orders import difference_px, used_otherwise

from diar_gui import geometry
from diar_gui.alignment import Alignment, AlignmentOptions, align
from diar_gui.images import Frame, find_images, read_image

N_ACROSS, N_DOWN = 4, 3
TILE = (600, 800)  # (height, width) of a picture and its part of the wall
N_OVERVIEWS, N_CLOSE_UPS = 2, 3
ZOOMS = (3.0, 4.0, 5.0, 6.0)  # close-ups are from three to six times as near; rows are between these
FALSE_PX, EXACT_PX = 2.0, 0.5


def wall(pictures: list[Path], rng: np.random.Generator) -> np.ndarray:
    """Return twelve pictures on a wall, `(H, W, 3)` uint8."""
    height, width = TILE
    drawn = np.full((N_DOWN * height, N_ACROSS * width, 3), rng.integers(120, 220, 3), np.uint8)
    chosen = rng.choice(len(pictures), N_ACROSS * N_DOWN, replace=False)
    for k, (row, column) in enumerate(np.ndindex(N_DOWN, N_ACROSS)):
        picture = np.array(read_image(pictures[chosen[k]]))
        scale = 0.9 * min(height / picture.shape[0], width / picture.shape[1])
        size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        y, x = row * height + (height - size[1]) // 2, column * width + (width - size[0]) // 2
        drawn[y : y + size[1], x : x + size[0]] = small
    return drawn


def camera(zoom: float, rng: np.random.Generator) -> Camera:
    """Return a camera so many times as near as one that sees all of the wall, and how it looks at it."""
    tilt, towards, roll = np.radians(rng.uniform(0, 25)), rng.uniform(0, 2 * np.pi), rng.normal(0, 0.1)
    R = cv2.Rodrigues(np.array([0, 0, roll]))[0]
    R = R @ cv2.Rodrigues(tilt * np.array([np.cos(towards), np.sin(towards), 0]))[0]
    room = max(0.0, 0.5 - 0.5 / zoom)
    looked_at = np.array([*(rng.uniform(-room, room, 2) * [1, N_DOWN * TILE[0] / (N_ACROSS * TILE[1])]), 0])
    return Camera(R, np.array([0, 0, FOCAL_LENGTHS * 1.05 / zoom]) - R @ looked_at, 0.0)


def draw_sequence(pictures: list[Path], rng: np.random.Generator) -> tuple[Sequence, list[float]]:
    """Return photos of a wall, the overviews first, and how near each is."""
    sheet = Sheet(wall(pictures, rng))
    zooms = [1.0] * N_OVERVIEWS + [float(rng.uniform(ZOOMS[0], ZOOMS[-1])) for _ in range(N_CLOSE_UPS)]
    cameras = tuple(camera(zoom, rng) for zoom in zooms)
    frames = []
    for i, one in enumerate(cameras):
        pixels = photograph(sheet, one, rng)
        pixels.flags.writeable = False
        frames.append(Frame(f"{i}.jpg", Path(f"{i}.jpg"), pixels))
    return Sequence(sheet, cameras, tuple(frames)), zooms


def error_px(sequence: Sequence, index: int, H: np.ndarray) -> float:
    """Return how far off a photo is on the first, root mean square over what both show."""
    points, there = sequence.true_points(index, 0)
    return float(np.sqrt(((geometry.transfer(H, points) - there) ** 2).sum(axis=1).mean()))


def aligned_as(sequence: Sequence, order: np.ndarray, features: str) -> Alignment:
    """Return the alignment to the first photo, with the files in another order; frames keep their names."""
    options = AlignmentOptions(features=features, reference=sequence.frames[0].name)
    return align([sequence.frames[i] for i in order], options)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="pictures to hang on the wall")
    parser.add_argument("--n", type=int, default=12, help="how many sequences")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--features", default="auto")
    parser.add_argument("--per-frame", action="store_true")
    arguments = parser.parse_args()
    pictures = find_images([arguments.folder])
    found: list[tuple[float, float | None, float | None]] = []  # how near, the error, what is said of it
    most, n_otherwise = 0.0, 0
    for k in range(arguments.n):
        rng = np.random.default_rng([arguments.seed, k])
        sequence, zooms = draw_sequence(pictures, rng)
        sizes = {frame.name: frame.size for frame in sequence.frames}
        last = np.arange(len(zooms))
        one, other = (aligned_as(sequence, order, arguments.features) for order in (last, rng.permutation(last)[::-1]))
        n_otherwise += len(used_otherwise(one, other))
        most = max(most, difference_px(one, other, sizes))
        for i in range(N_OVERVIEWS, len(zooms)):
            H = one.frames[i].H_ref_from_frame
            error = None if H is None else error_px(sequence, i, H)
            found.append((zooms[i], error, one.frames[i].error_px))
            if arguments.per_frame:
                said = one.frames[i].reason if error is None else f"off by {error:.3f}, said {one.frames[i].error_px}"
                print(f"    {k}/{i}: {zooms[i]:.1f} times as near, {said}", flush=True)
    print(
        "| times as near | close-ups | falsely aligned | left out | within 0.5 px | median px | told, within a factor |"
    )
    print("|---|---|---|---|---|---|---|")
    for low, high in pairwise(ZOOMS):
        own = [error for zoom, error, _ in found if low <= zoom < high]
        errors = np.array([error for error in own if error is not None])
        cells = [f"{low:.0f} to {high:.0f}", len(own), int((errors > FALSE_PX).sum()), len(own) - len(errors)]
        exact = f"{100 * (errors < EXACT_PX).sum() / max(len(own), 1):.0f} %"
        ratios = [true / said for zoom, true, said in found if low <= zoom < high and true is not None and said]
        n_told = f"{sum(0.5 < ratio < 2 for ratio in ratios)} of {len(ratios)}"
        cells += [exact, f"{np.median(errors):.3f}" if len(errors) else "", n_told]
        print("| " + " | ".join(map(str, cells)) + " |")
    print(f"\nby two orders: {n_otherwise} photos used by one only, placements {most:.6f} px apart at most")


if __name__ == "__main__":
    main()
