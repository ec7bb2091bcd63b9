"""Arrays in memory and on disk."""

import errno
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import scratch
from diar_gui.errors import ExportError
from diar_gui.scratch import Scratch, release

OPEN_FILES = Path("/proc/self/fd")


def is_on_disk(array):
    return not array.flags.owndata


def test_memory_first_then_disk(tmp_path):
    room = Scratch(1000, tmp_path)
    first = room.empty((10, 10, 3), np.uint8)
    second = room.empty((10, 10, 8), np.uint8)
    third = room.empty((10, 10, 7), np.uint8)
    assert [is_on_disk(a) for a in (first, second, third)] == [False, True, False]
    assert list(tmp_path.iterdir()) == []  # the files have no names


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3000), st.sampled_from([np.uint8, np.uint16, np.float32]))),
    st.integers(0, 100_000),
)
def test_arrays_are_zeroed_and_keep_apart(tmp_path_factory, wanted, max_bytes):
    room = Scratch(max_bytes, tmp_path_factory.getbasetemp())
    arrays = [room.empty((height, width), dtype) for height, width, dtype in wanted]
    for i, array in enumerate(arrays):
        assert not array.any()
        array[...] = i + 1
    for i, array in enumerate(arrays):
        release(array)
        assert (array == i + 1).all()


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="this system does not list a process's open files")
def test_many_arrays_need_few_open_files(tmp_path):
    n_before = len(list(OPEN_FILES.iterdir()))
    room = Scratch(0, tmp_path)
    arrays = [room.empty((1000,), np.uint8) for _ in range(2000)]
    assert len(list(OPEN_FILES.iterdir())) - n_before < len(arrays) / 100


def test_released_pages_come_back_with_what_was_written(tmp_path):
    array = Scratch(0, tmp_path).empty((2000, 2000), np.uint8)
    array[...] = 7
    release(array)
    release(array[500:600])
    assert (array == 7).all()
    release(np.ones(5))  # in memory: nothing to do


def test_a_read_only_view_can_be_released(tmp_path):
    array = Scratch(0, tmp_path).empty((100, 100), np.uint8)
    array[...] = 3
    array.flags.writeable = False
    release(array)
    assert (array == 3).all()


def test_a_full_disk_is_a_sentence(tmp_path, monkeypatch):
    def full(descriptor, n_bytes):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(scratch, "_allocate", full)
    with pytest.raises(ExportError, match=r"No room for 1\.2 GB .* \(No space left on device\); free some space"):
        Scratch(0, tmp_path).empty((1_200_000_000,), np.uint8)


def test_a_disk_with_room_for_the_array_only_is_enough(tmp_path, monkeypatch):
    allocate = scratch._allocate

    def nearly_full(descriptor, n_bytes):
        if n_bytes > 10_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        allocate(descriptor, n_bytes)

    monkeypatch.setattr(scratch, "_allocate", nearly_full)
    array = Scratch(0, tmp_path).empty((5000,), np.uint8)
    array[...] = 1
    assert array.sum() == 5000
