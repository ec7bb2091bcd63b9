"""Whether the border of what stood before a picture leaves a halo at full size, and whether clean places stay sharp.

    python benchmarks/borders.py ../shared/data/test_images ../shared/data/occluders

Sequences of 4000 x 3000 pixels, aligned: a mosaic of pictures as the subject, cut-outs with sharp borders before it in
each photo, and an exposure per photo. Prints the PSNR (after a gain and offset per channel) in a band of 12 pixels
around the true borders and elsewhere, and the energy of the gradients where no photo is covered, over the truth's.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from diar_gui import metrics
from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.images import Frame, read_image
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack

SIZE = (3000, 4000)
BAND_PX = 12
N_PHOTOS, N_CUT_OUTS = 8, 3


def main() -> int:
    options = arguments(__doc__, n_sequences=3, methods="diar,median")
    pictures, cut_outs = files(options)
    print("| sequence | method | band of 12 px | elsewhere | difference | gradient energy |")
    print("|---|---|---|---|---|---|")
    for i in range(options.sequences):
        rng = np.random.default_rng(i)
        truth = mosaic(rng, pictures)
        frames, masks = zip(*(photo(rng, truth, cut_outs, t) for t in range(N_PHOTOS)), strict=True)
        for method in options.methods.split(","):
            print(row(f"{i}", method, truth, frames, masks), flush=True)
    return 0


def arguments(description: str | None, n_sequences: int, methods: str) -> argparse.Namespace:
    """Return what the command line says; the numbers of sequences and the methods are defaults."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("cut_outs", type=Path)
    parser.add_argument("--sequences", type=int, default=n_sequences)
    parser.add_argument("--methods", default=methods)
    return parser.parse_args()


def files(options: argparse.Namespace) -> tuple[list[Path], list[Path]]:
    """Return the pictures and the cut-outs that the command line names."""
    pictures = sorted(p for p in options.pictures.iterdir() if p.suffix in (".webp", ".png", ".jpg"))
    return pictures, sorted(options.cut_outs.rglob("*.webp"))


def mosaic(rng: np.random.Generator, pictures: list[Path]) -> np.ndarray:
    """Return the subject, `(3000, 4000, 3)` uint8: pictures at their own size side by side, so that it is sharp."""
    subject = np.zeros((*SIZE, 3), np.uint8)
    y = 0
    while y < SIZE[0]:
        x, height = 0, 500
        while x < SIZE[1]:
            picture = read_image(pictures[int(rng.integers(len(pictures)))])
            part = picture[: min(height, SIZE[0] - y), : SIZE[1] - x]
            subject[y : y + part.shape[0], x : x + part.shape[1]] = part
            x += part.shape[1]
        y += height
    return subject


def photo(rng: np.random.Generator, truth: np.ndarray, cut_outs: list[Path], index: int) -> tuple[Frame, np.ndarray]:
    """Return one photo, and where something stands before the subject, `(3000, 4000)` bool."""
    pixels, mask = truth.copy(), np.zeros(SIZE, bool)
    for _ in range(N_CUT_OUTS):
        cut_out = cv2.imread(str(cut_outs[int(rng.integers(len(cut_outs)))]), cv2.IMREAD_UNCHANGED)
        assert cut_out is not None
        height = int(rng.uniform(700, 1800))
        width = max(8, round(cut_out.shape[1] * height / cut_out.shape[0]))
        cut_out = cv2.resize(cut_out, (width, height), interpolation=cv2.INTER_CUBIC)
        y, x = int(rng.integers(0, SIZE[0] - 300)), int(rng.integers(0, SIZE[1] - 300))
        part = cut_out[: SIZE[0] - y, : SIZE[1] - x]
        solid = part[..., 3] > 127
        place = (slice(y, y + part.shape[0]), slice(x, x + part.shape[1]))
        pixels[place][solid] = part[..., 2::-1][solid]
        mask[place] |= solid
    gain = np.float32(rng.uniform(0.75, 1.25)) if index else np.float32(1)
    light = linear_from_encoded(pixels) * gain
    made = encoded_from_linear(light + rng.normal(0, 0.002, light.shape).astype(np.float32), 8)
    made.flags.writeable = False
    return Frame(f"{index}.png", Path(f"{index}.png"), made), mask


def row(name: str, method: str, truth: np.ndarray, frames: tuple[Frame, ...], masks: tuple[np.ndarray, ...]) -> str:
    """Return a line of the table."""
    n_frames = len(frames)
    stack = WarpedStack(frames, (np.eye(3),) * n_frames, SIZE, 0, np.ones((n_frames, 3)))
    options = ReconstructionOptions(method=method, tone="reference")
    picture = reconstruct(stack, options, Progress(), Scratch(2 * 10**9), 5 * 10**8).picture
    covered = np.sum(masks, axis=0, dtype=int)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BAND_PX + 1, BAND_PX + 1))
    band = np.zeros(SIZE, bool)
    for mask in masks:
        band |= cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, kernel) > 0
    seen = covered <= n_frames - 2
    fitted = metrics.tone_fitted(picture, truth)
    in_band, elsewhere = (metrics.psnr(fitted, metrics.as_unit(truth), m & seen) for m in (band, ~band))
    sharp = gradient_energy(fitted, covered == 0) / gradient_energy(metrics.as_unit(truth), covered == 0)
    return f"| {name} | {method} | {in_band:.2f} | {elsewhere:.2f} | {elsewhere - in_band:.2f} | {100 * sharp:.1f} % |"


def gradient_energy(picture: np.ndarray, mask: np.ndarray) -> float:
    """Return the mean square of the steps to the right and downwards, where both ends lie in the mask."""
    grey = picture.astype(np.float32).mean(axis=2)
    across, down = np.diff(grey, axis=1), np.diff(grey, axis=0)
    return float((across[mask[:, 1:] & mask[:, :-1]] ** 2).mean() + (down[mask[1:] & mask[:-1]] ** 2).mean())


if __name__ == "__main__":
    raise SystemExit(main())
