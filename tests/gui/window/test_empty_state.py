"""The page without photos: everything on it can be read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from diar_gui.gui.window.empty_state import EmptyState


@pytest.mark.parametrize("size", [(1000, 700), (2000, 1200)])
def test_no_text_is_cut_off(qtbot, size):
    page = EmptyState()
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    texts = [label for label in page.findChildren(QLabel) if label.text()]
    assert len(texts) == 3
    for text in texts:
        flags = int(Qt.TextFlag.TextWordWrap) if text.wordWrap() else 0
        needed = text.fontMetrics().boundingRect(text.contentsRect(), flags, text.text())
        assert needed.width() <= text.width(), text.text()
        assert needed.height() <= text.height(), text.text()
