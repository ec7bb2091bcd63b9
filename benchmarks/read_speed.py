"""How long the ten most common kinds of files take to read, by this build and another, in one run.

python benchmarks/read_speed.py PHOTO --against 744bb64

Each build reads every file in a process of its own, by turns; printed is the least processor time of the runs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builds
import cv2
import numpy as np
import tifffile
from PIL import Image

sys.path.insert(0, str(builds.ROOT / "tests" / "image_codecs"))
from test_raw_files import write_dng  # pyright: ignore[reportMissingImports]

from diar_gui.colour import linear_from_encoded
from diar_gui.images import read_image

READER = """
import json, sys, time
from pathlib import Path
from diar_gui.images import read_frames
from diar_gui.scratch import Scratch
for _ in range(2):  # the first loads libraries
    taken = {}
    for name in sys.argv[1:]:
        start = time.process_time()
        assert read_frames([Path(name)], Scratch(10**9)).frames
        taken[Path(name).name] = time.process_time() - start
print(json.dumps(taken))
"""


def files(folder: Path, pixels: np.ndarray) -> list[Path]:
    """Write the picture in each kind and return the paths."""
    rgb, deep = Image.fromarray(pixels), pixels.astype(np.uint16) * 257
    tiff: dict[str, Any] = {"photometric": "rgb"}
    writers: dict[str, Callable[[Path], object]] = {
        "jpeg.jpg": lambda p: rgb.save(p, quality=92),
        "jpeg_progressive.jpg": lambda p: rgb.save(p, quality=92, progressive=True),
        "png_8.png": lambda p: rgb.save(p, compress_level=4),
        "png_16.png": lambda p: p.write_bytes(cv2.imencode(".png", deep)[1].tobytes()),
        "tiff_8.tif": lambda p: tifffile.imwrite(p, pixels, rowsperstrip=16, **tiff),
        "tiff_8_lzw.tif": lambda p: rgb.save(p, compression="tiff_lzw"),
        "tiff_16_deflate.tif": lambda p: tifffile.imwrite(
            p, deep, compression="zlib", predictor=True, rowsperstrip=16, **tiff
        ),
        "webp.webp": lambda p: rgb.save(p, quality=90),
        "heic.heic": lambda p: _heic(p, pixels),
        "raw.dng": lambda p: write_dng(p, linear_from_encoded(pixels)),
    }
    for name, write in writers.items():
        write(folder / name)
    return [folder / name for name in writers]


def _heic(path: Path, pixels: np.ndarray) -> None:
    import pillow_heif  # pyright: ignore[reportMissingImports]

    height, width = pixels.shape[:2]
    pillow_heif.from_bytes("RGB", (width, height), pixels.tobytes()).save(path, quality=90)


def read_by(build: builds.Build, paths: list[Path]) -> dict[str, float]:
    """Return the processor seconds of each file."""
    command = [str(build.python), "-c", READER, *map(str, paths)]
    done = subprocess.run(
        command, cwd=build.root, env={**os.environ, "PYTHONPATH": str(build.root)}, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path, help="is scaled to the wanted size")
    parser.add_argument("--megapixels", type=float, default=8)
    builds.add_arguments(parser)
    options = parser.parse_args()
    pixels = read_image(options.photo)
    scale = (options.megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    size = round(pixels.shape[1] * scale / 2) * 2, round(pixels.shape[0] * scale / 2) * 2
    pixels = cv2.resize(pixels[..., :3], size, interpolation=cv2.INTER_CUBIC)
    with tempfile.TemporaryDirectory() as name, builds.builds(options) as chosen:
        paths = files(Path(name), pixels)
        found = [[] for _ in chosen]
        for _ in range(options.runs):
            for build, runs in zip(chosen, found, strict=True):
                runs.append(read_by(build, paths))
        print(f"{size[0]} x {size[1]}")
        print("| kind | " + " | ".join(f"{build.name} (ms)" for build in chosen) + " |")
        print("|---" * (1 + len(chosen)) + "|")
        for path in paths:
            least = [min(run[path.name] for run in runs) for runs in found]
            print(f"| {path.stem} | " + " | ".join(f"{1000 * s:.0f}" for s in least) + " |")


if __name__ == "__main__":
    main()
