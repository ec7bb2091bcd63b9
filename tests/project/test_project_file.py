"""Projects as files: what was saved comes back, and nothing strange is believed."""

import copy
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import project as projects
from diar_gui.alignment import AlignedFrame, Alignment, Matches
from diar_gui.bends import N_INTERVALS, Bend, same_bend
from diar_gui.edits import Edits, Finish, Straightening, Stroke
from diar_gui.errors import ExportError, ProjectError
from diar_gui.names import AUTO, CANVASES, COLOURS, FEATURES, METHODS, TONES
from diar_gui.project import KnownAlignment, Project, ProjectOptions, read_project, write_project
from diar_gui.sentences import Sentence

PHOTOS = tuple(Path(f"/pictures/church/{name}") for name in ("a.jpg", "b ü.png", "sub/c.tif"))
finite = st.floats(-1e5, 1e5)
options = st.builds(
    ProjectOptions,
    st.sampled_from(METHODS),
    st.sampled_from(FEATURES),
    st.sampled_from(TONES),
    st.sampled_from(CANVASES),
    st.none() | st.integers(256, 4096),
    st.sampled_from(COLOURS),
    st.none() | st.sampled_from((Path("/pictures/white.jpg"), Path("/pictures/boards"))),
    st.none() | st.sampled_from((AUTO, PHOTOS[0], Path("/pictures/auto"))),
)
strokes = st.builds(
    Stroke,
    st.sampled_from(PHOTOS),
    st.booleans(),
    st.lists(st.tuples(finite, finite), min_size=1, max_size=4).map(tuple),
    st.floats(0.01, 1e4),
    st.floats(0, 1),
)
corrections = st.builds(
    Edits,
    st.frozensets(st.sampled_from(PHOTOS)),
    st.none() | st.sampled_from(PHOTOS),
    st.lists(strokes, max_size=2).map(tuple),
)


bends = st.integers(0, 9).map(
    lambda seed: Bend(np.random.default_rng(seed).uniform(-1, 1, (N_INTERVALS + 3, N_INTERVALS + 3, 2)))
)


@st.composite
def aligned_frames(draw, *, is_reference: bool) -> AlignedFrame:
    n_matches = draw(st.integers(0, 9))
    points = np.array(draw(st.lists(st.tuples(finite, finite), min_size=2 * n_matches, max_size=2 * n_matches)))
    points = points.reshape(-1, 2).astype(np.float32).astype(float)
    is_inlier = np.array(draw(st.lists(st.booleans(), min_size=n_matches, max_size=n_matches)), bool)
    matches = Matches(points[:n_matches], points[n_matches:], is_inlier)
    status = "reference" if is_reference else draw(st.sampled_from(["aligned", "rejected"]))
    H = np.array(draw(st.lists(finite, min_size=9, max_size=9))).reshape(3, 3)
    return AlignedFrame(
        name="",
        status=status,
        reason=draw(st.text(max_size=20)) if status == "rejected" else "",
        n_matches=n_matches,
        n_inliers=int(is_inlier.sum()),
        error_px=draw(st.none() | st.floats(0, 100)),
        overlap_fraction=draw(st.floats(0, 1)),
        H_ref_from_frame=np.eye(3) if is_reference else H if status == "aligned" else None,
        matches=matches,
        bend=draw(st.none() | bends) if status == "aligned" else None,
    )


@st.composite
def known(draw) -> KnownAlignment:
    reference = draw(st.integers(0, len(PHOTOS) - 1))
    frames = tuple(draw(aligned_frames(is_reference=i == reference)) for i in range(len(PHOTOS)))
    marks = tuple(draw(st.sampled_from(["", "0f" * 16])) for _ in PHOTOS)
    return KnownAlignment(
        PHOTOS, marks, Alignment(reference, draw(st.tuples(st.integers(1, 9999), st.just(7))), frames)
    )


