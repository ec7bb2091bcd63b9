"""Photos that are not where a project says."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from diar_gui.alignment import AlignedFrame, Alignment
from diar_gui.errors import Cancelled
from diar_gui.project import KnownAlignment, Project, ProjectOptions, found_by_name, missing_photos
from diar_gui.project.missing import is_on_strange_computer


def files(folder: Path, contents: dict[str, str]) -> list[Path]:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return [folder / name for name in contents]


def never() -> None:
    pass


def test_missing_are_those_that_are_no_files(tmp_path):
    a, b = files(tmp_path, {"a.jpg": "a", "b.jpg": "b"})
    project = Project((a, b, tmp_path / "c.jpg", tmp_path))
    assert missing_photos(project, tmp_path) == (tmp_path / "c.jpg", tmp_path)


def test_a_flat_field_and_a_target_are_missed_as_well(tmp_path):
    (a,) = files(tmp_path, {"a.jpg": "a"})
    gone, boards = tmp_path / "chart.jpg", tmp_path / "boards"
    project = Project((a,), ProjectOptions(flat_field=boards, target=gone))
    assert missing_photos(project, tmp_path) == (boards, gone)
    boards.mkdir()
    assert missing_photos(project, tmp_path) == (gone,)
    files(tmp_path, {"new/chart.jpg": "chart"})
    assert found_by_name(project, (gone,), tmp_path, never) == {gone: tmp_path / "new/chart.jpg"}


def test_they_are_found_by_their_names_wherever_they_are(tmp_path):
    files(tmp_path, {"x/y/a.jpg": "a", "x/c.jpg": "c", ".hidden/b.jpg": "b"})
    was = tuple(Path("/was") / name for name in ("a.jpg", "b.jpg"))
    assert found_by_name(Project(was), was, tmp_path, never) == {was[0]: tmp_path / "x/y/a.jpg"}


def test_of_several_the_same_file_is_taken(tmp_path):
    files(tmp_path, {"1/a.jpg": "other", "2/deep/a.jpg": "same"})
    photo = files(tmp_path, {"was/a.jpg": "same"})[0]
    frame = AlignedFrame("a", "rejected", "", 0, 0, None, 0.0, None)
    known = KnownAlignment.of([photo], Alignment(0, (1, 1), (frame,)))
    photo.unlink()
    found = found_by_name(Project((photo,), found=known), (photo,), tmp_path, never)
    assert found == {photo: tmp_path / "2/deep/a.jpg"}
    assert found_by_name(Project((photo,)), (photo,), tmp_path, never) == {photo: tmp_path / "1/a.jpg"}


def test_two_of_one_name_find_their_own_folders_and_never_the_same_file(tmp_path):
    files(tmp_path, {"left/1.jpg": "l", "right/1.jpg": "r"})
    was = (Path("/was/right/1.jpg"), Path("/was/left/1.jpg"))
    expected = {was[0]: tmp_path / "right/1.jpg", was[1]: tmp_path / "left/1.jpg"}
    assert found_by_name(Project(was), was, tmp_path, never) == expected
    (tmp_path / "left/1.jpg").unlink()
    assert len(found_by_name(Project(was), was, tmp_path, never)) == 1


def test_photos_that_are_in_their_places_are_not_taken_for_others(tmp_path):
    there = files(tmp_path, {"a/1.jpg": "1"})[0]
    was = Path("/was/b/1.jpg")
    assert found_by_name(Project((there, was)), (was,), tmp_path, never) == {}


def test_the_search_can_be_given_up(tmp_path):
    files(tmp_path, {"a.jpg": "a"})

    def give_up() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        found_by_name(Project((Path("/was/a.jpg"),)), (Path("/was/a.jpg"),), tmp_path, give_up)


def test_other_computers_are_asked_only_by_their_own_projects():
    here, share = PureWindowsPath("C:/projects"), PureWindowsPath("//nas/pictures/church")
    assert is_on_strange_computer(PureWindowsPath("//evil/share/a.jpg"), here)
    assert is_on_strange_computer(PureWindowsPath("//evil/share/a.jpg"), share)
    assert not is_on_strange_computer(PureWindowsPath("//NAS/pictures/a.jpg"), share)
    assert not is_on_strange_computer(PureWindowsPath("D:/a.jpg"), here)
    assert not is_on_strange_computer(PurePosixPath("//a.jpg"), PurePosixPath("/"))
