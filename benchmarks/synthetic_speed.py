"""How many frames a second the generator renders for training.

python benchmarks/synthetic_speed.py --pictures DIR --cut-outs DIR [--device cuda]
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from diar_gui.synthetic import Stream

_N_SEQUENCES, _N_FRAMES = 8, 8


def main() -> None:
    arguments = _arguments()
    stream = Stream([arguments.pictures], arguments.cut_outs, device=arguments.device)
    stream.batch(0, _N_SEQUENCES, _N_FRAMES, arguments.size)
    rates = []
    for i in range(1, 1 + arguments.batches):
        start = time.perf_counter()
        stream.batch(i, _N_SEQUENCES, _N_FRAMES, arguments.size)
        if arguments.device == "cuda":
            torch.cuda.synchronize()
        rates.append(_N_SEQUENCES * _N_FRAMES / (time.perf_counter() - start))
    print("| device | threads | size px | frames per second, least / median / most |")
    print("|---|---|---|---|")
    figures = " / ".join(f"{value:.0f}" for value in (min(rates), np.median(rates), max(rates)))
    print(f"| {arguments.device} | {torch.get_num_threads()} | {arguments.size} | {figures} |")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--cut-outs", type=Path)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


if __name__ == "__main__":
    main()
