"""Frames learned from per second by `diar train` of two builds, run in turns on the same cores.

    git worktree add ../before 744bb64
    python benchmarks/training_speed.py ../before . --pictures ../shared/data/train --cut-outs ../shared/data/occluders

A frame counts once a step, however many looks are taken at it. The first minute of a run, in which scenes are rendered
and sequences to judge by are made, is left out.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

TRAINING = ["--model", "diar", "--size", "96", "--batch", "4", "--threads", "2"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("builds", nargs=2, type=Path, help="two checkouts: before, after")
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--cut-outs", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=4.0, help="of each run")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    found: list[list[float]] = [[], []]
    for _ in range(options.rounds):
        for rates, build in zip(found, options.builds, strict=True):
            rates.append(frames_per_second(build.resolve(), options))
            print(f"{build}: {rates[-1]:.1f} frames/s", flush=True)
    before, after = (statistics.mean(rates) for rates in found)
    print(f"before {before:.1f}, after {after:.1f} frames/s: {after / before:.2f} times")
    return 0


def frames_per_second(build: Path, options: argparse.Namespace) -> float:
    """Return the mean of a run's figures, one a minute, but for the first."""
    data = ["--images", str(options.pictures.resolve()), "--occluders", str(options.cut_outs.resolve())]
    with tempfile.TemporaryDirectory() as folder:
        ending = ["--minutes", str(options.minutes), "-o", str(Path(folder) / "made.safetensors")]
        run = subprocess.run(
            [sys.executable, "-m", "diar_gui.cli", "train", *TRAINING, *data, *ending],
            cwd=build,
            env={**os.environ, "PYTHONPATH": str(build)},
            capture_output=True,
            text=True,
            check=True,
        )
    rates = [float(rate) for rate in re.findall(r"([\d.]+) frames/s", run.stdout + run.stderr)]
    return statistics.mean(rates[1:])


if __name__ == "__main__":
    sys.exit(main())
