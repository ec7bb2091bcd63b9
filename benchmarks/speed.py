"""How long `diar reconstruct` takes on photos of 12 megapixels, and how much memory; prints a table.

    python benchmarks/speed.py 5 10 20 40
    python benchmarks/speed.py 10 --methods diar median --against COMMIT --peer

The photos are made from the sample: its seven views at large size with sensor noise, then further views of them
(small random homographies, other exposures). Each run is a process of its own; builds run by turns, rows are medians.
Where others use the machine as well, the processor's seconds say more than the clock's.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from builds import STAGES, Build, Run, add_arguments, builds, by_turns, medians, ratios

from diar_gui import geometry
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path

SIZE = (2828, 4243)  # 12.0 megapixels in the sample's proportions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n_photos", nargs="*", type=int, default=[5, 10], help="how many photos, for each row")
    parser.add_argument("--features", default="auto")
    parser.add_argument("--methods", nargs="+", default=["diar"])
    parser.add_argument("--max-memory", default="3", metavar="GB")
    add_arguments(parser)
    options = parser.parse_args()
    print(f"| photos | method | build | total s | {' | '.join(STAGES)} | processor s | peak GB |")
    print("|---|---|---|---|" + "---|" * len(STAGES) + "---|---|")
    lines = []
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name, builds(options) as chosen:
        folder = Path(name)
        photos = make_photos(folder, max(options.n_photos))
        for n_photos in options.n_photos:
            for method in options.methods:
                arguments = ["--max-memory", options.max_memory, "--features", options.features, "--method", method]
                found = by_turns(chosen, photos[:n_photos], folder, arguments, options.runs)
                for build, runs in zip(chosen, found, strict=True):
                    print(row(n_photos, method, build, runs), flush=True)
                lines += [f"{n_photos} photos, {method}: {line}" for line in ratios(chosen, found)]
    print("\n" + "\n".join(lines))
    return 0


def make_photos(folder: Path, n_photos: int) -> list[Path]:
    """Return the paths of photos of 12 megapixels; made from the same numbers each time."""
    views = sorted((resource_path("sample/lamp") / "frames").iterdir())
    paths = []
    for i in range(n_photos):
        rng = np.random.default_rng(i)
        view = read_image(views[i % len(views)])
        large = cv2.resize(view, SIZE[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float32)
        if i >= len(views):
            shifts = rng.uniform(-0.03, 0.03, (4, 2)) * SIZE[::-1]
            corners = geometry.corners(SIZE)
            H_new_from_old = geometry.dlt(corners, corners + shifts)
            large = cv2.warpPerspective(large, H_new_from_old, SIZE[::-1], borderMode=cv2.BORDER_REFLECT)
            large *= rng.uniform(0.8, 1.2)
        large += 3 * rng.standard_normal(large.shape, np.float32)
        path = folder / f"{i:03d}.jpg"
        write_image(path, np.clip(large, 0, 255).astype(np.uint8))
        paths.append(path)
    return paths


def row(n_photos: int, method: str, build: Build, runs: list[Run]) -> str:
    """Return a row of the table."""
    seconds, processor_s, peak = medians(runs)
    stages = ["" for _ in STAGES]
    left_out = ""
    if build.root is not None:
        stages = [f"{statistics.median(run.report['seconds'][stage] for run in runs):.1f}" for stage in STAGES]
        n_rejected = sum(frame["status"] == "rejected" for frame in runs[0].report["frames"])
        left_out = f" ({n_rejected} left out)" if n_rejected else ""
    cells = [f"{n_photos}{left_out}", method if build.root else "", build.name, f"{seconds:.1f}", *stages]
    return "| " + " | ".join([*cells, f"{processor_s:.1f}", f"{peak:.2f}"]) + " |"


if __name__ == "__main__":
    sys.exit(main())
