"""What survives a crash: programs are really killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from project_desk import PATIENCE_MS, desk

from diar_gui.edits import Edits
from diar_gui.gui.projects import autosave
from diar_gui.gui.projects.rescue_files import RescueFiles
from diar_gui.paths import user_data_dir
from diar_gui.project import Project, read_project

PROGRAM = Path(__file__).with_name("crashing_window.py")
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as Unix does")


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def work(qtbot):
    with desk(qtbot) as made:
        yield made


def kept() -> list[Path]:
    return sorted(path for path in (user_data_dir() / "autosave").glob("*.diar") if not path.name.startswith("."))


def killed(folder: Path, n_edits: int) -> int:
    """Run the program until its work with all corrections is kept, kill it, and return how many were kept."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder), str(n_edits)], stdout=subprocess.PIPE, text=True
    )
    n_kept = -1
    try:
        assert process.stdout is not None
        for line in process.stdout:
            n_kept = int(line.split()[1])
            if n_kept >= n_edits:
                break
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    return n_kept


def answer(work, button: str) -> None:
    work.projects.autosave.look()
    work.qtbot.waitUntil(lambda: work.projects.autosave.question is not None, timeout=PATIENCE_MS)
    question = work.projects.autosave.question
    next(b for b in question.buttons() if b.text().replace("&", "") == button).click()


def test_killed_work_is_offered_and_restored_without_aligning(work, make_photos, tmp_path, qtbot, monkeypatch):
    folder = make_photos(3)
    assert killed(folder, 2) == 2
    [left] = kept()
    monkeypatch.setattr("diar_gui.pipeline.align_originals", None)
    with qtbot.waitSignal(work.session.run_finished, timeout=PATIENCE_MS):
        answer(work, "Restore")
    assert len(work.session.editing.edits.strokes) == 2
    assert [p.path for p in work.session.photos] == [folder / f"photo{i}.png" for i in range(3)]
    assert work.projects.path is None
    assert work.projects.is_modified
    assert kept() == [left]  # until it is saved
    work.save_as(tmp_path / "rescued.diar")
    qtbot.waitUntil(lambda: not kept(), timeout=PATIENCE_MS)
    assert len(read_project(tmp_path / "rescued.diar").edits.strokes) == 2


def test_what_is_kept_is_whole_whenever_the_program_dies(make_photos, tmp_path):
    """A process that writes without a pause is killed at arbitrary moments."""
    folder = make_photos(2)
    place = user_data_dir() / "autosave"
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from diar_gui.edits import Edits, Stroke\nfrom diar_gui.gui.projects.rescue_files import RescueFiles\n"
        "from diar_gui.project import Project\n"
        "photos = tuple(sorted(Path(sys.argv[1]).iterdir()))\nfiles = RescueFiles(Path(sys.argv[2]))\n"
        "for n in range(1, 10**9):\n"
        "    strokes = (Stroke(photos[0], True, ((float(n), 1.0),) * 3000, 1.0, 0.0),) * (1 + n % 3)\n"
        "    files.write(Project(photos, edits=Edits(strokes=strokes)))\n"
        "    print(n, flush=True)\n"
    )
    for n_lines in (1, 2, 3, 5):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(folder), str(place)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(n_lines):
            process.stdout.readline()
        process.kill()
        n_told = int((process.stdout.read().split() or [n_lines])[-1])
        process.wait()
        process.stdout.close()
        [path] = kept()
        n = read_project(path).edits.strokes[0].points[0][0]
        assert n in (n_told, n_told + 1)
        files = RescueFiles(place)
        assert [left.n_photos for left in files.left_behind()] == [2]
        files.let_go(path, is_discarded=True)
        leftovers = {p.name for p in place.iterdir()}
        assert all(name.startswith(".diar-") and name.endswith(".part") for name in leftovers)
        for path in place.iterdir():
            path.unlink()


def test_nothing_is_left_when_it_closes_as_it_should(make_photos, qtbot):
    folder = make_photos(2)
    with desk(qtbot) as work:
        work.run([folder])
        work.edit(Edits(reference=folder / "photo1.png"))
        qtbot.waitUntil(lambda: len(kept()) == 1, timeout=PATIENCE_MS)
        project = read_project(kept()[0])
        assert project.found is not None
        assert project.edits.reference == folder / "photo1.png"
    assert not list((user_data_dir() / "autosave").iterdir())