def assert_same(a: Project, b: Project) -> None:
    assert (a.photos, a.options, a.edits) == (b.photos, b.options, b.edits)
    assert (a.found is None) == (b.found is None)
    if a.found is None or b.found is None:
        return
    x, y = a.found.alignment, b.found.alignment
    assert (a.found.photos, a.found.marks, x.reference, x.size) == (b.found.photos, b.found.marks, y.reference, y.size)
    for one, other in zip(x.frames, y.frames, strict=True):
        plain = ("status", "reason", "n_matches", "n_inliers", "error_px", "overlap_fraction")
        assert [getattr(one, name) for name in plain] == [getattr(other, name) for name in plain]
        np.testing.assert_array_equal(one.H_ref_from_frame, other.H_ref_from_frame)
        assert same_bend(one.bend, other.bend)
        for name in ("frame_points", "reference_points", "is_inlier"):
            np.testing.assert_array_equal(getattr(one.matches, name), getattr(other.matches, name))


@given(st.builds(Project, st.just(PHOTOS), options, corrections, st.none() | known()))
def test_what_was_saved_comes_back(tmp_path_factory, project):
    path = tmp_path_factory.mktemp("projects") / "church.diar"
    write_project(path, project)
    assert_same(read_project(path), project)
    before = path.read_bytes()
    write_project(path, read_project(path), overwrite=True)
    assert path.read_bytes() == before


REASON = Sentence("{name} lies about {distance:.0f} pixels off {other}.", name="b", distance=7.6, other=Path("{n}.jpg"))


def older(path: Path, version: int) -> None:
    """Make the file what an older version would have written."""
    content = json.loads(path.read_text())
    content["version"] = version
    for name in ("colour", "flat_field", "target"):
        del content["options"][name]
    if version < 5:
        del content["edits"]["finish"]
        if content["edits"]["straightening"] is not None:
            del content["edits"]["straightening"]["size_mm"]
    for photo in content["found"]["photos"]:
        if version < 4:
            photo["reason"] = Sentence(photo["reason"]["template"], **photo["reason"]["values"])
        if version < 3:
            del photo["bend"]
    if version < 2:
        del content["options"]["canvas"]
    path.write_text(json.dumps(content))


def saved(folder: Path, project: Project | None = None) -> Path:
    path = folder / "church.diar"
    photos = (folder / "a.jpg", folder / "b.jpg")
    frames = (
        AlignedFrame("a", "reference", "", 0, 0, 0.0, 1.0, np.eye(3)),
        AlignedFrame("b", "rejected", REASON, 3, 0, None, 0.0, None),
    )
    found = KnownAlignment(photos, ("", ""), Alignment(0, (4, 6), frames))
    stroke = Stroke(photos[0], True, ((1.0, 2.0),), 3.0, 0.5)
    write_project(path, project or Project(photos, edits=Edits(strokes=(stroke,)), found=found))
    return path


def test_a_project_moves_with_its_photos(tmp_path):
    (tmp_path / "here").mkdir()
    path = saved(tmp_path / "here")
    text = path.read_text()
    assert str(tmp_path) not in text
    (tmp_path / "here").rename(tmp_path / "there")
    project = read_project(tmp_path / "there" / "church.diar")
    assert project.photos[0] == tmp_path / "there" / "a.jpg"
    assert project.edits.strokes[0].photo == tmp_path / "there" / "a.jpg"
    assert project.found.photos == project.photos


def test_a_file_that_is_there_is_replaced_only_if_wanted(tmp_path):
    path = saved(tmp_path)
    before = path.read_bytes()
    with pytest.raises(ExportError, match="exists already"):
        write_project(path, Project((tmp_path / "a.jpg",)))
    assert path.read_bytes() == before
    write_project(path, Project((tmp_path / "a.jpg",)), overwrite=True)
    assert read_project(path).found is None


