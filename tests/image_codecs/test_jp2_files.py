"""JPEG 2000 as museums and scanners write it."""

import imagecodecs
import numpy as np
import pytest

from diar_gui.errors import ImageError
from diar_gui.images import read_photo


@pytest.mark.parametrize("codec", ["jp2", "j2k"])
@pytest.mark.parametrize("n_channels", [1, 3])
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_without_loss(tmp_path, bits, n_channels, codec):
    dtype = np.uint8 if bits == 8 else np.uint16
    numbers = np.random.default_rng(0).integers(0, 2**bits, (48, 64, n_channels)).astype(dtype)
    stored = numbers[..., 0] if n_channels == 1 else numbers
    data = imagecodecs.jpeg2k_encode(stored, level=0, codecformat=codec, bitspersample=bits)
    (tmp_path / f"a.{codec}").write_bytes(data)
    photo = read_photo(tmp_path / f"a.{codec}")
    wanted = np.rint(numbers * (np.iinfo(dtype).max / (2**bits - 1))).astype(dtype)
    np.testing.assert_array_equal(photo.pixels, np.broadcast_to(wanted, (48, 64, 3)))
    assert photo.notices == ()


def test_cut_short(tmp_path):
    data = imagecodecs.jpeg2k_encode(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8), level=0)
    for n_bytes in (12, 80, len(data) // 2):
        (tmp_path / "a.jp2").write_bytes(data[:n_bytes])
        with pytest.raises(ImageError, match="damaged"):
            read_photo(tmp_path / "a.jp2")
