"""Images lie on the memory of the pixels they show."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from diar_gui.gui.look.pixel_images import image_on


@pytest.fixture
def pixels():
    return np.random.default_rng(1).integers(0, 256, (5, 7, 3), np.uint8)


def test_an_image_shows_the_pixels(pixels):
    image = image_on(pixels)
    assert (image.width(), image.height()) == (7, 5)
    for y, x in np.ndindex(5, 7):
        assert QColor(image.pixel(x, y)).getRgb()[:3] == tuple(pixels[y, x])


def test_opacity_is_opacity(pixels):
    image = image_on(np.ascontiguousarray(pixels[..., 0]))
    assert [image.pixelColor(x, 2).alpha() for x in range(7)] == pixels[2, :, 0].tolist()
