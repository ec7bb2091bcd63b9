"""The thread that draws what the panes show."""

import pytest

from diar_gui.gui.session import display_worker
from diar_gui.gui.session.display_worker import DisplayWorker, Newest, SnapshotRequest
from diar_gui.gui.shown.photos import Photo
from diar_gui.gui.shown.stages import Stages


@pytest.fixture
def worker(qapp):
    newest = Newest()
    newest.id = 3
    return DisplayWorker(Newest(), newest)


def request(path, number: int) -> SnapshotRequest:
    return SnapshotRequest(number, Stages(), Photo(path))


def test_a_fault_in_drawing_is_told(worker, monkeypatch, tmp_path, caplog):
    def failing(*arguments, **options):
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(display_worker, "make_snapshot", failing)
    heard = []
    worker.snapshot_failed.connect(lambda number, sentence: heard.append((number, sentence)))
    worker.make_snapshot(request(tmp_path / "a.jpg", 3))
    ((number, sentence),) = heard
    assert number == 3
    assert "nothing to divide by" in sentence
    assert "The panes could not be drawn" in caplog.text


def test_what_nobody_waits_for_any_more_is_not_drawn(worker, monkeypatch, tmp_path):
    monkeypatch.setattr(display_worker, "make_snapshot", lambda *arguments, **options: pytest.fail("it was drawn"))
    heard = []
    worker.snapshot_failed.connect(lambda number, sentence: heard.append(number))
    worker.make_snapshot(request(tmp_path / "a.jpg", 2))
    assert heard == []
