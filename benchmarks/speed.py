"""How long `diar reconstruct` takes on photos of 12 megapixels, and how much memory; prints a table.

    python benchmarks/speed.py 5 10 20 40

The photos are made from the sample: its seven views at large size with sensor noise, then further views of them
(small random homographies, other exposures). Each row is a run of its own process, memory as that process reports it.
On a machine that others use as well, the processor's seconds say more than the clock's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path

SIZE = (2828, 4243)  # 12.0 megapixels in the sample's proportions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n_photos", nargs="*", type=int, default=[5, 10], help="how many photos, for each row")
    parser.add_argument("--features", default="auto")
    parser.add_argument("--method", default="median")
    parser.add_argument("--max-memory", default="3", metavar="GB")
    options = parser.parse_args()
    print("| photos | total s | read | align | reconstruct | write | all but read and write | processor s | peak GB |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        photos = make_photos(folder, max(options.n_photos))
        for n_photos in options.n_photos:
            print(row(photos[:n_photos], folder, options), flush=True)
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


def row(photos: list[Path], folder: Path, options: argparse.Namespace) -> str:
    """Return a row of the table."""
    output, report_file = folder / "clean.png", folder / "report.json"
    command = [sys.executable, "-m", "diar_gui.cli", "reconstruct", *map(str, photos), "-o", str(output), "--quiet"]
    command += ["--overwrite", "--report", str(report_file), "--max-memory", options.max_memory]
    command += ["--features", options.features, "--method", options.method]
    start, processor_start = time.perf_counter(), children_processor_seconds()
    subprocess.run(command, check=True)
    total, processor = time.perf_counter() - start, children_processor_seconds() - processor_start
    report = json.loads(report_file.read_text(encoding="utf-8"))
    seconds = report["seconds"]
    outside = total - seconds["read"] - seconds["write"]
    stages = " | ".join(f"{seconds[stage]:.1f}" for stage in ("read", "align", "reconstruct", "write"))
    n_used = sum(frame["status"] != "rejected" for frame in report["frames"])
    left_out = f" ({len(photos) - n_used} left out)" if n_used < len(photos) else ""
    peak = report["peak_memory_bytes"] / 1e9
    return f"| {len(photos)}{left_out} | {total:.1f} | {stages} | {outside:.1f} | {processor:.1f} | {peak:.2f} |"


def children_processor_seconds() -> float:
    """Return the processor time of all finished child processes."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())
