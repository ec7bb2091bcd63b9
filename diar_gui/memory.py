"""How much main memory a run may take: what is free on the machine and, where one is set, in its container."""

from pathlib import Path

import psutil

PROGRAM_BYTES = 700 * 10**6
"""What the interpreter and its libraries take, torch above all."""

_MAX_DEFAULT_BYTES = 3 * 10**9  # beyond it the disk serves as well
_MIN_PIXEL_BYTES = 100 * 10**6
_CONTROL_GROUPS = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")
_V1, _V2 = ("memory.limit_in_bytes", "memory.usage_in_bytes"), ("memory.max", "memory.current")


def default_memory_bytes() -> int:
    """Return half of the free main memory, at most 3 GB."""
    return min(free_memory_bytes() // 2, _MAX_DEFAULT_BYTES)


def pixel_bytes(max_memory_bytes: int | None) -> int:
    """Return how much of the program's memory its pixels may take, where it may take so much (None: the default)."""
    return max((max_memory_bytes or default_memory_bytes()) - PROGRAM_BYTES, _MIN_PIXEL_BYTES)


def free_memory_bytes() -> int:
    """Return how much main memory can be had without swapping, nor beyond what this process's container may take."""
    return max(0, min([psutil.virtual_memory().available, *_left_in_groups()]))


def _left_in_groups() -> list[int]:
    """Return what is left below each limit of Linux control groups that holds for this process (version 1 and 2)."""
    try:
        lines = _OWN_GROUPS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []  # not Linux
    left = []
    for _, controllers, path in (line.split(":", 2) for line in lines if line.count(":") >= 2):
        if controllers == "":
            left += _left_up_from(_CONTROL_GROUPS, path, _V2, "inactive_file")
        elif "memory" in controllers.split(","):
            left += _left_up_from(_CONTROL_GROUPS / "memory", path, _V1, "total_inactive_file")
    return left


def _left_up_from(root: Path, path: str, names: tuple[str, str], reclaimable: str) -> list[int]:
    """Return what is left in a group and in each that holds it, up to `root`.

    A container often sees its own group as the root, under a path that exists only outside.
    """
    folder = root / path.strip("/")
    folders = [folder, *folder.parents] if folder.is_dir() else [root]
    left = []
    for group in folders:
        if not group.is_relative_to(root):
            break
        limit, used = (_number(group / name) for name in names)
        if limit is not None and used is not None:
            # What lies in the cache of files goes when memory is asked for.
            left.append(limit - max(0, used - _statistic(group / "memory.stat", reclaimable)))
    return left


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # there is none, or it is "max"
        return None


def _statistic(path: Path, name: str) -> int:
    try:
        pairs = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
        return next((int(value) for key, value in pairs if key == name), 0)
    except (OSError, ValueError):
        return 0
