"""How much memory a run may take, on machines of all kinds."""

from types import SimpleNamespace

import psutil
import pytest

from diar_gui import memory

GB = 10**9
UNLIMITED_V1 = "9223372036854771712"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Return a function that makes a machine with so much free memory and these control groups."""

    def make(available, own_groups=None, **files):
        monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=available))
        monkeypatch.setattr(memory, "_OWN_GROUPS", tmp_path / "own")
        monkeypatch.setattr(memory, "_CONTROL_GROUPS", tmp_path / "groups")
        if own_groups is not None:
            (tmp_path / "own").write_text(own_groups)
        for place, text in files.items():
            path = tmp_path / "groups" / place.replace("__", "/").replace("memory_", "memory.")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return make


def test_a_machine_without_control_groups(machine):
    machine(10 * GB)
    assert memory.free_memory_bytes() == 10 * GB
    assert memory.default_memory_bytes() == 3 * GB
    machine(4 * GB)
    assert memory.default_memory_bytes() == 2 * GB


def test_a_container_of_version_2(machine):
    statistics = "anon 500\ninactive_file 1000000000\n"
    files = {"memory_max": str(4 * GB), "memory_current": str(3 * GB), "memory_stat": statistics}
    machine(10 * GB, "0::/\n", **files)
    assert memory.free_memory_bytes() == 2 * GB  # a gigabyte of what is used is the cache of files
    assert memory.default_memory_bytes() == GB


def test_a_limit_that_a_group_above_sets(machine):
    files = {"user__memory_max": str(3 * GB), "user__memory_current": str(GB)}
    files |= {"user__app__memory_max": "max\n", "user__app__memory_current": "5"}
    machine(10 * GB, "0::/user/app\n", **files)
    assert memory.free_memory_bytes() == 2 * GB


def test_a_container_of_version_1_under_a_path_from_outside(machine):
    files = {"memory__memory_limit_in_bytes": str(2 * GB), "memory__memory_usage_in_bytes": str(GB)}
    machine(10 * GB, "5:cpu:/\n4:memory:/docker/0123abc\n", **files)
    assert memory.free_memory_bytes() == GB


def test_no_limit_of_version_1(machine):
    files = {"memory__memory_limit_in_bytes": UNLIMITED_V1, "memory__memory_usage_in_bytes": str(GB)}
    machine(10 * GB, "4:memory:/\n", **files)
    assert memory.free_memory_bytes() == 10 * GB


def test_more_in_use_than_the_limit_leaves_nothing(machine):
    machine(10 * GB, "0::/\n", memory_max=str(GB), memory_current=str(2 * GB))
    assert memory.free_memory_bytes() == 0
    assert memory.pixel_bytes(None) > 0  # a run gets what it cannot do without


def test_odd_contents_count_as_no_limit(machine):
    machine(10 * GB, "nonsense\n0::/\n", memory_max="", memory_current="x", memory_stat="inactive_file")
    assert memory.free_memory_bytes() == 10 * GB


def test_the_program_itself_is_counted():
    assert memory.pixel_bytes(3 * GB) == 3 * GB - memory.PROGRAM_BYTES
