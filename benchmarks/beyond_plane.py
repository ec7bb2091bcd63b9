"""Photos that no homography fits, or that show almost nothing: how far off, and is that what is claimed?

    python benchmarks/beyond_plane.py ../shared/data/test_images [--n 12] [--seed 0] [--kinds flat,curved,lens,blank]

Each sequence: three photos of one picture from up to 25 degrees aside, each in its own light (see bent_subjects.py):
flat; on a cylinder of 1 to 5 widths, bulging or hollow; flat by a lens that bends (k1 -0.15 to 0.1); or an almost
blank board. Counted are all aligned frames but the reference. The error is the root mean square over what the frame
and the reference both show: the true one by the homography alone and with the bend that was found, and `error_px`;
"told" are those for which the latter is not None. Pixels are medians over these, as is the first ratio.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bent_subjects import KINDS, Sequence, draw_sequence

from diar_gui import geometry
from diar_gui.alignment import Alignment, AlignmentOptions, align
from diar_gui.images import find_images, read_image


@dataclass(frozen=True)
class Errors:
    """Of one frame, root mean square over the overlap.

    flat_px: true, by its homography alone. true_px: with its bend. claimed_px: what is said; None if nothing is.
    """

    flat_px: float
    true_px: float
    claimed_px: float | None


def errors_of(sequence: Sequence, alignment: Alignment) -> list[Errors]:
    """Return the errors of every aligned frame but the reference."""
    found = []
    for i, frame in enumerate(alignment.frames):
        if frame.status != "aligned" or (H := frame.H_ref_from_frame) is None:
            continue
        points, there = sequence.true_points(i, alignment.reference)
        flat = points if frame.bend is None else frame.bend.unbent(points, sequence.frames[i].size)
        flat_px, true_px = (
            float(np.sqrt(((geometry.transfer(H, x) - there) ** 2).sum(axis=1).mean())) for x in (points, flat)
        )
        found.append(Errors(flat_px, true_px, frame.error_px))
    return found


def row_of(kind: str, n_frames: int, errors: list[Errors]) -> str:
    told = np.array([(e.flat_px, e.true_px, e.claimed_px) for e in errors if e.claimed_px is not None]).reshape(-1, 3)
    untold = [e.true_px for e in errors if e.claimed_px is None]
    ratios = told[:, 1] / told[:, 2]
    cells = [
        kind,
        n_frames,
        len(errors),
        len(told),
        *((f"{x:.3f}" for x in np.median(told, axis=0)) if len(told) else ("", "", "")),
        *((f"{x:.2f}" for x in np.quantile(ratios, (0.5, 0.9))) if len(told) else ("", "")),
        f"{100 * ((ratios > 0.5) & (ratios < 2)).mean():.0f} %" if len(told) else "",
        f"{np.median(untold):.2f}" if untold else "",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="pictures to photograph")
    parser.add_argument("--n", type=int, default=12, help="how many sequences of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--features", default="auto")
    parser.add_argument("--per-frame", action="store_true")
    arguments = parser.parse_args()
    pictures = find_images([arguments.folder])
    print(
        "| kind | frames | aligned | told | by homographies px | with bends px | claimed px | true / claimed "
        "| 90 % of it | within a factor of two | not told, true px |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for kind in arguments.kinds.split(","):
        n_frames, errors = 0, []
        for k in range(arguments.n):
            rng = np.random.default_rng([arguments.seed, KINDS.index(kind), k])
            sequence = draw_sequence(kind, np.array(read_image(pictures[rng.integers(len(pictures))])), rng)
            found = errors_of(sequence, align(sequence.frames, AlignmentOptions(features=arguments.features)))
            errors += found
            n_frames += len(sequence.frames) - 1
            if arguments.per_frame:
                for e in found:
                    claimed = "nothing" if e.claimed_px is None else f"{e.claimed_px:.3f}"
                    print(f"    {kind} {k}: {e.flat_px:.3f}, bent {e.true_px:.3f}, claimed {claimed}", flush=True)
        print(row_of(kind, n_frames, errors), flush=True)


if __name__ == "__main__":
    main()
