"""Whether the picture is as sharp as the sharpest photo, where others are out of focus, shaken or from farther away.

    python benchmarks/sharpness.py ../shared/data/test_images ../shared/data/occluders

The sequences of `borders.py`, but that all photos except two are blurred, by 0.8 to 3 pixels; the reference is one
of the blurred. Printed is the energy of the gradients where no photo is covered, over the truth's.
"""

import cv2
import numpy as np
from borders import N_PHOTOS, arguments, files, gradient_energy, mosaic, photo

from diar_gui import metrics
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack

N_SHARP = 2


def main() -> int:
    options = arguments(__doc__, n_sequences=2, methods="diar,median,mean")
    pictures, cut_outs = files(options)
    print("| sequence | method | gradient energy | PSNR |")
    print("|---|---|---|---|")
    for i in range(options.sequences):
        rng = np.random.default_rng(100 + i)
        truth = mosaic(rng, pictures)
        made = [photo(rng, truth, cut_outs, t) for t in range(N_PHOTOS)]
        frames = tuple(_blurred(rng, frame, t) for t, (frame, _) in enumerate(made))
        clean = ~np.any([mask for _, mask in made], axis=0)
        stack = WarpedStack(frames, (np.eye(3),) * N_PHOTOS, truth.shape[:2], 0, np.ones((N_PHOTOS, 3)))
        for method in options.methods.split(","):
            asked = ReconstructionOptions(method=method, tone="reference")
            picture = reconstruct(stack, asked, Progress(), Scratch(2 * 10**9), 5 * 10**8).picture
            fitted = metrics.tone_fitted(picture, truth)
            sharp = gradient_energy(fitted, clean) / gradient_energy(metrics.as_unit(truth), clean)
            psnr = metrics.psnr(fitted, metrics.as_unit(truth), clean)
            print(f"| {i} | {method} | {100 * sharp:.1f} % | {psnr:.2f} |", flush=True)
    return 0


def _blurred(rng: np.random.Generator, frame: Frame, index: int) -> Frame:
    """Return the photo, out of focus unless it is one of the last."""
    if index >= N_PHOTOS - N_SHARP:
        return frame
    pixels = cv2.GaussianBlur(frame.pixels, (0, 0), float(rng.uniform(0.8, 3)))
    pixels.flags.writeable = False
    return Frame(frame.name, frame.path, pixels)


if __name__ == "__main__":
    raise SystemExit(main())
