"""Qt's images of arrays of pixels."""

import numpy as np
from PySide6.QtGui import QImage


def image_on(pixels: np.ndarray) -> QImage:
    """Return an image on the memory of pixels, which must outlive it.

    Args:
        pixels: contiguous, `(H, W, 3)` uint8 in RGB, or `(H, W)` uint8 of opacity.
    """
    height, width = pixels.shape[:2]
    form = QImage.Format.Format_RGB888 if pixels.ndim == 3 else QImage.Format.Format_Alpha8
    return QImage(pixels.data, width, height, pixels.strides[0], form)
