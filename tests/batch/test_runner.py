"""A batch: what fails is one line, what is done is kept, and what is cancelled or killed leaves nothing half-done."""

import csv
import dataclasses
import io
import os
import subprocess
import sys
import time

import numpy as np
import pytest
import works

from diar_gui.batch import Batch, BatchOptions, Entry, Manifest, PhotoSet, Totals, run_batch
from diar_gui.errors import Cancelled, ExportError, ImageError
from diar_gui.images import write_image
from diar_gui.pipeline import RunOptions
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions


def sets(folder, *names: str) -> list[PhotoSet]:
    made = []
    for name in names:
        photos = tuple(folder / "in" / name / f"{i}.jpg" for i in range(2))
        photos[0].parent.mkdir(parents=True, exist_ok=True)
        for photo in photos:
            if not photo.exists():
                photo.write_bytes(name.encode())
        made.append(PhotoSet(name, photos))
    return made


def ran(options: BatchOptions, given: list[PhotoSet], work=works.work) -> tuple[Totals, dict[str, Entry]]:
    told: dict[str, Entry] = {}
    totals = run_batch(given, options, Progress(), lambda entry: told.setdefault(entry.name, entry), work)
    return totals, told


def test_what_fails_is_named_and_the_rest_is_done(tmp_path):
    options = BatchOptions(tmp_path / "out", n_jobs=2, timeout_s=60)
    totals, told = ran(options, sets(tmp_path, "a", "bad", "dies", "wrong", "once", "b"))
    assert totals == Totals(n_done=3, n_failed=3)
    assert told["bad"].sentence == "The photos are bad; take others."
    assert "signal 9" in told["dies"].sentence
    assert "RuntimeError: a fault" in told["wrong"].sentence
    for name in ("a", "b", "once"):
        assert (tmp_path / "out" / f"{name}.png").read_text() == name
    assert not list((tmp_path / "out").glob("bad*"))
    kept = Manifest(tmp_path / "out").entries
    assert {name: entry.state for name, entry in kept.items()} == {
        "a": "done", "b": "done", "once": "done", "bad": "failed", "dies": "failed", "wrong": "failed",
    }  # fmt: skip


def test_what_hangs_is_given_up(tmp_path):
    options = BatchOptions(tmp_path / "out", n_jobs=1, timeout_s=4)
    totals, told = ran(options, sets(tmp_path, "hangs", "a"))
    assert totals == Totals(n_done=1, n_failed=1)
    assert told["hangs"].sentence == "It took longer than 4 s and was stopped; allow more with --timeout."


def test_resuming_leaves_what_is_done_and_makes_what_failed_or_changed(tmp_path):
    options, given = BatchOptions(tmp_path / "out"), sets(tmp_path, "a", "b", "c")
    ran(options, given)
    with pytest.raises(ExportError, match="manifest of an earlier batch; go on with it by --resume"):
        ran(options, given)
    resumed = dataclasses.replace(options, resumes=True)
    before = (tmp_path / "out" / "a.png").stat().st_mtime_ns
    assert ran(resumed, given) == (Totals(n_before=3), {})
    moved = (tmp_path / "in").rename(tmp_path / "elsewhere").rename(tmp_path / "in2")
    away = [PhotoSet(one.name, tuple(moved / one.name / photo.name for photo in one.photos)) for one in given]
    assert ran(resumed, away) == (Totals(n_before=3), {})
    moved.rename(tmp_path / "in")
    given[1].photos[0].write_bytes(b"another photo")
    (tmp_path / "out" / "c.png").write_bytes(b"spoiled")
    totals, told = ran(resumed, given)
    assert (totals, set(told)) == (Totals(n_done=2, n_before=1), {"b", "c"})
    assert (tmp_path / "out" / "c.png").read_text() == "c"
    assert (tmp_path / "out" / "a.png").stat().st_mtime_ns == before
    others = dataclasses.replace(resumed, run=RunOptions(canvas="all"))
    assert ran(others, given)[0] == Totals(n_done=3)


