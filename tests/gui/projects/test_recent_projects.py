"""The list of projects that were open last."""

from pathlib import Path

import pytest
from project_desk import PATIENCE_MS
from PySide6.QtWidgets import QMenu

from diar_gui.gui.projects.recent import MOST, RecentPaths
from diar_gui.gui.projects.worker import ProjectThread


@pytest.fixture
def make(qtbot, tmp_path):
    threads = []

    def made(store=None):
        threads.append(ProjectThread(tmp_path / "autosave"))
        menu = QMenu()
        qtbot.addWidget(menu)
        return RecentPaths(threads[-1], menu, store), menu

    yield made
    for thread in threads:
        thread.stop()


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.data() is not None]


def test_newest_first_each_once_and_not_too_many(make, tmp_path, settings):
    recent, menu = make(settings)
    assert not menu.isEnabled()
    for i in range(MOST + 3):
        recent.add(tmp_path / f"{i}.diar")
    recent.add(tmp_path / "5.diar")
    assert [p.stem for p in recent.paths] == ["5", "12", "11", "10", "9", "8", "7", "6", "4", "3"]
    assert texts(menu)[0] == "&1 5"
    assert make(settings)[0].paths == recent.paths
    recent.clear()
    assert not menu.isEnabled()
    assert make(settings)[0].paths == ()


def test_one_is_kept_too(make, tmp_path, settings):
    recent, _ = make(settings)
    recent.add(tmp_path / "only.diar")
    settings.sync()
    assert make(settings)[0].paths == (tmp_path / "only.diar",)


@pytest.mark.parametrize("stored", ["", "x", 5, ["relative.diar"], ["/a\0b"], [["/a"]], {"a": 1}, b"/a"])
def test_nothing_strange_is_believed(make, settings, stored):
    settings.setValue("projects/recent", stored)
    assert make(settings)[0].paths == ()


def test_those_that_are_gone_are_grey(make, tmp_path, qtbot):
    recent, menu = make()
    (tmp_path / "there.diar").touch()
    for name in ("gone", "there"):
        recent.add(tmp_path / f"{name}.diar")
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: not menu.actions()[1].isEnabled(), timeout=PATIENCE_MS)
    assert menu.actions()[0].isEnabled()
    with qtbot.waitSignal(recent.chosen) as told:
        menu.actions()[0].trigger()
    assert told.args == [tmp_path / "there.diar"]


def test_names_with_an_ampersand_are_shown_as_they_are(make):
    recent, menu = make()
    recent.add(Path("/here/Black & White.diar"))
    assert texts(menu) == ["&1 Black && White"]
