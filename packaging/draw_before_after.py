"""Draw the two pictures of the empty page from the sample: `python packaging/draw_before_after.py`.

Writes resources/sample/before.jpg, a photo as shot, and after.jpg, the clean picture, both in the reference's view.
"""

import cv2
import numpy as np

from diar_gui.images import shrunk, write_image
from diar_gui.paths import resource_path
from diar_gui.pipeline import run

SIZE = (288, 432)  # (height, width): twice what the page has, for dense screens


def main() -> None:
    """Write both."""
    folder = resource_path("sample")
    result = run([folder / "gallery"])
    reference = result.frames.frames[result.alignment.reference]
    for name, picture in (("before", reference.in_srgb()), ("after", result.reconstruction.picture)):
        small = shrunk(np.ascontiguousarray(picture), SIZE[1])
        write_image(folder / f"{name}.jpg", cv2.resize(small, SIZE[::-1], interpolation=cv2.INTER_AREA), overwrite=True)
        print(folder / f"{name}.jpg", (folder / f"{name}.jpg").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
