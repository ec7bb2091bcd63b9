"""Stop a run: by the button, in each stage, by closing, by opening something else."""

import pytest
from PySide6.QtCore import Qt
from window_driver import PATIENCE_MS

from diar_gui.gui.session.session import State
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.window.window import Window
from diar_gui.paths import resource_path


def assert_ready_without_result(window: Window) -> None:
    assert window.session.state is State.READY
    assert window.session.result is None
    assert window.top_bar.primary_button.isEnabled()
    assert window.top_bar.primary_button.text().strip() == "Make clean picture"
    assert not window.top_bar.save_button.isEnabled()
    assert not window.bottom_bar.bar.isVisible()


def test_the_button_cancels(window, qtbot):
    window.opening.open_sample()
    qtbot.waitUntil(lambda: window.session.state is State.RUNNING, timeout=PATIENCE_MS)
    assert window.top_bar.primary_button.text().strip() == "Cancel"
    assert window.bottom_bar.bar.isVisible()
    with qtbot.waitSignal(window.session.run_cancelled, timeout=PATIENCE_MS):
        qtbot.mouseClick(window.top_bar.primary_button, Qt.MouseButton.LeftButton)
        assert not window.top_bar.primary_button.isEnabled()
    assert_ready_without_result(window)
    assert window.message.text == ""  # cancelling is no error
    assert "Cancelled" in window.bottom_bar.text.text()
    assert len(list((resource_path("sample/gallery") / "frames").iterdir())) == len(window.session.photos)


@pytest.mark.parametrize("last_stage", ["FrameSet", "Alignment", "WarpedStack"])
def test_cancel_after_each_stage(window, qtbot, make_photos, open_and_wait, last_stage):
    folder = make_photos(3)
    open_and_wait(folder)

    def cancel(_: int, stage: object) -> None:  # on the worker's thread, so that the run cannot get ahead
        if type(stage).__name__ == last_stage:
            window.session._job.cancel.set()

    window.session.workers.engine.stage_done.connect(cancel, Qt.ConnectionType.DirectConnection)
    with qtbot.waitSignal(window.session.run_cancelled, timeout=PATIENCE_MS):
        window.make_clean_picture()
    assert_ready_without_result(window)
    assert all(p.status is PhotoStatus.WAITING for p in window.session.photos)
    qtbot.waitUntil(lambda: not window.panes.matches.is_showing_picture, timeout=PATIENCE_MS)
    assert len(list(folder.iterdir())) == 3


def test_a_run_after_a_cancelled_one_finishes(window, qtbot, make_photos, open_and_wait):
    open_and_wait(make_photos(2))
    window.make_clean_picture()
    with qtbot.waitSignal(window.session.run_cancelled, timeout=PATIENCE_MS):
        window.session.cancel_run()
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.make_clean_picture()
    assert window.session.result is not None


def test_closing_asks_then_cancels_and_waits(window, qtbot):
    window.opening.open_sample()
    qtbot.waitUntil(lambda: window.session.state is State.RUNNING, timeout=PATIENCE_MS)
    window.close()
    assert window.isVisible()
    next(b for b in window.closing.question.buttons() if b.objectName() != "go").click()
    assert window.isVisible()
    assert window.session.is_busy
    window.close()
    next(b for b in window.closing.question.buttons() if b.objectName() == "go").click()
    assert not window.isVisible()
    assert all(thread.isFinished() for thread in window.session.workers.threads)
    assert window.session.result is None


def test_answers_of_an_older_run_are_dropped(window, qtbot, make_photos):
    ends: list[str] = []
    for name in ("run_finished", "run_failed", "run_cancelled"):
        getattr(window.session, name).connect(lambda *_, name=name: ends.append(name))
    window.opening.open_sample()
    qtbot.waitUntil(lambda: window.session.state is State.RUNNING, timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.open_paths([make_photos(3, "second")], start=True)
    assert [f.name for f in window.session.result.frames.frames] == [f"photo{i}.png" for i in range(3)]
    assert ends == ["run_finished"]
