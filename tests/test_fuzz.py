"""Spoiled files: a short form of what `benchmarks/fuzz_readers.py` does at length."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "fuzz_readers.py"


@pytest.mark.skipif(sys.platform != "linux", reason="the script bounds time and memory in Linux's ways")
@pytest.mark.parametrize(
    ("kind", "n_files"), [("images", 400), ("videos", 60), ("sequences", 100), ("checkpoints", 60)]
)
def test_readers_refuse_spoiled_files_in_one_sentence(kind, n_files):
    command = [sys.executable, str(SCRIPT), "--files", str(n_files), "--kinds", kind]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{n_files} files in " in done.stdout
