"""One door to resources and user folders."""

import sys
from pathlib import Path

import pytest

from diar_gui import paths


def test_the_sample_is_found():
    for name in ("gallery", "lamp", "whiteboard"):
        assert len(list((paths.resource_path(f"sample/{name}") / "frames").iterdir())) == 7


def test_a_frozen_app_finds_its_own_resources(tmp_path, monkeypatch):
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "thing.txt").write_text("x")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource_path("thing.txt") == tmp_path / "resources" / "thing.txt"
    with pytest.raises(FileNotFoundError, match="sample/lamp"):
        paths.resource_path("sample/lamp")


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_DATA_HOME", "{given}/diar/diar.log"),
        ("linux", None, "{home}/.local/share/diar/diar.log"),
        ("win32", "LOCALAPPDATA", "{given}/diar/diar.log"),
        ("win32", None, "{home}/AppData/Local/diar/diar.log"),
        ("darwin", None, "{home}/Library/Application Support/diar/diar.log"),
    ],
)
def test_the_log_lies_where_each_system_keeps_such_things(tmp_path, monkeypatch, platform, variable, expected):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    if variable is not None:
        monkeypatch.setenv(variable, str(tmp_path / "given"))
    assert paths.log_path() == Path(expected.format(given=tmp_path / "given", home=tmp_path / "home"))


def test_without_a_home_the_temporary_folder_serves(monkeypatch, tmp_path):
    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert paths.user_data_dir() == tmp_path / ".local" / "share" / "diar"
