"""Files appear whole or not at all, whatever goes wrong."""

import errno
import os
import stat
from pathlib import Path

import pytest

from diar_gui import whole_files
from diar_gui.errors import ExportError
from diar_gui.whole_files import write_bytes, write_files

NAMES = ("a.png", "b.json", "c.png")
FILES = [(name, name.encode() * 1000) for name in NAMES]


@pytest.fixture(params=["without a name", "under a temporary name"])
def folder(tmp_path, monkeypatch, request):
    if request.param == "under a temporary name":
        monkeypatch.setattr(whole_files, "_MAX_N_UNNAMED", 0)
    elif not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system knows no files without a name")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def in_folder(folder: Path):
    return [(folder / name, data) for name, data in FILES]


def test_all_are_written(folder):
    write_files(in_folder(folder))
    assert contents(folder) == dict(FILES)
    (folder / "ordinary").write_bytes(b"")
    assert len({stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}) == 1


def test_what_is_there_is_replaced_only_when_allowed(folder):
    (folder / "b.json").write_bytes(b"precious")
    with pytest.raises(ExportError, match=r"b\.json exists already"):
        write_files(in_folder(folder))
    assert contents(folder) == {"b.json": b"precious"}
    write_files(in_folder(folder), overwrite=True)
    assert contents(folder) == dict(FILES)


def test_a_link_that_leads_nowhere_counts_as_there(folder):
    (folder / "a.png").symlink_to(folder / "nowhere")
    with pytest.raises(ExportError, match="exists already"):
        write_bytes(folder / "a.png", b"new")
    assert not (folder / "nowhere").exists()
    write_bytes(folder / "a.png", b"new", overwrite=True)
    assert contents(folder) == {"a.png": b"new"}


def test_while_they_are_written_none_is_there(folder):
    seen = []

    def files():
        for item in in_folder(folder):
            seen.append([name for name in contents(folder) if not name.startswith(".")])
            yield item

    write_files(files())
    assert seen == [[], [], []]


@pytest.mark.parametrize("n_before", range(len(FILES)))
def test_a_disk_that_fills_up_leaves_nothing(folder, monkeypatch, n_before):
    sync, n_synced = os.fsync, []

    def full(descriptor):
        if len(n_synced) == n_before:
            raise OSError(errno.ENOSPC, "No space left on device")
        n_synced.append(descriptor)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match=rf"{NAMES[n_before]} could not be written \(No space.*free some space"):
        write_files(in_folder(folder))
    assert contents(folder) == {}


def test_what_the_contents_raise_leaves_nothing(folder):
    def files():
        yield from in_folder(folder)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_files(files(), overwrite=True)
    assert contents(folder) == {}


def test_a_file_that_appears_meanwhile_is_kept_and_the_others_are_taken_back(folder):
    def files():
        yield from in_folder(folder)
        (folder / "c.png").write_bytes(b"precious")

    with pytest.raises(ExportError, match="exists already"):
        write_files(files())
    assert contents(folder) == {"c.png": b"precious"}


def test_a_folder_that_vanishes_is_a_sentence(folder):
    place = folder / "place"
    place.mkdir()

    def files():
        yield place / "a.png", b"first"
        for path in place.iterdir():
            path.unlink()
        place.rmdir()
        yield place / "b.png", b"second"

    with pytest.raises(ExportError, match=r"could not be written \(No such file or directory\); check the folder"):
        write_files(files())
    assert contents(folder) == {}


def test_a_disk_without_hard_links(folder, monkeypatch):
    def refuse(*arguments, **options):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    write_files(in_folder(folder))
    assert contents(folder) == dict(FILES)
    with pytest.raises(ExportError, match="exists already"):
        write_files(in_folder(folder))
    write_files([(folder / "a.png", b"new")], overwrite=True)
    assert contents(folder) == {**dict(FILES), "a.png": b"new"}


def test_more_files_than_may_be_open(tmp_path):
    files = [(tmp_path / f"{i}.txt", b"%d" % i) for i in range(1500)]
    write_files(files)
    assert contents(tmp_path) == {path.name: data for path, data in files}
