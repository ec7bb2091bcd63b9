"""What a run will need, told from the headers."""

import os
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import estimate
from diar_gui.alignment import AlignmentOptions
from diar_gui.budget import network_bytes
from diar_gui.errors import ExportError
from diar_gui.estimate import PhotoHeader, RunEstimate, check_room, estimate_for, estimate_run, read_header
from diar_gui.images import write_image
from diar_gui.names import METHODS
from diar_gui.pipeline import RunOptions
from diar_gui.reconstruction import ReconstructionOptions

GB = 10**9
OPTIONS = RunOptions(max_memory_bytes=3 * GB)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_header_tells_size_and_depth(tmp_path, suffix, dtype):
    path = tmp_path / f"photo{suffix}"
    write_image(path, np.zeros((30, 50, 3), dtype))
    header = read_header(path)
    assert header is not None
    assert header.n_pixels == 1500
    assert header.bits == (8 if suffix == ".jpg" else np.dtype(dtype).itemsize * 8)


def test_only_the_header_is_needed(tmp_path):
    path = tmp_path / "photo.png"
    write_image(path, np.zeros((300, 500, 3), np.uint8))
    path.write_bytes(path.read_bytes()[:60])
    header = read_header(path)
    assert header is not None
    assert header.n_pixels == 150_000


def test_a_heif_tells_by_its_largest_picture(tmp_path):
    def box(width, height):
        return b"\0\0\0\x14ispe" + bytes(4) + width.to_bytes(4, "big") + height.to_bytes(4, "big")

    path = tmp_path / "photo.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(12) + box(512, 512) + box(4032, 3024) + bytes(1000))
    assert read_header(path) == PhotoHeader(4032 * 3024, 8)
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(2000))
    header = read_header(path)
    assert header is not None
    assert header.n_pixels > 2000  # by the size of the file


def test_what_is_no_photo_counts_as_nothing(tmp_path, make_photos):
    photos = sorted(make_photos(3).iterdir())
    (tmp_path / "text.png").write_text("This is no photo.")
    (tmp_path / "empty.png").write_bytes(b"")
    odd = [tmp_path / name for name in ("text.png", "empty.png", "missing.png", ".")]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "fifo.png")
        odd.append(tmp_path / "fifo.png")
    assert estimate_run([*photos, *odd], OPTIONS) == estimate_run(photos, OPTIONS)
    assert estimate_run(odd, OPTIONS).disk_bytes == 0


HEADERS = st.lists(st.builds(PhotoHeader, st.integers(1, 400_000_000), st.sampled_from([8, 16])), min_size=1)


@given(HEADERS, st.sampled_from(METHODS), st.integers(1, 64))
def test_more_photos_never_need_less(headers, method, gigabytes):
    options = RunOptions(reconstruction=ReconstructionOptions(method=method), max_memory_bytes=gigabytes * GB)
    one_more = estimate_for([*headers, headers[0]], options)
    before = estimate_for(headers, options)
    # What the network takes for one more is taken from what photos and maps may keep in memory: half of it, see budget.
    moved = (network_bytes(len(headers) + 1) - network_bytes(len(headers)) + 1) // 2
    assert one_more.memory_bytes >= before.memory_bytes - moved
    assert one_more.disk_bytes >= before.disk_bytes
    assert one_more.seconds >= before.seconds


@given(HEADERS, st.integers(1, 64))
def test_less_memory_goes_with_more_on_the_disk(headers, gigabytes):
    little, much = (estimate_for(headers, RunOptions(max_memory_bytes=n * GB)) for n in (gigabytes, gigabytes + 1))
    assert little.memory_bytes <= much.memory_bytes
    assert little.disk_bytes >= much.disk_bytes


def test_photos_that_are_aligned_already_take_less_time():
    aligned = replace(OPTIONS, alignment=AlignmentOptions(features="none"))
    headers = [PhotoHeader(10**7, 8)] * 5
    assert estimate_for(headers, aligned).seconds < estimate_for(headers, OPTIONS).seconds


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [
        (RunEstimate(1_420_000_000, 0, 41), "This needs about 1.4 GB of memory and 40 s."),
        (RunEstimate(9_960_000_000, 0, 3), "This needs about 10 GB of memory and 5 s."),
        (
            RunEstimate(2_000_000_000, 12_300_000_000, 700),
            "This needs about 2.0 GB of memory, 12 GB on the disk for temporary data and 12 min.",
        ),
        (RunEstimate(5, 0, 8000), "This needs about 0.1 GB of memory and 2.2 h."),
    ],
)
def test_the_sentence(needs, sentence):
    assert needs.sentence == sentence


def test_a_disk_that_is_too_small_is_said_before_the_run(monkeypatch, tmp_path):
    monkeypatch.setattr(estimate, "temporary_folder", lambda: tmp_path)
    monkeypatch.setattr(estimate.shutil, "disk_usage", lambda folder: SimpleNamespace(free=2 * GB))
    check_room(RunEstimate(GB, 2 * GB, 1))
    with pytest.raises(ExportError, match=r"about 3\.0 GB of temporary data, and .* has room for 2\.0 GB; .*TMPDIR"):
        check_room(RunEstimate(GB, 3 * GB, 1))


def test_a_photo_with_alpha_takes_a_byte_more_per_pixel(tmp_path):
    for name, n_channels in (("a.png", 3), ("b.png", 4)):
        write_image(tmp_path / name, np.zeros((30, 40, n_channels), np.uint8))
    opaque, with_alpha = (read_header(tmp_path / name) for name in ("a.png", "b.png"))
    assert opaque is not None
    assert with_alpha is not None
    assert with_alpha.kept_bytes - opaque.kept_bytes == 30 * 40
