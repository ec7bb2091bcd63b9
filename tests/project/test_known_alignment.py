"""An alignment from before serves as long as the photos are the same."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from diar_gui.alignment import AlignmentOptions
from diar_gui.edits import Edits
from diar_gui.images import FrameSet
from diar_gui.pipeline import RunOptions, run
from diar_gui.project import KnownAlignment, Project, file_mark, read_project, write_project
from diar_gui.reconstruction import ReconstructionOptions

OPTIONS = RunOptions(AlignmentOptions(features="sift"), ReconstructionOptions(method="median"), "cpu")


@pytest.fixture
def folder(make_photos):
    return make_photos(3)


@pytest.fixture
def result(folder):
    return run([folder], OPTIONS)


def known_of(result) -> KnownAlignment:
    return KnownAlignment.of([f.path for f in result.frames.frames], result.found)


def test_reopening_makes_the_same_picture_without_aligning(folder, result, tmp_path, monkeypatch):
    edits = Edits(left_out=frozenset({folder / "photo2.png"}))
    write_project(tmp_path / "p.diar", Project(tuple(sorted(folder.iterdir())), edits=edits, found=known_of(result)))
    project = read_project(tmp_path / "p.diar")
    expected = run([folder], OPTIONS, edits=edits)
    monkeypatch.setattr("diar_gui.pipeline.align_originals", None)  # would be called
    again = run(project.photos, OPTIONS, edits=project.edits, known=project.found)
    np.testing.assert_array_equal(again.reconstruction.picture, expected.reconstruction.picture)
    before, after = expected.report, again.report
    for one, other in zip(before["frames"], after["frames"], strict=True):
        H, G = one.pop("H_ref_from_frame"), other.pop("H_ref_from_frame")
        assert one == other
        assert (H is None) == (G is None)
        if H is not None:
            np.testing.assert_allclose(H, G, rtol=1e-12)


def test_it_serves_photos_that_were_moved(folder, result, tmp_path):
    known = known_of(result)
    places = {f.path: tmp_path / "new" / f.name for f in result.frames.frames}
    shutil.copytree(folder, tmp_path / "new")
    project = Project(tuple(places), found=known).relocated(places)
    shutil.rmtree(folder)
    frames = FrameSet(tuple(replace(f, path=places[f.path]) for f in result.frames.frames), ())
    assert project.found(frames) is not None
    assert known(frames) is None


def test_a_changed_photo_is_aligned_again(folder, result):
    known = known_of(result)
    assert known(result.frames) is not None
    path = folder / "photo1.png"
    path.write_bytes(path.read_bytes() + b"\0")
    assert known(result.frames) is None


def test_a_new_photo_is_aligned(result):
    known = known_of(result)
    fewer = KnownAlignment(
        known.photos[:2], known.marks[:2], replace(known.alignment, frames=known.alignment.frames[:2])
    )
    assert fewer(result.frames) is None


def test_it_holds_on_for_fewer_photos_but_not_without_the_reference(result):
    known, frames = known_of(result), result.frames.frames
    reference = result.found.reference
    others = [i for i in range(len(frames)) if i != reference]
    kept = sorted([reference, others[-1]])
    part = known(FrameSet(tuple(frames[i] for i in kept), ()))
    assert part.frames[part.reference].status == "reference"
    np.testing.assert_allclose(
        part.frames[kept.index(others[-1])].H_ref_from_frame, result.found.frames[others[-1]].H_ref_from_frame
    )
    assert known(FrameSet(tuple(frames[i] for i in others), ())) is None


def test_nonsense_from_a_file_is_aligned_again(result):
    known = known_of(result)
    broken = list(result.found.frames)
    other = next(i for i, f in enumerate(broken) if f.status == "aligned")
    broken[other] = replace(broken[other], H_ref_from_frame=np.zeros((3, 3)))
    assert replace(known, alignment=replace(known.alignment, frames=tuple(broken)))(result.frames) is None
    assert replace(known, alignment=replace(known.alignment, size=(3, 3)))(result.frames) is None


def test_marks_tell_files_apart(tmp_path):
    long = np.arange(300_000, dtype=np.uint32).tobytes()
    contents = [b"", b"a", b"ab", long, long[:-1], b"x" + long[1:], long[:-1] + b"x"]
    for i, content in enumerate(contents):
        (tmp_path / str(i)).write_bytes(content)
    marks = [file_mark(tmp_path / str(i)) for i in range(len(contents))]
    assert len(set(marks)) == len(contents)
    shutil.copyfile(tmp_path / "3", tmp_path / "copy")
    assert file_mark(tmp_path / "copy") == marks[3]
    assert file_mark(tmp_path / "gone") == file_mark(tmp_path) == ""
