"""Which photos belong together."""

import os

import cv2
import numpy as np
import pytest
from PIL import Image

from diar_gui.batch.sets import find_sets, grouping_from_text, taken_at
from diar_gui.errors import ImageError
from diar_gui.progress import Progress


def photo(path, taken: str | None = None, fraction: str | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken is not None:
        exif.get_ifd(0x8769)[0x9003] = taken
    if fraction is not None:
        exif.get_ifd(0x8769)[0x9291] = fraction
    Image.new("RGB", (8, 8)).save(path, exif=exif)


def found(root, text: str = "folder") -> dict[str, list[str]]:
    grouping = grouping_from_text(text)
    assert grouping is not None
    sets = find_sets([root], grouping, Progress())
    return {one.name: [photo.name for photo in one.photos] for one in sets}


def test_each_folder_with_photos_is_a_set_whatever_lies_beside_them(tmp_path):
    for name in ("b/2.jpg", "b/10.jpg", "a/x/1.png", "a/x/2.png", "a/one.jpg", ".trash/1.jpg", ".trash/2.jpg"):
        photo(tmp_path / name)
    (tmp_path / "notes.txt").write_text("nothing")
    assert found(tmp_path) == {"a_x": ["1.png", "2.png"], "b": ["2.jpg", "10.jpg"]}


def test_a_sequence_on_disk_is_one_set_of_its_frames(tmp_path):
    for name in ("s/frames/0.png", "s/frames/1.png", "s/truth.png"):
        photo(tmp_path / name)
    assert found(tmp_path) == {"s": ["0.png", "1.png"]}


def test_photos_of_the_folder_itself_have_its_name(tmp_path):
    for name in ("wall/1.jpg", "wall/2.jpg"):
        photo(tmp_path / name)
    assert list(found(tmp_path / "wall")) == ["wall"]


def test_names_up_to_the_last_number(tmp_path):
    for name in ("poster_1.jpg", "poster_2.jpg", "map-01.jpg", "map-02.jpg", "map-03.jpg", "alone 7.jpg"):
        photo(tmp_path / "in" / name)
    assert found(tmp_path, "name") == {
        "in_map": ["map-01.jpg", "map-02.jpg", "map-03.jpg"],
        "in_poster": ["poster_1.jpg", "poster_2.jpg"],
    }


def test_a_count_cuts_in_natural_order_and_leaves_a_single_photo(tmp_path):
    for i in range(1, 12):
        photo(tmp_path / "in" / f"{i}.jpg")
    assert found(tmp_path, "count:5") == {
        "in_01": [f"{i}.jpg" for i in range(1, 6)],
        "in_02": [f"{i}.jpg" for i in range(6, 11)],
    }


def test_a_gap_in_time_begins_another_set_across_midnight_and_by_fractions(tmp_path):
    times = {"d.jpg": ("2026:01:01 23:59:58", None), "c.jpg": ("2026:01:02 00:00:01", None)}
    times |= {"b.jpg": ("2026:01:02 00:00:11", "2"), "a.jpg": ("2026:01:02 00:00:11", "9")}
    for name, (taken, fraction) in times.items():
        photo(tmp_path / "in" / name, taken, fraction)
    assert found(tmp_path, "time:5") == {"in_01": ["d.jpg", "c.jpg"], "in_02": ["b.jpg", "a.jpg"]}


def test_without_exif_the_files_own_time_counts(tmp_path):
    cv2.imwrite(str(tmp_path / "x.png"), np.zeros((4, 4, 3), np.uint8))
    os.utime(tmp_path / "x.png", (1000, 1234))
    assert taken_at(tmp_path / "x.png") == 1234


@pytest.mark.parametrize(
    "text", ["", "folders", "time", "time:0", "time:-3", "time:inf", "count:1", "count:2.5", "count"]
)
def test_what_is_no_grouping(text):
    assert grouping_from_text(text) is None


def test_two_sets_of_one_name_are_refused_with_both_places(tmp_path):
    for name in ("a_b/1.jpg", "a_b/2.jpg", "a/b/1.jpg", "a/b/2.jpg"):
        photo(tmp_path / name)
    with pytest.raises(ImageError, match=r"Two sets would be called a_b \(.*a/b and .*a_b\)"):
        found(tmp_path)


def test_a_folder_without_sets_and_a_file_are_refused(tmp_path):
    photo(tmp_path / "alone" / "1.jpg")
    with pytest.raises(ImageError, match="holds two photos or more"):
        found(tmp_path / "alone")
    with pytest.raises(ImageError, match="is not a folder"):
        found(tmp_path / "alone" / "1.jpg")
