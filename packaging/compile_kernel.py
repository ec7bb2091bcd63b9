"""Compile what is written in C, beside its sources: `python packaging/compile_kernel.py`.

Standard library only. Without a compiler DIAR works as well: OpenCV and numpy do the same, several times as slow.
"""

import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "diar_gui" / "compiled"
SOURCES = tuple(FOLDER / name for name in ("warp.c", "blend.c"))
LIBRARY = FOLDER / ("diar_kernel.dll" if sys.platform == "win32" else "libdiar_kernel.so")  # as library.py says
_OPTIONS = [
    "-O3",
    "-std=gnu11",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-fvisibility=hidden",
    "-Wno-psabi",
    "-shared",
]
_LIBRARIES = [] if sys.platform == "win32" else ["-lm"]
_CLONES = ["-DDIAR_CLONES"]  # code for several generations of processors in one library; not every system has that


def compile_kernel() -> Path | None:
    """Return the compiled library; None where there is no compiler that makes one."""
    compiler = next(filter(None, (os.environ.get("CC"), *map(shutil.which, ("cc", "gcc", "clang")))), None)
    if compiler is None:
        return None
    if not os.access(FOLDER, os.W_OK):
        return None
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        made = Path(folder) / LIBRARY.name
        for clones in (_CLONES, []) if platform.machine() in ("x86_64", "AMD64") else ([],):
            position = [] if sys.platform == "win32" else ["-fPIC"]
            command = [
                *shlex.split(compiler),
                *_OPTIONS,
                *position,
                *clones,
                *map(str, SOURCES),
                "-o",
                str(made),
                *_LIBRARIES,
            ]
            if subprocess.run(command, capture_output=True).returncode == 0:
                made.replace(LIBRARY)  # at once: a program that runs keeps the library that it has
                return LIBRARY
    return None


if __name__ == "__main__":
    library = compile_kernel()
    print(library or "No C compiler was found, or it failed; OpenCV and numpy will do its work.")
    sys.exit(library is None)
