"""Draw docs/way-of-a-photo.png, the figure of docs/how-it-works.md: `python packaging/draw_way.py`.

Runs DIAR on the bundled sample and puts side by side what becomes of one of its photos.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from diar_gui.colour import encoded_from_linear
from diar_gui.images import shrunk
from diar_gui.paths import resource_path
from diar_gui.pipeline import Result, run

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "way-of-a-photo.png"
SIDE_PX, GAP_PX, TEXT_PX = 380, 16, 40
PHOTO = 1
N_LINES = 40
GOOD, BAD = (80, 200, 120), (230, 90, 70)


def main() -> int:
    """Draw the figure."""
    result = run([resource_path("sample/gallery")])
    index = next(i for i in result.alignment.used if i >= PHOTO and i != result.alignment.reference)
    frame = result.frames.frames[index]
    position = result.alignment.used.index(index)
    band = result.stack.band(0, result.stack.size[0])
    warped = encoded_from_linear(np.where(band.valid[position][..., None], band.linear[position], 1), 8)
    weights = result.reconstruction.weights[position]
    panels = [
        ("1  a photo", frame.pixels),
        ("2  matches with the reference", matches(result, index)),
        ("3  on the reference grid", warped),
        ("4  its weights", cv2.applyColorMap(as_levels(weights), cv2.COLORMAP_VIRIDIS)[..., ::-1]),
        ("5  the clean picture", result.reconstruction.picture),
    ]
    sheet(panels).save(OUTPUT, optimize=True)
    return 0


def matches(result: Result, index: int) -> np.ndarray:
    """Return the photo above the reference with lines between what was matched: green for inliers, red for others."""
    aligned, frames = result.alignment.frames[index], result.frames.frames
    upper, lower = frames[index].pixels, frames[result.alignment.reference].pixels
    width = max(upper.shape[1], lower.shape[1])
    pictures = [cv2.copyMakeBorder(x, 0, 0, 0, width - x.shape[1], cv2.BORDER_CONSTANT) for x in (upper, lower)]
    both = np.ascontiguousarray(np.vstack(pictures))
    found = aligned.matches
    chosen = np.linspace(0, len(found.is_inlier) - 1, min(N_LINES, len(found.is_inlier))).astype(int)
    for i in chosen:
        start = tuple(int(x) for x in found.frame_points[i])
        x, y = (int(x) for x in found.reference_points[i])
        cv2.line(both, start, (x, y + upper.shape[0]), GOOD if found.is_inlier[i] else BAD, 4, cv2.LINE_AA)
    return both


def as_levels(weights: np.ndarray) -> np.ndarray:
    """Return weights as levels from 0 to 255, whatever type they are kept in."""
    values = weights.astype(np.float32)
    return (values / max(float(values.max()), 1e-6) * 255).astype(np.uint8)


def sheet(panels: list[tuple[str, np.ndarray]]) -> Image.Image:
    """Return the panels side by side, each under its title."""
    pictures = [Image.fromarray(np.ascontiguousarray(shrunk(pixels, SIDE_PX))) for _, pixels in panels]
    height = max(picture.height for picture in pictures)
    width = sum(picture.width + GAP_PX for picture in pictures) + GAP_PX
    drawn = Image.new("RGB", (width, height + TEXT_PX + GAP_PX), "white")
    pen, x = ImageDraw.Draw(drawn), GAP_PX
    for (title, _), picture in zip(panels, pictures, strict=True):
        pen.text((x, GAP_PX // 2), title, "black", font=ImageFont.load_default(17))
        drawn.paste(picture, (x, TEXT_PX))
        x += picture.width + GAP_PX
    return drawn


if __name__ == "__main__":
    sys.exit(main())
