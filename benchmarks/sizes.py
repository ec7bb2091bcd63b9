"""Whether photos of all sizes and numbers go through under a bound of main memory; prints a table.

    python benchmarks/sizes.py 50x24 10x100 2x300 200x1 50x12      # numbers of photos x megapixels
    python benchmarks/sizes.py 3x1 10x1 3x12 --json                 # what estimate.py is fitted to

Photos are JPEG files made on disk from the sample's seven views (further ones: other views of them, small random
homographies, other exposures), one after the other, and removed afterwards. Each row is a process of its own; the peak
is that of its resident memory. `estimated` is what DIAR said before the run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

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
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each run instead of a table")
    options = parser.parse_args()
    if not options.json:
        print("| photos | MP each | method | peak GB | s | of which aligning | used | estimated |")
        print("|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        n_photos, megapixels = (float(number) for number in size.split("x"))
        with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
            photos = make_photos(Path(name), int(n_photos), megapixels)
            for method in options.methods:
                measured = measure(photos, Path(name), method, options)
                print(json.dumps(measured) if options.json else row(measured, megapixels), flush=True)
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


def measure(photos: list[Path], folder: Path, method: str, options: argparse.Namespace) -> dict:
    """Return what a run took, and what was estimated."""
    max_bytes = None if options.max_memory is None else int(float(options.max_memory) * 1e9)
    run_options = RunOptions(reconstruction=ReconstructionOptions(method=method), max_memory_bytes=max_bytes)
    estimated = estimate_run(photos, run_options)
    output, report_file = folder / "clean.png", folder / "report.json"
    command = [sys.executable, "-m", "diar_gui.cli", "reconstruct", *map(str, photos), "-o", str(output), "--quiet"]
    command += ["--overwrite", "--report", str(report_file), "--features", options.features, "--method", method]
    command += [] if options.max_memory is None else ["--max-memory", options.max_memory]
    start = time.perf_counter()
    with subprocess.Popen(command) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"{len(photos)} photos by {method} ended with exit code {process.returncode}")
    report = json.loads(report_file.read_text(encoding="utf-8"))
    return {
        "n_photos": len(photos),
        "size": report["size"],
        "method": method,
        "peak_bytes": usage.ru_maxrss * 1024,
        "seconds": round(seconds, 1),
        "processor_s": round(usage.ru_utime + usage.ru_stime, 1),
        "stages": report["seconds"],
        "n_used": sum(frame["status"] != "rejected" for frame in report["frames"]),
        "estimated": asdict(estimated),
        "sentence": estimated.sentence,
    }


def row(measured: dict, megapixels: float) -> str:
    """Return a row of the table."""
    cells = [measured["n_photos"], f"{megapixels:g}", measured["method"], f"{measured['peak_bytes'] / 1e9:.2f}"]
    cells += [f"{measured['seconds']:.0f}", f"{measured['stages']['align']:.0f}", measured["n_used"]]
    return "| " + " | ".join(map(str, [*cells, measured["sentence"]])) + " |"


if __name__ == "__main__":
    sys.exit(main())
