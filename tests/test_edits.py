"""Corrections as values, and as JSON."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.edits import Edits, Finish, Placement, Straightening, Stroke
from diar_gui.errors import ProjectError

FOLDER = Path("/pictures/church")
photos = st.sampled_from([FOLDER / "a.jpg", FOLDER / "sub" / "b ü.png", Path("/elsewhere/c.tif")])
number = st.floats(-1e6, 1e6, allow_nan=False)
points = st.tuples(number, number)
four = st.tuples(points, points, points, points)
strokes = st.builds(
    Stroke,
    photos,
    st.booleans(),
    st.lists(points, min_size=1, max_size=5).map(tuple),
    st.floats(0.01, 1e4),
    st.floats(0, 1),
)
matrices = st.tuples(*[st.tuples(number, number, number)] * 3)
placements = st.builds(Placement, photos, photos, four, four, matrices)
sides_mm = st.floats(0.01, 1e6)
straightenings = st.builds(
    Straightening, photos, four, st.none() | st.floats(0.01, 100), st.none() | st.tuples(sides_mm, sides_mm)
)
light = st.floats(0.001, 1)
finishes = st.builds(
    Finish, st.floats(-2, 2), st.none() | st.tuples(light, light, light), st.floats(-80, 80), st.booleans()
)
all_edits = st.builds(
    Edits,
    st.frozensets(photos),
    st.none() | photos,
    st.lists(strokes, max_size=3).map(tuple),
    st.lists(placements, max_size=2).map(tuple),
    st.none() | straightenings,
    finishes,
)


@given(all_edits)
def test_corrections_come_back_from_json(edits):
    text = json.dumps(edits.as_json(FOLDER), allow_nan=False)
    assert Edits.from_json(json.loads(text), FOLDER) == edits


def test_photos_beside_the_file_are_named_without_the_folder():
    edits = Edits(left_out=frozenset({FOLDER / "a.jpg"}), reference=FOLDER / "sub" / "b.jpg")
    values = edits.as_json(FOLDER)
    assert (values["left_out"], values["reference"]) == (["a.jpg"], "sub/b.jpg")
    moved = Edits.from_json(values, Path("/other"))
    assert moved.left_out == {Path("/other/a.jpg")}


def test_a_photo_is_switched_off_and_on_and_placed_once():
    photo = FOLDER / "a.jpg"
    off = Edits().with_photo(photo, is_on=False)
    assert off.left_out == {photo}
    assert off.with_photo(photo, is_on=True).is_empty
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    unit = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    first = Placement(photo, FOLDER / "b.jpg", corners, corners, unit)
    second = Placement(photo, FOLDER / "c.jpg", corners, corners, unit)
    assert Edits().with_placement(first).with_placement(second).placements == (second,)


GOOD = Edits(
    left_out=frozenset({FOLDER / "a.jpg"}),
    strokes=(Stroke(FOLDER / "a.jpg", True, ((1.0, 2.0),), 3.0, 0.5),),
    straightening=Straightening(FOLDER / "a.jpg", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)), 1.5),
).as_json(FOLDER)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("strokes", 0, "radius_px"), 0),
        (("strokes", 0, "radius_px"), "3"),
        (("strokes", 0, "is_wanted"), 1),
        (("strokes", 0, "points"), []),
        (("strokes", 0, "points"), [[1, float("nan")]]),
        (("strokes", 0, "points"), [[1]]),
        (("strokes",), [{}] * 10_001),
        (("strokes",), None),
        (("left_out",), [7]),
        (("left_out",), ["a\0b"]),
        (("straightening", "corners"), [[0, 0]] * 3),
        (("straightening", "corners"), [[0, 0]] * 5),
        (("straightening", "aspect"), 0),
        (("reference",), {}),
        (("straightening", "size_mm"), [210]),
        (("straightening", "size_mm"), [0, 297]),
        (("finish",), None),
        (("finish", "exposure_ev"), 2.1),
        (("finish", "warmth_mired"), float("nan")),
        (("finish", "white"), [0.5, 0.5]),
        (("finish", "white"), [0.5, 0.5, 0]),
        (("finish", "is_even"), 1),
    ],
)
def test_what_is_no_correction_is_one_sentence(path, value):
    values = copy.deepcopy(GOOD)
    place = values
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ProjectError, match=r"^The corrections in the project cannot be understood .*\.$"):
        Edits.from_json(values, FOLDER)


@pytest.mark.parametrize("values", [None, [], "x", {}, 3])
def test_anything_else_is_refused_too(values):
    with pytest.raises(ProjectError):
        Edits.from_json(values, FOLDER)
