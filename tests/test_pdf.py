"""Pages of a PDF: as many as pictures, in their order and shape, and the pictures on them."""

import io
import re

import numpy as np
import pytest
from PIL import Image, PdfParser

from diar_gui.errors import Cancelled, ExportError, ImageError
from diar_gui.image_codecs import encode_image
from diar_gui.images import write_image
from diar_gui.pdf import PAGE_MM, write_pdf
from diar_gui.progress import Progress

COLOURS = {"red.png": (200, 30, 30), "blue.jpg": (30, 30, 200), "green.tif": (20, 150, 40)}


@pytest.fixture
def pictures(tmp_path):
    """Three pictures of one colour each, lying, standing and square."""
    for (name, colour), size in zip(COLOURS.items(), [(60, 80), (90, 45), (50, 50)], strict=True):
        write_image(tmp_path / name, np.full((*size, 3), colour, np.uint8))
    return [tmp_path / name for name in COLOURS]


def pages(path):
    """Return (width in mm, height in mm, pixels) of each page."""
    with PdfParser.PdfParser(str(path)) as pdf:
        found = []
        for reference in pdf.pages:
            page = pdf.read_indirect(reference)
            _, _, width, height = page[b"MediaBox"]
            (image,) = page[b"Resources"][b"XObject"].values()
            data = pdf.read_indirect(image).buf
            pixels = np.asarray(Image.open(io.BytesIO(data)))
            found.append((width / 72 * 25.4, height / 72 * 25.4, pixels))
    return found


def test_each_picture_is_a_page_of_its_shape(pictures, tmp_path):
    seen = []
    write_pdf(tmp_path / "all.pdf", pictures, Progress(lambda fraction, message: seen.append((fraction, str(message)))))
    sizes = [(PAGE_MM, PAGE_MM * 3 / 4), (PAGE_MM / 2, PAGE_MM), (PAGE_MM, PAGE_MM)]
    made = pages(tmp_path / "all.pdf")
    assert [page[:2] for page in made] == [pytest.approx(size, abs=0.1) for size in sizes]
    for (_, _, pixels), colour in zip(made, COLOURS.values(), strict=True):
        assert np.abs(pixels.astype(int) - colour).max() <= 3
    assert seen[0] == (0.0, "Writing page 1 of 3")
    assert seen[-1][0] == 1.0


def test_a_page_is_white_where_the_picture_shows_nothing(tmp_path):
    pixels = np.full((40, 40, 4), 90, np.uint8)
    pixels[:, 20:, 3] = 0
    pixels[:, :20, 3] = 255
    (tmp_path / "half.png").write_bytes(encode_image(pixels, ".png"))
    write_pdf(tmp_path / "half.pdf", [tmp_path / "half.png"], Progress())
    ((_, _, page),) = pages(tmp_path / "half.pdf")
    assert page[:, 30:].min() >= 250
    assert page[:, :12].max() <= 95


def test_what_is_there_is_kept_and_nothing_half_done_is_left(pictures, tmp_path):
    path = tmp_path / "all.pdf"
    path.write_bytes(b"mine")
    with pytest.raises(ExportError, match="exists already"):
        write_pdf(path, pictures, Progress())
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ImageError):
        write_pdf(path, [*pictures, tmp_path / "broken.png"], Progress(), overwrite=True)
    n_asked = []
    with pytest.raises(Cancelled):
        write_pdf(path, pictures, Progress(is_cancelled=lambda: n_asked.append(1) or len(n_asked) > 2), overwrite=True)
    assert path.read_bytes() == b"mine"
    write_pdf(path, pictures, Progress(), overwrite=True)
    assert re.match(rb"%PDF-1\.\d", path.read_bytes())