def test_what_is_saved_is_not_kept(work, make_photos, tmp_path, qtbot):
    work.run([make_photos(2)])
    qtbot.waitUntil(lambda: len(kept()) == 1, timeout=PATIENCE_MS)
    work.save_as(tmp_path / "p.diar")
    qtbot.waitUntil(lambda: not kept(), timeout=PATIENCE_MS)


def test_photos_that_were_only_looked_at_are_not_kept(work, make_photos, qtbot, monkeypatch):
    work.projects.autosave._timer.setInterval(0)
    work.open([make_photos(2)])
    qtbot.wait(50)
    assert not kept()


def left_by_another(folder: Path, name: str = "1-dead") -> Path:
    """Leave what a dead program would."""
    files = RescueFiles(user_data_dir() / "autosave")
    photos = tuple(sorted(folder.iterdir()))
    files.write(Project(photos, edits=Edits(left_out=frozenset({photos[0]}))))
    [path] = kept()
    other = path.with_name(f"{name}.diar")
    other.write_bytes(path.read_bytes())
    files.remove()
    return other


def test_discarded_work_is_gone(work, make_photos):
    left = left_by_another(make_photos(2))
    answer(work, "Discard")
    work.qtbot.waitUntil(lambda: not left.exists(), timeout=PATIENCE_MS)
    assert not work.session.photos


def test_not_now_is_asked_again_at_the_next_start(qtbot, make_photos):
    left = left_by_another(make_photos(2))
    for _ in range(2):
        with desk(qtbot) as work:
            answer(work, "Not now")
        assert left.exists()


def test_one_after_the_other_is_asked_for(work, make_photos):
    first = left_by_another(make_photos(2, "one"), "1-dead")
    contents = first.read_bytes()
    first.with_name("2-dead.diar").write_bytes(contents)
    answer(work, "Discard")
    work.qtbot.waitUntil(lambda: work.projects.autosave.question is not None, timeout=PATIENCE_MS)
    answer(work, "Discard")
    work.qtbot.waitUntil(lambda: not kept(), timeout=PATIENCE_MS)


def test_living_programs_are_left_alone(work, make_photos, qtbot):
    folder = make_photos(2)
    work.session.editing  # noqa: B018
    work.open([folder])
    work.edit(Edits(reference=folder / "photo1.png"))
    qtbot.waitUntil(lambda: len(kept()) == 1, timeout=PATIENCE_MS)
    assert RescueFiles(user_data_dir() / "autosave").left_behind() == ()
    with desk(qtbot) as other:
        with qtbot.waitSignal(other.projects.thread_.worker.left_behind, timeout=PATIENCE_MS) as told:
            other.projects.autosave.look()
        assert told.args == [()]
        assert other.projects.autosave.question is None


def test_what_cannot_be_read_is_passed_over_and_stays(work, make_photos, qtbot):
    left = left_by_another(make_photos(2))
    left.write_bytes(b"{")
    with qtbot.waitSignal(work.projects.thread_.worker.left_behind, timeout=PATIENCE_MS) as told:
        work.projects.autosave.look()
    assert told.args == [()]
    assert left.exists()
    assert [p.name for p in left.parent.iterdir()] == [left.name]


def test_a_folder_that_cannot_be_written_is_told_once(work, make_photos, qtbot, monkeypatch):
    user_data_dir().parent.mkdir(parents=True, exist_ok=True)
    user_data_dir().write_text("a file where the folder would be")
    monkeypatch.setattr(autosave, "DELAY_MS", 0)
    folder = make_photos(2)
    work.open([folder])
    with qtbot.waitSignal(work.projects.failed, timeout=PATIENCE_MS):
        work.edit(Edits(reference=folder / "photo1.png"))
    work.edit(Edits())
    work.edit(Edits(reference=folder / "photo0.png"))
    with qtbot.waitSignal(work.projects.thread_.worker.rescue_failed, timeout=PATIENCE_MS):
        pass
    assert len(work.told) == 1
    assert work.told[0].startswith("Your work is not kept")


def test_the_lock_names_this_program(work, make_photos, qtbot):
    folder = make_photos(2)
    work.open([folder])
    work.edit(Edits(reference=folder / "photo1.png"))
    qtbot.waitUntil(lambda: len(kept()) == 1, timeout=PATIENCE_MS)
    assert kept()[0].name.startswith(f"{os.getpid()}-")
