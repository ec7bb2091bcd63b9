"""JPEG of more than 8 bits, and PNG with texts that are longer than Pillow takes."""

import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from diar_gui.images import read_photo


def ramp(full: int) -> np.ndarray:
    y, x = np.mgrid[:64, :96]
    return np.stack([y / 63, x / 95, (y + x) / 158], axis=-1) * full


@pytest.mark.parametrize("n_channels", [1, 3])
def test_jpeg_of_12_bits(tmp_path, n_channels):
    numbers = np.rint(ramp(4095)).astype(np.uint16)
    stored = np.ascontiguousarray(numbers[..., 0]) if n_channels == 1 else numbers
    options = {"subsampling": "444"} if n_channels == 3 else {}
    (tmp_path / "a.jpg").write_bytes(imagecodecs.jpeg8_encode(stored, level=98, bitspersample=12, **options))
    photo = read_photo(tmp_path / "a.jpg")
    assert photo.pixels.dtype == np.uint16
    wanted = numbers[..., :1] if n_channels == 1 else numbers
    np.testing.assert_allclose(photo.pixels / 65535, np.broadcast_to(wanted, numbers.shape) / 4095, atol=12 / 4095)


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_jpeg_without_loss(tmp_path, bits):
    dtype = np.uint8 if bits == 8 else np.uint16
    numbers = np.random.default_rng(0).integers(0, 2**bits, (48, 64)).astype(dtype)
    (tmp_path / "a.jpg").write_bytes(imagecodecs.ljpeg_encode(numbers, bitspersample=bits))
    wanted = np.rint(numbers * (np.iinfo(dtype).max / (2**bits - 1)))
    np.testing.assert_array_equal(read_photo(tmp_path / "a.jpg").pixels[..., 1], wanted)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kind", [b"iTXt", b"zTXt"])
def test_png_with_a_long_text(tmp_path, kind, dtype):
    from diar_gui.images import write_image

    pixels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (20, 30, 3), dtype)
    write_image(tmp_path / "a.png", pixels)
    data = (tmp_path / "a.png").read_bytes()
    packed = zlib.compress(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b" " * 3_000_000 + b"</x:xmpmeta>")
    head = b"XML:com.adobe.xmp\0\1\0\0\0" if kind == b"iTXt" else b"XML:com.adobe.xmp\0\0"
    body = head + packed
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    (tmp_path / "a.png").write_bytes(data[:33] + chunk + data[33:])
    np.testing.assert_array_equal(read_photo(tmp_path / "a.png").pixels, pixels)


def test_orientation_in_the_texts_of_a_png(tmp_path):
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", '<x xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>')
    pixels = np.random.default_rng(0).integers(0, 255, (20, 30, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png", pnginfo=texts)
    np.testing.assert_array_equal(read_photo(tmp_path / "a.png").pixels, np.rot90(pixels, -1))