NO_PROJECTS = {
    "missing": None,
    "empty": b"",
    "cut short": b'{"format": "DIAR project"',
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "another kind of JSON": b'{"version": 1}',
    "a list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "a long number": b'{"format": "DIAR project", "version": 1' + b"0" * 5000 + b"}",
    "a newer one": b'{"format": "DIAR project", "version": 7, "wonders": []}',
    "nothing else": b'{"format": "DIAR project", "version": 1}',
    "no version": b'{"format": "DIAR project"}',
}


@pytest.mark.parametrize("content", NO_PROJECTS.values(), ids=NO_PROJECTS)
def test_what_is_no_project_is_told_in_one_sentence(tmp_path, content):
    path = tmp_path / "strange.diar"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"strange\.diar.*\.$"):
        read_project(path)


def test_a_project_of_the_first_version_shows_the_view_of_the_reference(tmp_path):
    path = saved(tmp_path)
    now = read_project(path)
    older(path, 1)
    assert_same(read_project(path), now)
    assert now.options.canvas == "reference"


def test_a_project_of_the_second_version_bends_nothing(tmp_path):
    path = saved(tmp_path)
    now = read_project(path)
    older(path, 2)
    assert_same(read_project(path), now)


def test_a_project_of_the_third_version_knows_reasons_in_english_only(tmp_path):
    path = saved(tmp_path)
    now = read_project(path)
    older(path, 3)
    then = read_project(path)
    assert_same(then, now)
    assert then.found.alignment.frames[1].reason == "b lies about 8 pixels off {n}.jpg."


def test_a_project_of_the_fourth_version_has_no_finish_and_no_true_size(tmp_path):
    photo = tmp_path / "a.jpg"
    corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    path = saved(tmp_path)
    straightening = Straightening(photo, corners, 0.7, (210.0, 297.0))
    edits = Edits(straightening=straightening, finish=Finish(0.5, (0.4, 0.5, 0.6), 10.0, is_even=True))
    project = replace(read_project(path), edits=edits)
    write_project(path, project, overwrite=True)
    assert_same(read_project(path), project)
    older(path, 4)
    then = read_project(path)
    assert then.edits == Edits(straightening=replace(straightening, size_mm=None))


def test_a_project_of_the_fifth_version_measures_nothing(tmp_path):
    photo, board = tmp_path / "a.jpg", tmp_path / "boards"
    options = ProjectOptions(tone="as-shot", colour="ecirgb-v2", flat_field=board, target=photo)
    path = saved(tmp_path)
    project = replace(read_project(path), options=options)
    write_project(path, project, overwrite=True)
    assert_same(read_project(path), project)
    assert str(tmp_path) not in path.read_text()
    older(path, 5)
    assert read_project(path).options == ProjectOptions(tone="as-shot")


def test_what_is_measured_by_moves_and_is_left_out_as_photos_are(tmp_path):
    board, chart = tmp_path / "board.jpg", tmp_path / "chart.jpg"
    project = Project((tmp_path / "a.jpg",), ProjectOptions(flat_field=board, target=chart))
    assert project.beside == (board, chart)
    moved = project.relocated({board: Path("/new/board.jpg")})
    assert (moved.options.flat_field, moved.options.target) == (Path("/new/board.jpg"), chart)
    left = project.without({chart})
    assert (left.options.flat_field, left.options.target) == (board, None)
    assert left.photos == project.photos
    automatic = replace(project, options=replace(project.options, target=AUTO))
    assert automatic.without({board}).options.target == AUTO


def test_a_reason_comes_back_with_its_template(tmp_path):
    reason = read_project(saved(tmp_path)).found.alignment.frames[1].reason
    assert reason == REASON
    assert (reason.template, reason.values) == (REASON.template, {"name": "b", "distance": 7.6, "other": "{n}.jpg"})


STRANGE_REASONS = {
    "no template": {"values": {}},
    "a text": "It is blurred.",
    "a list": {"template": "{a}", "values": ["b"]},
    "a long one": {"template": "{a}" * 1000, "values": {"a": "b" * 1000}},
    "many values": {"template": "", "values": {str(i): "" for i in range(100)}},
    "a value of another kind": {"template": "{a}", "values": {"a": ["b"]}},
    "a text for a number": {"template": "{a:.1f}", "values": {"a": "b"}},
    "a number without end": {"template": "{a:.1f}", "values": {"a": 10**400}},
    "half a character": {"template": "\ud800", "values": {}},
}


