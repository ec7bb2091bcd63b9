"""How coarsely a JPEG was saved."""

from pathlib import Path

import numpy as np
from PIL import Image


def jpeg_steps(path: Path) -> np.ndarray | None:
    """Return `(8, 8)` float32 quantisation steps of a JPEG's brightness, rows by vertical frequency; None of others."""
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            table = getattr(image, "quantization", {}).get(0)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, EOFError):
        return None
    return None if table is None or len(table) != 64 else np.array(table, np.float32).reshape(8, 8)
