"""Several pictures as the pages of one PDF."""

import mmap
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from diar_gui.access_copies import with_seen
from diar_gui.colour import eight_bits
from diar_gui.image_codecs import JPEG_QUALITY
from diar_gui.images import read_photo, shrunk
from diar_gui.names import MM_PER_INCH
from diar_gui.progress import Progress
from diar_gui.scratch import temporary_folder
from diar_gui.whole_files import write_files

PAGE_MM = 297.0
"""Long side of every page."""

_MOST_SIDE_PX = 20_000  # JPEG, in which pages are kept, ends at 65,535


def write_pdf(path: Path, pictures: Sequence[Path], progress: Progress, *, overwrite: bool = False) -> None:
    """Write a PDF with a page for each picture, as wide and as high as that is, its long side `PAGE_MM`.

    Args:
        path: where to; the file appears whole or not at all.
        pictures: files in the order of the pages; at least one.
        progress: receives the reports; tells whether the user asked to stop.
        overwrite: whether a file of that name may be replaced.

    Raises:
        Cancelled: the user asked to stop; nothing was written.
        ExportError: it could not be written.
        ImageError: a picture cannot be read.
    """
    if not pictures:
        raise ValueError("a PDF needs a page")
    with tempfile.TemporaryFile(dir=temporary_folder()) as file:
        for i, picture in enumerate(pictures):
            progress.update(i / len(pictures), "Writing page {n} of {n_pages}", n=i + 1, n_pages=len(pictures))
            page = Image.fromarray(_page(picture))
            per_inch = max(page.size) / (PAGE_MM / MM_PER_INCH)
            page.save(file, "PDF", append=i > 0, resolution=per_inch, quality=JPEG_QUALITY)
        file.flush()
        progress.check_cancelled()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as data:
            write_files([(path, data)], overwrite=overwrite)
    progress.update(1.0)


def _page(picture: Path) -> np.ndarray:
    """Return the pixels of a page, `(H, W, 3)` uint8 sRGB; white where the picture shows nothing."""
    photo = read_photo(picture)
    return shrunk(with_seen(eight_bits(photo.pixels), photo.seen, ".jpg"), _MOST_SIDE_PX)
