"""Files by real encoders: a short form of what `benchmarks/file_kinds.py` does at length."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "file_kinds.py"


@pytest.mark.skipif(shutil.which("tiffcp") is None, reason="the programs of libtiff-tools are not installed")
def test_files_of_many_kinds_are_read_as_what_they_are():
    done = subprocess.run([sys.executable, str(SCRIPT), "--every", "6"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " files, 0 read wrongly or refused" in done.stdout