@pytest.mark.parametrize("role", ["flat_field", "target", "checkpoint"])
def test_resuming_notices_another_file_beside_the_photos(tmp_path, role):
    board = tmp_path / "white" / "board.png"
    board.parent.mkdir()
    write_image(board, np.full((8, 12, 3), 200, np.uint8))
    run = {
        "flat_field": RunOptions(flat_field=board.parent),  # a folder counts by what is in it
        "target": RunOptions(target=board),
        "checkpoint": RunOptions(reconstruction=ReconstructionOptions(checkpoint=board)),
    }[role]
    options, given = BatchOptions(tmp_path / "out", run), sets(tmp_path / "of", "a", "b")
    ran(options, given)
    resumed = dataclasses.replace(options, resumes=True)
    assert ran(resumed, given) == (Totals(n_before=2), {})
    write_image(board, np.full((8, 12, 3), 210, np.uint8), overwrite=True)
    assert ran(resumed, given)[0] == Totals(n_done=2)


def test_a_flat_field_that_is_not_there_is_told_before_any_set(tmp_path):
    options = BatchOptions(tmp_path / "out", RunOptions(flat_field=tmp_path / "none.png"))
    with pytest.raises(ImageError, match=r"none\.png"):
        ran(options, sets(tmp_path, "a"))


def test_what_another_wrote_is_never_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_text("mine")
    totals, told = ran(BatchOptions(tmp_path / "out"), sets(tmp_path, "a"))
    assert totals == Totals(n_failed=1)
    assert "exists already" in told["a"].sentence
    assert (tmp_path / "out" / "a.png").read_text() == "mine"


def test_shards_make_every_set_once(tmp_path):
    given = sets(tmp_path, *"abcde")
    seen = [set(ran(BatchOptions(tmp_path / "out", shard=(i, 3)), given)[1]) for i in (1, 2, 3)]
    assert set.union(*seen) == set("abcde")
    assert sum(len(one) for one in seen) == 5
    assert set(Manifest(tmp_path / "out").entries) == set("abcde")


def test_memory_and_threads_are_shared_out(tmp_path):
    run = RunOptions(max_memory_bytes=3_000_000_000)
    ran(BatchOptions(tmp_path / "out", run, n_jobs=3), sets(tmp_path, "a"), works.memory)
    share, n_threads = (tmp_path / "out" / "a.png").read_text().split()
    assert int(share) == 1_000_000_000
    assert int(n_threads) == max(1, (os.cpu_count() or 1) // 3)


def test_names_hold_set_and_date(tmp_path):
    ran(BatchOptions(tmp_path / "out", name="{date} {set}", suffix=".tif"), sets(tmp_path, "a"))
    assert (tmp_path / "out" / f"{time.strftime('%Y-%m-%d')} a.tif").exists()


def test_cancelling_leaves_no_set_half_done_and_resuming_does_the_rest(tmp_path):
    given, polls = sets(tmp_path, "a", "slow", "hangs"), []
    options = BatchOptions(tmp_path / "out", n_jobs=1)

    def is_cancelled() -> bool:
        polls.append((tmp_path / "out" / "slow.png").exists())
        return polls[-1]

    with pytest.raises(Cancelled):
        run_batch(given, options, Progress(is_cancelled=is_cancelled), lambda _: None, works.work)
    entries = Manifest(tmp_path / "out").entries
    assert entries["a"].state == "done"
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) in (["a.png", "slow.png"], ["a.png"])
    resumed = dataclasses.replace(options, resumes=True)
    totals, _ = ran(resumed, given[:2])
    assert totals.n_done + totals.n_before == 2
    assert totals.n_failed == 0


