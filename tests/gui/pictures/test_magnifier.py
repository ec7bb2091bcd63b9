"""The magnifier shows the point under its cross, and never lies under the cursor."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from diar_gui.gui.pictures.magnifier import SIDE_PX, Magnifier, magnified_zoom


@pytest.fixture
def magnifier(qtbot: QtBot) -> Iterator[Magnifier]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(480, 420)
    parent.show()
    yield Magnifier(parent)
    parent.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 479), st.integers(0, 419))
def test_it_stays_beside_the_cursor_and_inside_the_window(magnifier: Magnifier, x: int, y: int) -> None:
    magnifier.show_at(np.zeros((50, 50, 3), np.uint8), (25, 25), QPoint(x, y), 4.0)
    parent = magnifier.parentWidget()
    assert parent is not None
    assert not magnifier.geometry().contains(x, y)
    assert parent.rect().contains(magnifier.geometry())


@pytest.mark.parametrize("zoom", [1.0, 4.0, 12.0])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("point", [(40, 30), (0, 0), (79, 59)])
def test_the_pixel_of_the_point_is_in_the_middle(
    magnifier: Magnifier, point: tuple[int, int], dtype: type[np.unsignedinteger], zoom: float
) -> None:
    x, y = point
    pixels = np.zeros((60, 80, 3), dtype)
    most = np.iinfo(dtype).max
    pixels[y, x] = most, 0, 0
    magnifier.show_at(pixels, (float(x), float(y)), QPoint(240, 200), zoom)
    image = magnifier.grab().toImage()
    middle = SIDE_PX // 2
    colours = [QColor(image.pixel(middle + dx, middle + dy)) for dx in (-1, 0) for dy in (-1, 0)]
    assert max(c.red() for c in colours) > 150
    assert all(c.green() < 60 for c in colours)


def test_it_is_empty_outside_the_picture_and_does_not_fail(magnifier: Magnifier) -> None:
    magnifier.show_at(np.zeros((10, 10, 3), np.uint8), (1000.0, -500.0), QPoint(5, 5), 4.0)
    assert not magnifier.grab().isNull()


def test_it_magnifies_within_bounds() -> None:
    zooms = [magnified_zoom(view_zoom) for view_zoom in (0.01, 0.2, 1.0, 2.0, 40.0)]
    assert zooms == sorted(zooms)
    assert all(1 <= zoom <= 12 for zoom in zooms)
