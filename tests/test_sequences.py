"""Sequences on disk: what is read is what was written, and a broken one is named in one sentence."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.errors import ImageError
from diar_gui.images import Frame, read_image, write_image
from diar_gui.sequences import find_sequences, read_sequence

PIXELS = np.zeros((8, 12, 3), np.uint8)
SHIFT = [[1, 0, 2.5], [0, 1, -1], [0, 0, 1]]


@pytest.fixture
def make_sequence(tmp_path):
    """Return a function that writes a sequence of photos and its sequence.json (any text), and returns its folder."""

    def make(description=None, n_photos=3, name="sequence"):
        folder = tmp_path / name
        (folder / "frames").mkdir(parents=True)
        for i in range(n_photos):
            write_image(folder / "frames" / f"{i}.png", PIXELS)
        if description is not None:
            text = description if isinstance(description, str) else json.dumps(description)
            (folder / "sequence.json").write_text(text)
        return folder

    return make


def test_photos_alone_are_a_sequence(make_sequence):
    found = read_sequence(make_sequence(n_photos=11))
    assert [p.name for p in found.photos] == [f"{i}.png" for i in range(11)]
    assert found.reference == "0.png"
    assert (found.H_ref_from_frame, found.truth, found.truth_mask) == (None, None, None)
    assert (found.masks, found.source, found.licence) == ({}, "", "")
    assert not found.is_aligned


def test_all_that_a_sequence_can_hold(make_sequence):
    homographies = {"0.png": SHIFT, "2.png": np.diag([2, 2, 2]).tolist()}
    folder = make_sequence(
        {"reference": "1.png", "H_ref_from_frame": homographies, "source": "drawn", "licence": "CC0", "more": 1}
    )
    (folder / "masks").mkdir()
    for name in ("truth.png", "truth_mask.png", "masks/2_shadow.png", "masks/2_other.png"):
        write_image(folder / name, PIXELS)
    found = read_sequence(folder)
    assert (found.name, found.reference, found.source, found.licence) == ("sequence", "1.png", "drawn", "CC0")
    assert (found.truth, found.truth_mask) == (folder / "truth.png", folder / "truth_mask.png")
    assert found.masks == {("2.png", "shadow"): folder / "masks" / "2_shadow.png"}
    frames = [Frame(p.name, p, read_image(p)) for p in found.photos]
    shift, reference, twice = found.homographies(frames)
    np.testing.assert_array_equal(shift, SHIFT)
    np.testing.assert_array_equal(reference, np.eye(3))
    np.testing.assert_array_equal(twice, np.eye(3))


@given(
    values=st.lists(st.floats(-3, 3), min_size=6, max_size=6),
    scale=st.floats(0.1, 10) | st.floats(-10, -0.1),
)
def test_homographies_survive_the_disk_up_to_their_scale(tmp_path_factory, values, scale):
    H = np.array([[10 + values[0], values[1], values[2]], [values[3], 10 + values[4], values[5]], [0, 0, 1.0]])
    folder = tmp_path_factory.mktemp("round_trip")
    (folder / "frames").mkdir()
    write_image(folder / "frames" / "a.png", PIXELS)
    (folder / "sequence.json").write_text(json.dumps({"H_ref_from_frame": {"a.png": (scale * H).tolist()}}))
    (again,) = read_sequence(folder).homographies([Frame("a.png", folder / "frames" / "a.png", PIXELS)])
    np.testing.assert_allclose(again, H, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(again, geometry.normalised(again, PIXELS.shape[:2]))


def test_aligned_means_that_every_homography_is_the_identity(make_sequence):
    same = {f"{i}.png": np.diag([i + 1.0] * 3).tolist() for i in range(3)}
    assert read_sequence(make_sequence({"H_ref_from_frame": same}, name="a")).is_aligned
    assert not read_sequence(make_sequence({"H_ref_from_frame": {**same, "2.png": SHIFT}}, name="b")).is_aligned


def test_the_first_photos_always_hold_the_reference(make_sequence):
    found = read_sequence(make_sequence({"reference": "3.png"}, n_photos=5))
    names = [[p.name for p in found.first(n)] for n in (1, 3, 5, 9)]
    assert names[:2] == [["3.png"], ["0.png", "1.png", "3.png"]]
    assert names[2] == names[3] == [f"{i}.png" for i in range(5)]


def test_a_folder_of_sequences_stands_for_all_of_them(tmp_path, make_sequence):
    folders = [make_sequence(name=f"all/{name}") for name in ("s2", "s10")]
    (tmp_path / "all" / "notes").mkdir()
    (tmp_path / "all" / "notes.txt").write_text("")
    assert find_sequences([tmp_path / "all", folders[1]]) == folders
    assert find_sequences([folders[1]]) == [folders[1]]
    for wrong in (tmp_path / "all" / "notes", tmp_path / "missing", tmp_path / "all" / "notes.txt"):
        with pytest.raises(ImageError, match=wrong.name):
            find_sequences([wrong])


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "an object"),
        ({"reference": 3}, "reference is not a text"),
        ({"reference": "9.png"}, "the reference 9.png is none of the photos"),
        ({"reference": "../frames/0.png"}, "the reference ../frames/0.png is none of the photos"),
        ({"licence": ["CC0"]}, "licence is not a text"),
        ({"H_ref_from_frame": []}, "not an object"),
        ({"H_ref_from_frame": {"../0.png": SHIFT}}, "speaks of ../0.png"),
        ({"H_ref_from_frame": {"1.png": SHIFT}}, "no matrix for 2.png"),
        *(
            ({"H_ref_from_frame": {"1.png": matrix, "2.png": SHIFT}}, f"the homography of 1.png {words}")
            for matrix, words in [
                (None, "is not a matrix"),
                ([[1, 0], [0, 1]], "is not a matrix"),
                ([[1, 0, 0], [0, 1, 0], [0, 0, "1"]], "is not a matrix"),
                ([[True, 0, 0], [0, 1, 0], [0, 0, 1]], "is not a matrix"),
                ([[1, 0, 0], [0, 1, 0], [0, 0, float("nan")]], "is singular or not finite"),
                ([[1, 2, 3], [2, 4, 6], [0, 0, 1]], "is singular or not finite"),
                ([[0, 0, 0]] * 3, "is singular or not finite"),
                ([[10**400, 0, 0], [0, 1, 0], [0, 0, 1]], "holds numbers that are too large"),
            ]
        ),
    ],
)
def test_a_broken_description_is_named_in_one_sentence(make_sequence, description, words):
    folder = make_sequence(description)
    with pytest.raises(ImageError) as caught:
        read_sequence(folder)
    text = str(caught.value)
    assert text.startswith(f"{folder / 'sequence.json'} is broken: ")
    assert words in text
    assert text.endswith(".")
    assert "\n" not in text


def test_bytes_that_are_no_text_are_broken_too(make_sequence):
    folder = make_sequence()
    (folder / "sequence.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ImageError, match="not JSON"):
        read_sequence(folder)


def test_a_sequence_needs_photos(tmp_path, make_sequence):
    with pytest.raises(ImageError, match="No photos were found"):
        read_sequence(make_sequence(n_photos=0))
    with pytest.raises(ImageError, match="no folder frames"):
        read_sequence(tmp_path)


def test_homographies_that_are_not_there_or_do_not_fit_are_named(make_sequence):
    unknown = read_sequence(make_sequence(name="a"))
    frame = Frame("1.png", unknown.photos[1], PIXELS)
    with pytest.raises(ImageError, match="has no homographies"):
        unknown.homographies([frame])
    horizon = [[1, 0, 0], [0, 1, 0], [1, 0, -5.5]]  # passes the centre of a photo that is 12 pixels wide
    found = read_sequence(make_sequence({"H_ref_from_frame": {"1.png": horizon, "2.png": SHIFT}}, name="b"))
    with pytest.raises(ImageError, match=r"the homography of 1\.png fits no photo"):
        found.homographies([frame])
