"""How the methods do on long sequences: error, time and memory against the number of photos.

    python benchmarks/long_sequences.py --pictures ../shared/data/test_images --cut-outs ../shared/data/occluders

One sequence per seed, as `diar synth --aligned` draws it; the shorter ones are its first photos, by their true
homographies. Each figure is of a process of its own: processor seconds of the reconstruction alone (the photos read),
peak of the resident memory of the whole. Growth: the exponent p of time ~ N^p between the two largest numbers.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from calibration import aligned_stack

from diar_gui import metrics
from diar_gui.images import read_image
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.sequences import find_sequences, read_sequence
from diar_gui.synthetic.write import WriteOptions, write_sequences

MAX_BYTES = 5 * 10**8
MATCHED = ("mean", "median", "rpca")  # methods without a network of their own for the light


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", nargs="+", type=Path)
    parser.add_argument("--cut-outs", type=Path)
    parser.add_argument("--methods", default="diar,swin,deep-sets,median,rpca")
    parser.add_argument("--frames", default="5,10,20,50,100,200")
    parser.add_argument("--size", type=int, default=192)
    parser.add_argument("--sequences", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--one", nargs=3, metavar=("METHOD", "FRAMES", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one_run(options.one[0], int(options.one[1]), Path(options.one[2]))))
        return 0
    numbers = [int(n) for n in options.frames.split(",")]
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        size = (options.size, options.size)
        wanted = WriteOptions(options.sequences, max(numbers), size, options.seed)
        write_sequences(Path(name) / "made", options.pictures, options.cut_outs, wanted, Progress())
        print("| method | N | RMSE | PSNR | tone-fitted PSNR | SSIM | processor s | peak GB | growth |")
        print("|---|---|---|---|---|---|---|---|---|")
        for method in options.methods.split(","):
            seconds: list[float] = []
            for n_frames in numbers:
                found = [in_child(method, n_frames, folder) for folder in find_sequences([Path(name) / "made"])]
                mean = {key: float(np.mean([one[key] for one in found])) for key in found[0]}
                seconds.append(mean["seconds"])
                growth = ""
                if n_frames == max(numbers) and len(numbers) > 1:
                    growth = f"{math.log(seconds[-1] / seconds[-2]) / math.log(numbers[-1] / numbers[-2]):.2f}"
                print(
                    f"| {method} | {n_frames} | {mean['rmse']:.4f} | {mean['psnr']:.2f} | {mean['fitted']:.2f} | "
                    f"{mean['ssim']:.3f} | {mean['seconds']:.1f} | {mean['peak']:.2f} | {growth} |",
                    flush=True,
                )
    return 0


def in_child(method: str, n_frames: int, folder: Path) -> dict[str, float]:
    """Return the figures of a run in a process of its own."""
    command = [sys.executable, __file__, "--one", method, str(n_frames), str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def one_run(method: str, n_frames: int, folder: Path) -> dict[str, float]:
    """Return error, time and peak memory of one reconstruction."""
    sequence = read_sequence(folder)
    assert sequence.truth is not None
    stack = aligned_stack(sequence, n_frames)
    start = time.process_time()
    options = ReconstructionOptions(method=method, match_exposure=method in MATCHED)
    made = reconstruct(stack, options, Progress(), Scratch(10**9), MAX_BYTES)
    seconds = time.process_time() - start
    truth, picture = metrics.as_unit(read_image(sequence.truth)), metrics.as_unit(made.picture)
    return {
        "rmse": metrics.rmse(picture, truth),
        "psnr": metrics.psnr(picture, truth),
        "fitted": metrics.tone_fitted_psnr(picture, truth),
        "ssim": metrics.ssim(picture, truth),
        "seconds": seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9,
    }


if __name__ == "__main__":
    raise SystemExit(main())
