"""Hatch calls this when it builds or installs DIAR: the compiled kernel becomes part of the wheel."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface  # pyright: ignore[reportMissingImports]

sys.path.insert(0, str(Path(__file__).parent))

from compile_kernel import FOLDER, compile_kernel


class KernelHook(BuildHookInterface):
    """Compiles the kernel; without a compiler the wheel is one for all systems."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the library to what is built."""
        library = compile_kernel()
        if library is None:
            self.app.display_warning("There is no C compiler, so OpenCV and numpy do its work, which takes longer.")
            return
        build_data["artifacts"].append(f"/{library.relative_to(FOLDER.parent.parent).as_posix()}")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
