"""What keeping colours beyond sRGB costs: the same photos, taken for sRGB and for wider spaces.

    python benchmarks/wide_colour.py --megapixels 6 --rounds 2

Prints the processor time and the peak memory of `diar reconstruct` by turns, each in a process of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from diar_gui.image_codecs import encode_image
from diar_gui.images import find_images, read_image
from diar_gui.paths import resource_path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure what keeping colours beyond sRGB costs.")
    parser.add_argument("--megapixels", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--spaces", default="srgb,display-p3,adobe-rgb,prophoto")
    options = parser.parse_args()
    spaces = options.spaces.split(",")
    with tempfile.TemporaryDirectory() as place:
        for space in spaces:
            write_photos(Path(place) / space, space, options.megapixels)
        found: dict[str, list[tuple[float, float]]] = {space: [] for space in spaces}
        for _ in range(options.rounds):
            for space in spaces:
                found[space].append(cost(Path(place) / space, Path(place) / "out.png"))
    base = min(seconds for seconds, _ in found[spaces[0]])
    for space, costs in found.items():
        seconds, memory = (min(values) for values in zip(*costs, strict=True))
        print(f"{space:12} {seconds:7.1f} s of processor time ({seconds / base - 1:+.0%}), {memory / 1e9:.2f} GB")


def write_photos(folder: Path, space: str, megapixels: float) -> None:
    """Write the sample's photos, enlarged, with the profile of a space."""
    folder.mkdir()
    for path in find_images([resource_path("sample") / "lamp"]):
        pixels = read_image(path)
        scale = (megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])) ** 0.5
        large = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        (folder / f"{path.stem}.jpg").write_bytes(encode_image(np.ascontiguousarray(large), ".jpg", b"", space=space))


def cost(folder: Path, output: Path) -> tuple[float, float]:
    """Return the seconds of processor time and the peak of main memory of a run."""
    command = [sys.executable, "-m", "diar_gui.cli", "reconstruct", str(folder), "-o", str(output), "--overwrite"]
    before = os.times()
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    made = subprocess.run([sys.executable, "-c", code, *command, "--quiet"], check=True, capture_output=True, text=True)
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, float(made.stdout) * 1024


if __name__ == "__main__":
    main()
