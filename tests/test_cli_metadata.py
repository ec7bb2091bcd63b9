"""What the command line writes says where it comes from, unless it is not to."""

import numpy as np
import pytest
from PIL import Image

from diar_gui import __version__, cli
from diar_gui.images import read_image

GPS = 0x8825


@pytest.fixture
def camera_photos(tmp_path, poster_views):
    """Three JPEG photos with the notes of a camera that was held upright."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for i in range(3):
        notes = Image.Exif()
        notes[0x010F], notes[0x0112] = f"Maker {i}", 6
        notes[GPS] = {1: "N", 2: (52.0, 30.0, 59.64)}
        sideways = np.ascontiguousarray(np.rot90(poster_views[i]))
        Image.fromarray(sideways).save(folder / f"photo{i}.jpg", quality=95, exif=notes)
    return folder


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
@pytest.mark.parametrize("strip", [[], ["--strip"], ["--strip", "gps"]])
def test_the_picture_carries_what_the_reference_photo_noted(tmp_path, camera_photos, suffix, strip):
    is_stripped = strip == ["--strip"]
    output = tmp_path / f"clean{suffix}"
    arguments = [camera_photos, "-o", output, "--reference", "photo1.jpg", "--method", "median"]
    arguments += ["--save-weights", tmp_path / "weights", "--features", "sift"]
    assert cli.main(["reconstruct", *strip, *map(str, arguments)]) == 0
    with Image.open(output) as image:
        notes, size = image.getexif(), image.size
        assert ("icc_profile" in image.info) is not is_stripped
        assert size == read_image(output).shape[1::-1] == (480, 320)
        if is_stripped:
            assert not {0x010F, 0x0112, 0x0131, GPS} & set(notes)
        else:
            assert (notes[0x010F], notes[0x0112], notes[0x0131]) == ("Maker 1", 1, f"DIAR {__version__}")
            assert notes.get_ifd(GPS) == ({} if strip else {1: "N", 2: (52.0, 30.0, 59.64)})
    with Image.open(tmp_path / "weights" / "coverage.png") as image:
        assert not image.getexif()