@pytest.mark.parametrize("reason", STRANGE_REASONS.values(), ids=STRANGE_REASONS)
def test_a_strange_reason_is_told_in_one_sentence(tmp_path, reason):
    path = saved(tmp_path)
    content = json.loads(path.read_text())
    content["found"]["photos"][1]["reason"] = reason
    path.write_text(json.dumps(content))
    with pytest.raises(ProjectError, match=r"damaged.*\.$"):
        read_project(path)


def test_a_newer_version_is_told(tmp_path):
    (tmp_path / "new.diar").write_bytes(NO_PROJECTS["a newer one"])
    with pytest.raises(ProjectError, match="newer version"):
        read_project(tmp_path / "new.diar")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_a_pipe_and_a_huge_file_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.diar")
    with pytest.raises(ProjectError, match="is no file"):
        read_project(tmp_path / "pipe.diar")
    with (tmp_path / "huge.diar").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(ProjectError, match="larger"):
        read_project(tmp_path / "huge.diar")


def test_too_many_corrections_are_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(projects.file, "MAX_FILE_BYTES", 1000)
    with pytest.raises(ProjectError, match="too large"):
        saved(tmp_path)
    assert not list(tmp_path.iterdir())


def damaged(values: object) -> list[object]:
    """Return copies of JSON values with each single one replaced, dropped or joined by another."""
    found: list[object] = []
    strange = [None, -1, 1e300, float("nan"), "x", [], {}, True]

    def visit(node, put):
        found.extend(put(s) for s in strange)
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, child in list(pairs):

            def put_child(value, key=key, node=node):
                changed = copy.copy(node)
                changed[key] = value
                return put(changed)

            visit(child, put_child)
        if isinstance(node, dict):
            found.append(put({**node, "more": 1}))
            found.extend(put({k: v for k, v in node.items() if k != left}) for left in node)

    visit(values, lambda value: value)
    return found


def test_each_damage_is_refused_or_harmless(tmp_path):
    path = saved(tmp_path)
    values = json.loads(path.read_text())
    refusals = []
    for changed in damaged(values):
        path.write_text(json.dumps(changed))
        try:
            project = read_project(path)
        except ProjectError as error:
            refusals.append(str(error))
        else:
            write_project(path, project, overwrite=True)
            assert_same(read_project(path), project)
    assert len(refusals) > 100
    assert all(sentence.endswith(".") for sentence in refusals)


def test_options_nobody_knows_are_refused(tmp_path):
    path = saved(tmp_path)
    values = json.loads(path.read_text())
    for name in ("method", "features", "tone"):
        path.write_text(json.dumps({**values, "options": {**values["options"], name: "__import__('os')"}}))
        with pytest.raises(ProjectError, match="damaged"):
            read_project(path)


def test_without_a_photo_nothing_is_said_about_it(tmp_path):
    project = read_project(saved(tmp_path))
    left = project.without({tmp_path / "a.jpg"})
    assert left.photos == (tmp_path / "b.jpg",)
    assert left.edits.is_empty


def test_relocated_photos_take_everything_with_them(tmp_path):
    project = read_project(saved(tmp_path))
    project = replace(project, edits=replace(project.edits, left_out=frozenset({tmp_path / "b.jpg"})))
    places = {tmp_path / "a.jpg": Path("/new/a.jpg")}
    moved = project.relocated(places)
    assert moved.photos == (Path("/new/a.jpg"), tmp_path / "b.jpg")
    assert moved.edits.strokes[0].photo == Path("/new/a.jpg")
    assert moved.edits.left_out == {tmp_path / "b.jpg"}
    assert moved.found.photos == moved.photos
