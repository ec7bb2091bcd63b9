"""Photos that no homography fits, or that show almost nothing: how far off, and is that what is claimed?

    python benchmarks/beyond_plane.py ../shared/data/test_images [--n 12] [--seed 0] [--kinds flat,curved,lens,blank]

Each sequence: three photos of one picture from up to 25 degrees aside, each in its own light (see bent_subjects.py):
flat; on a cylinder of 1 to 5 widths, bulging or hollow; flat by a lens that bends (k1 -0.15 to 0.1); or an almost
blank board. Counted are all aligned frames but the reference. The error is the root mean square over what the frame
and the reference both show, the true one against `error_px`; "told" are those for which the latter is not None.
"""

import argparse
from pathlib import Path

import numpy as np
from bent_subjects import KINDS, Sequence, draw_sequence

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment, AlignmentOptions, align
from diar_gui.images import find_images, read_image


def true_error_px(found: AlignedFrame, sequence: Sequence, index: int, reference: int) -> float:
    """Return the root mean square distance of what a frame shows from where the reference shows it."""
    assert found.H_ref_from_frame is not None
    points, there = sequence.true_points(index, reference)
    off = geometry.transfer(found.H_ref_from_frame, points) - there
    return float(np.sqrt((off**2).sum(axis=1).mean()))


def errors_of(sequence: Sequence, alignment: Alignment) -> list[tuple[float, float | None]]:
    """Return (true, claimed) error of every aligned frame but the reference."""
    return [
        (true_error_px(found, sequence, i, alignment.reference), found.error_px)
        for i, found in enumerate(alignment.frames)
        if found.status == "aligned"
    ]


def row_of(kind: str, n_frames: int, errors: list[tuple[float, float | None]]) -> str:
    told = np.array([(true, claimed) for true, claimed in errors if claimed is not None]).reshape(-1, 2)
    untold = [true for true, claimed in errors if claimed is None]
    ratios = told[:, 0] / told[:, 1]
    cells = [
        kind,
        n_frames,
        len(errors),
        len(told),
        f"{np.median(told[:, 0]):.3f}" if len(told) else "",
        f"{np.median(told[:, 1]):.3f}" if len(told) else "",
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
    print("| kind | frames | aligned | told | true px | claimed px | within a factor of two | true px, not told |")
    print("|---|---|---|---|---|---|---|---|")
    for kind in arguments.kinds.split(","):
        n_frames, errors = 0, []
        for k in range(arguments.n):
            rng = np.random.default_rng([arguments.seed, KINDS.index(kind), k])
            sequence = draw_sequence(kind, np.array(read_image(pictures[rng.integers(len(pictures))])), rng)
            found = errors_of(sequence, align(sequence.frames, AlignmentOptions(features=arguments.features)))
            errors += found
            n_frames += len(sequence.frames) - 1
            if arguments.per_frame:
                for true, claimed in found:
                    print(f"    {kind} {k}: true {true:.3f}, claimed {claimed and round(claimed, 3)}", flush=True)
        print(row_of(kind, n_frames, errors), flush=True)


if __name__ == "__main__":
    main()
