"""What the pages that people read in a browser have in common: each is one file that opens without a network."""

import base64

import numpy as np

from diar_gui.colour import eight_bits
from diar_gui.image_codecs import encode_image
from diar_gui.images import shrunk

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; color: #1c1f23;
  background: #fafafa; }
table { border-collapse: collapse; width: 100%; background: #fff; }
th, td { padding: .5em .7em; border-bottom: 1px solid #e2e4e7; text-align: left; vertical-align: middle; }
.failed { color: #a3261b; font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) { body { background: #17191c; color: #e4e6e9; } table { background: #1f2226; }
  th, td { border-color: #33373d; } .failed { color: #ff8a7d; } a { color: #8ab4f8; } }
"""

_JPEG_QUALITY = 80


def embedded_jpeg(pixels: np.ndarray, long_side_px: int) -> str:
    """Return a picture, made smaller where it is larger, as the base64 of a JPEG.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16 sRGB.
        long_side_px: at most.
    """
    small = eight_bits(shrunk(np.ascontiguousarray(pixels[..., :3]), long_side_px))
    return base64.b64encode(bytes(encode_image(small, ".jpg", None, jpeg_quality=_JPEG_QUALITY))).decode()
