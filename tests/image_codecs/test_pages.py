"""Of files with several pictures the first one is taken, and that is said."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from diar_gui.images import find_images, read_frames, read_photo
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch


def page(seed, dtype=np.uint8):
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, (24, 40, 3), dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_pages_of_a_tiff(tmp_path, dtype):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for seed in range(3):
            file.write(page(seed, dtype), photometric="rgb")
    photo = read_photo(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, page(0, dtype))
    assert photo.notices == ("a.tif holds 3 pages; only the first one is used.",)


def test_a_smaller_copy_is_no_page(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(page(0), photometric="rgb")
        file.write(page(0)[::4, ::4], photometric="rgb", subfiletype=1)
    assert read_photo(tmp_path / "a.tif").notices == ()


@pytest.mark.parametrize(("suffix", "options"), [(".png", {}), (".webp", {"lossless": True})])
def test_animations(tmp_path, suffix, options):
    first, *others = (Image.fromarray(page(seed)) for seed in range(4))
    first.save(tmp_path / f"a{suffix}", save_all=True, append_images=others, **options)
    photo = read_photo(tmp_path / f"a{suffix}")
    np.testing.assert_array_equal(photo.pixels, page(0))
    assert photo.notices == (f"a{suffix} holds 4 pictures; only the first one is used.",)


def test_one_picture_is_not_worth_a_word(tmp_path):
    for suffix in (".png", ".webp", ".tif", ".jpg", ".bmp"):
        Image.fromarray(page(0)).save(tmp_path / f"a{suffix}")
        assert read_photo(tmp_path / f"a{suffix}").notices == ()


def test_the_second_picture_that_phones_put_behind_a_jpeg_is_not_worth_a_word(tmp_path):
    Image.fromarray(page(0)).save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[Image.fromarray(page(1))])
    assert read_photo(tmp_path / "a.jpg").notices == ()


def test_the_user_is_told_while_photos_are_read(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for seed in range(2):
            file.write(page(seed), photometric="rgb")
    told = []
    read_frames(find_images([tmp_path]), Scratch(10**9), Progress(on_notice=told.append))
    assert told == ["a.tif holds 2 pages; only the first one is used."]


def test_what_is_true_of_many_photos_is_said_once(tmp_path):
    for name, n_pages in (("a", 2), ("b", 3), ("c", 2)):
        with tifffile.TiffWriter(tmp_path / f"{name}.tif") as file:
            for seed in range(n_pages):
                file.write(page(seed), photometric="rgb")
    told = []
    read_frames(find_images([tmp_path]), Scratch(10**9), Progress(on_notice=told.append))
    assert told == ["a.tif holds 2 pages; only the first one is used. The same is true of 2 more photos."]