def test_a_worker_ends_with_the_process_that_began_it(tmp_path):
    code = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path\n"
        "import works\n"
        "from diar_gui.batch.work import Task\n"
        "from diar_gui.batch.workers import Worker\n"
        "if __name__ == '__main__':\n"
        "    import os, time\n"
        "    worker = Worker(works.work, 1)\n"
        "    worker.begin(Task('hangs', (), Path('x.png'), Path('x.json')))\n"
        "    worker.pipe.recv()\n"
        "    print(worker._process.pid, flush=True)\n"
        "    os._exit(9)\n"
    )
    script = tmp_path / "begin.py"
    script.write_text(code)
    here = os.path.dirname(__file__)  # noqa: PTH120
    root = os.path.dirname(os.path.dirname(here))  # noqa: PTH120
    done = subprocess.run(
        [sys.executable, script, here, root], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 9, done.stderr
    pid, until = int(done.stdout), time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail(f"process {pid} goes on")


def test_outputs_do_not_go_among_the_photos(tmp_path):
    given = sets(tmp_path, "a")
    with pytest.raises(ExportError, match="holds photos of the set a"):
        ran(BatchOptions(tmp_path / "in" / "a"), given)


def test_sets_are_added_while_it_runs_and_each_is_taken_once(tmp_path):
    told = []
    batch = Batch(BatchOptions(tmp_path / "out"), told.append, works.work)
    try:
        for names in ("a", "ab", "ab"):
            batch.take(sets(tmp_path, *names))
            batch.work_through(Progress())
    finally:
        batch.close()
    assert [entry.name for entry in told] == ["a", "b"]


def test_the_summary_shows_each_set_and_takes_names_as_text(tmp_path):
    ran(BatchOptions(tmp_path / "out", checksums=True), sets(tmp_path, "a", "bad_<b>&", "=1+1"))
    page = (tmp_path / "out" / "summary.html").read_text(encoding="utf-8")
    assert "2 of 3 sets done, <span class=failed>1 failed</span>" in page
    assert "bad_&lt;b&gt;&amp;" in page
    assert "<b>" not in page
    assert 'href="a.png"' in page
    assert "base64,QUJD" in page
    assert "http" not in page.replace("http-equiv", "")
    text = (tmp_path / "out" / "summary.csv").read_bytes().decode()
    rows = {row["set"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["a"]["state"] == "done"
    assert rows["a"]["not clean %"] == "2.0"
    assert set(rows) == {"a", "bad_<b>&", "'=1+1"}
    sums = subprocess.run(
        ["sha256sum", "--check", "manifest-sha256.txt"], cwd=tmp_path / "out", capture_output=True, check=False
    )
    assert sums.returncode == 0, sums.stderr
    assert sums.stdout.count(b": OK") == 4


@pytest.mark.parametrize("shard", [(0, 2), (3, 2)])
def test_what_is_no_shard(tmp_path, shard):
    with pytest.raises(ValueError, match="a shard is one of"):
        BatchOptions(tmp_path, shard=shard)


def test_single_sets_are_cancelled_and_the_rest_goes_on(tmp_path):
    """One that is worked on, one that waits; neither leaves anything, and the next batch makes them."""
    given = sets(tmp_path, "hangs", "a", "b")
    options, told = BatchOptions(tmp_path / "out"), []
    batch = Batch(options, told.append, works.work)

    def report(fraction: float, message: str) -> None:
        if "hangs" in batch.at_work:
            batch.cancel("b")
            batch.cancel("hangs")
            batch.cancel("nobody")

    try:
        batch.take(given)
        batch.work_through(Progress(report))
    finally:
        batch.close()
    assert batch.totals == Totals(n_done=1, n_failed=2)
    assert {entry.name: entry.sentence for entry in told if entry.state == "failed"} == {
        "b": "It was cancelled.",
        "hangs": "It was cancelled.",
    }
    assert batch.ended == Manifest(tmp_path / "out").entries
    assert [path.name for path in (tmp_path / "out").glob("*.png")] == ["a.png"]
    assert ran(dataclasses.replace(options, resumes=True), given[1:])[0] == Totals(n_done=1, n_before=1)
