"""How far copies of a photo and further shots of its view lie apart: `python benchmarks/copies.py`.

Prints the excess (see diar_gui/copies.py) of JPEGs made of the truth pictures of the sample, with noise of several
strengths: of the same shot saved again and resized, and of a second shot with noise of its own.
"""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image

from diar_gui.copies import Blocks, blocks_of, excess
from diar_gui.images import read_image
from diar_gui.paths import resource_path

NOISE_LEVELS = (0.5, 1.0, 2.0, 4.0)
QUALITIES = (95, 85, 70, 50, 30)
SCALES = (1.0, 0.8, 0.5, 0.3)
FIRST_QUALITY = 88


def main() -> None:
    """Print a line for each noise and scale."""
    pictures = [read_image(path) for path in sorted(resource_path("sample").glob("*/truth.png"))]
    print("noise  scale   copies: median   most   second shots: least  median")
    for noise in NOISE_LEVELS:
        for scale in SCALES:
            copies, shots = (list(excesses(pictures, noise, scale, is_copy=c)) for c in (True, False))
            print(
                f"{noise:5.1f}  {scale:5.1f}   {np.nanmedian(copies):14.3f} {np.nanmax(copies):6.3f}"
                f"   {np.nanmin(shots):19.3f} {np.nanmedian(shots):7.3f}"
            )


def excesses(pictures: list[np.ndarray], noise: float, scale: float, *, is_copy: bool) -> Iterator[float]:
    """Yield the excess of each picture at each quality."""
    for seed, picture in enumerate(pictures):
        first, second = (as_jpeg(shot(picture, noise, 2 * seed + k), FIRST_QUALITY)[0] for k in (0, 1))
        size = round(first.width * scale), round(first.height * scale)
        resized = [image if scale == 1 else image.resize(size, Image.Resampling.BICUBIC) for image in (first, second)]
        for quality in QUALITIES:
            saved, steps = as_jpeg(resized[0 if is_copy else 1], quality)
            yield excess(blocks(saved), blocks(resized[0]), steps)


def shot(picture: np.ndarray, noise: float, seed: int) -> Image.Image:
    """Return the picture with noise of its own, in 8-bit levels."""
    values = picture + np.random.default_rng(seed).normal(0, noise, picture.shape)
    return Image.fromarray(np.rint(np.clip(values, 0, 255)).astype(np.uint8))


def as_jpeg(image: Image.Image, quality: int) -> tuple[Image.Image, np.ndarray]:
    """Return the picture as it comes back from a JPEG, and its steps."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    with Image.open(file) as saved:
        steps = np.array(saved.quantization[0], np.float32).reshape(8, 8)  # pyright: ignore[reportAttributeAccessIssue]
        return saved.convert("RGB"), steps


def blocks(image: Image.Image) -> Blocks:
    """Return what pictures are compared by."""
    return blocks_of(np.asarray(image))


if __name__ == "__main__":
    main()
