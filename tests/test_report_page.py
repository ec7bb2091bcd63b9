"""The report for people."""

import base64
import io
import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest
from PIL import Image

from diar_gui.cli import main
from diar_gui.images import read_image, write_image

QUICK = ("--method", "median", "--features", "none", "--quiet")
BAD_NAME = "<script>alert(1)<&'.png"


@pytest.fixture
def folder(make_photos):
    """Three photos, one of them with a name that is markup, and one file that is no photo."""
    folder = make_photos(3)
    first = sorted(folder.iterdir())[0]
    picture = read_image(first)
    first.unlink()
    write_image(folder / BAD_NAME, picture)
    (folder / "broken.png").write_bytes(b"\x89PNG nothing")
    return folder


def page_of(folder, tmp_path, *more):
    made = tmp_path / "report.html"
    arguments = ["-o", str(tmp_path / "a.png"), "--report-html", str(made), *QUICK, *more]
    assert main(["reconstruct", str(folder), *arguments]) == 0
    return made.read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Notes tags, attributes and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.text, self.pictures = [], [], "", {}

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        values = dict(attrs)
        self.links += [values[name] for name in ("src", "href") if name in values]
        if tag == "img":
            self.pictures[values["alt"]] = values["src"]

    def handle_data(self, data):
        self.text += data


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def picture(link):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(link.split(",", 1)[1]))))


def test_it_holds_all_and_needs_no_network(folder, tmp_path):
    page = page_of(folder, tmp_path)
    found = read(page)
    assert all(link.startswith("data:image/jpeg;base64,") for link in found.links)
    assert not re.search(r"@import|url\(|https?:", page)
    for text in ("broken.png", "left out", "median", "numpy", "sRGB", "This method does not know"):
        assert text in found.text


def test_names_are_no_markup(folder, tmp_path):
    found = read(page_of(folder, tmp_path))
    assert found.tags.count("script") == 1
    assert BAD_NAME in found.text
    assert BAD_NAME in found.pictures


def test_before_and_after_are_the_photo_and_the_picture(folder, tmp_path):
    found = read(page_of(folder, tmp_path, "--reference", BAD_NAME))
    before, after = picture(found.pictures["Reference photo"]), picture(found.pictures["Clean picture"])
    assert before.shape == after.shape
    for shown, true in ((before, folder / BAD_NAME), (after, tmp_path / "a.png")):
        wanted = cv2.resize(read_image(true), (shown.shape[1], shown.shape[0]), interpolation=cv2.INTER_AREA)
        assert np.abs(shown.astype(int) - wanted).mean() < 4


def test_size_and_resolution_are_told(folder, tmp_path):
    height, width = read_image(sorted(folder.glob("*.png"))[-1]).shape[:2]
    corners = f"0,0,{width - 1},0,{width - 1},{height - 1},0,{height - 1}"
    found = read(page_of(folder, tmp_path, "--straighten", corners, "--true-size", "300x200"))
    assert "300 x 200 mm" in found.text
    assert "pixels per inch" in found.text


def test_a_page_that_is_there_is_left(folder, tmp_path, capsys):
    (tmp_path / "report.html").write_text("mine")
    arguments = ["-o", str(tmp_path / "a.png"), "--report-html", str(tmp_path / "report.html"), *QUICK]
    assert main(["reconstruct", str(folder), *arguments]) == 1
    assert (tmp_path / "report.html").read_text() == "mine"
    assert not (tmp_path / "a.png").exists()
    assert "report.html" in capsys.readouterr().err
