"""Whether photos of all sizes and numbers go through under a bound of main memory; prints a table.

    python benchmarks/sizes.py 50x24 10x100 2x300 200x1 50x12      # numbers of photos x megapixels
    python benchmarks/sizes.py 3x1 10x1 3x12 --json                 # what estimate.py is fitted to

Photos are JPEG files made on disk from the sample's seven views (further ones: other views of them, small random
homographies, other exposures), one after the other, and removed afterwards. Each run is a process of its own, rows are
medians; the peak is that of its resident memory. `estimated` is what DIAR said before the run.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
from builds import Build, add_arguments, builds, by_turns, medians, ratios

from diar_gui import geometry
from diar_gui.estimate import estimate_run
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path
from diar_gui.pipeline import RunOptions
from diar_gui.reconstruction import ReconstructionOptions

_SIDES = (2, 3)  # of a photo, rows to columns


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="+", help="NUMBERxMEGAPIXELS")
    parser.add_argument("--methods", nargs="+", default=["diar", "median"])
    parser.add_argument("--features", default="auto")
    parser.add_argument("--max-memory", metavar="GB", help="as of diar reconstruct (default: its own)")
    parser.add_argument("--json", action="store_true", help="print lines of JSON instead of a table")
    add_arguments(parser)
    options = parser.parse_args()
    if not options.json:
        print("| photos | method | build | peak GB | s | of which aligning | processor s | used | estimated |")
        print("|---|---|---|---|---|---|---|---|---|")
    with builds(options) as chosen:
        for size in options.sizes:
            n_photos, megapixels = (float(number) for number in size.split("x"))
            if not options.json:
                print(f"| {size} MP | | | | | | | | |")
            with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
                photos = make_photos(Path(name), int(n_photos), megapixels)
                for method in options.methods:
                    measured_rows(photos, Path(name), method, chosen, options)
    return 0


def make_photos(folder: Path, n_photos: int, megapixels: float) -> list[Path]:
    """Return the paths of the photos; made from the same numbers each time, a strip of noise at a time."""
    views = sorted((resource_path("sample/lamp") / "frames").iterdir())
    height, width = (round(side * (megapixels * 1e6 / (_SIDES[0] * _SIDES[1])) ** 0.5) for side in _SIDES)
    paths = []
    for i in range(n_photos):
        rng = np.random.default_rng(i)
        view = read_image(views[i % len(views)])
        if i >= len(views):
            shifts = rng.uniform(-0.03, 0.03, (4, 2)) * view.shape[1::-1]
            corners = geometry.corners(view.shape[:2])
            H_new_from_old = geometry.dlt(corners, corners + shifts)
            view = cv2.warpPerspective(view, H_new_from_old, view.shape[1::-1], borderMode=cv2.BORDER_REFLECT)
            view = cv2.convertScaleAbs(view, alpha=rng.uniform(0.8, 1.2))
        large = cv2.resize(view, (width, height), interpolation=cv2.INTER_CUBIC)
        for first in range(0, height, 256):
            strip = large[first : first + 256]
            strip[...] = np.clip(strip + 3 * rng.standard_normal(strip.shape, np.float32), 0, 255)
        paths.append(folder / f"{i:03d}.jpg")
        write_image(paths[-1], large)
    return paths


def measured_rows(
    photos: list[Path], folder: Path, method: str, chosen: list[Build], options: argparse.Namespace
) -> None:
    """Print what the runs took, and what was estimated."""
    max_bytes = None if options.max_memory is None else int(float(options.max_memory) * 1e9)
    run_options = RunOptions(reconstruction=ReconstructionOptions(method=method), max_memory_bytes=max_bytes)
    estimated = estimate_run(photos, run_options)
    arguments = ["--features", options.features, "--method", method]
    arguments += [] if options.max_memory is None else ["--max-memory", options.max_memory]
    found = by_turns(chosen, photos, folder, arguments, options.runs)
    for build, runs in zip(chosen, found, strict=True):
        seconds, processor_s, peak = medians(runs)
        report = runs[0].report
        made = {
            "n_photos": len(photos),
            "size": report.get("size"),
            "method": method,
            "build": build.name,
            "peak_bytes": round(peak * 1e9),
            "seconds": round(seconds, 1),
            "processor_s": round(processor_s, 1),
            "stages": report.get("seconds", {}),
            "n_used": sum(frame["status"] != "rejected" for frame in report.get("frames", [])),
            "estimated": asdict(estimated),
            "sentence": estimated.sentence,
        }
        print(json.dumps(made) if options.json else row(made), flush=True)
    for line in ratios(chosen, found):
        print(f"{len(photos)} photos, {method}: {line}", file=sys.stderr, flush=True)


def row(made: dict) -> str:
    """Return a row of the table."""
    aligning = f"{made['stages']['align']:.0f}" if made["stages"] else ""
    cells = [
        made["n_photos"],
        made["method"],
        made["build"],
        f"{made['peak_bytes'] / 1e9:.2f}",
        f"{made['seconds']:.0f}",
    ]
    cells += [
        aligning,
        f"{made['processor_s']:.0f}",
        made["n_used"],
        made["sentence"] if made["build"] == "this" else "",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    sys.exit(main())
