"""What is written of a result, and that it is the result."""

import copy
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from diar_gui import image_codecs
from diar_gui.alignment import AlignmentOptions
from diar_gui.corrections import index_of
from diar_gui.edits import Edits, Straightening
from diar_gui.errors import ExportError
from diar_gui.image_codecs import Layer, profile_of, write_layers
from diar_gui.images import read_image, write_image
from diar_gui.names import TIFF_COMPRESSIONS
from diar_gui.outputs import Outputs
from diar_gui.pipeline import Result, RunOptions, run
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE, ReconstructionOptions

OPTIONS = RunOptions(AlignmentOptions(features="sift"), ReconstructionOptions(method="mean"), "cpu")


@pytest.fixture
def folder(make_photos):
    return make_photos(3)


@pytest.fixture
def result(folder):
    return run([folder], OPTIONS)


def write(outputs: Outputs, result: Result) -> dict:
    photos = [f.path for f in result.frames.frames]
    outputs.check(photos)
    return outputs.write(result, photos, Progress())


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_eight_bits_equal_what_is_shown(result, tmp_path, suffix):
    write(Outputs(tmp_path / f"out{suffix}"), result)
    np.testing.assert_array_equal(read_image(tmp_path / f"out{suffix}"), result.reconstruction.picture)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_are_made_anew_and_round_to_what_is_shown(result, tmp_path, suffix):
    deep_options = replace(OPTIONS, reconstruction=replace(OPTIONS.reconstruction, bits=16))
    deep = run([f.path for f in result.frames.frames], deep_options)
    write(Outputs(tmp_path / f"out{suffix}", bits=16), result)
    written = read_image(tmp_path / f"out{suffix}")
    assert written.dtype == np.uint16
    np.testing.assert_array_equal(written, deep.reconstruction.picture)
    # Each is rounded to its own steps; of eight bits one is 257 of the others.
    assert np.abs(written / 257 - result.reconstruction.picture).max() <= 0.5 + 0.5 / 257 + 1e-9
    assert len(np.unique(written)) > 256


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_deep_photos_are_written_exactly_and_in_eight_bits_rounded(folder, tmp_path, suffix):
    for path in folder.iterdir():
        pixels = read_image(path).astype(np.uint16) * 257
        write_image(path, pixels + np.arange(pixels.size, dtype=np.uint16).reshape(pixels.shape) % 97, overwrite=True)
    result = run([folder], OPTIONS)
    shown = result.reconstruction.picture
    assert shown.dtype == np.uint16
    write(Outputs(tmp_path / f"deep{suffix}"), result)
    np.testing.assert_array_equal(read_image(tmp_path / f"deep{suffix}"), shown)
    write(Outputs(tmp_path / f"flat{suffix}", bits=8), result)
    np.testing.assert_array_equal(read_image(tmp_path / f"flat{suffix}"), (shown.astype(int) + 128) // 257)


def test_a_better_jpeg_is_larger_and_closer(result, tmp_path):
    errors, sizes = [], []
    for quality in (30, 99):
        path = tmp_path / f"{quality}.jpg"
        write(Outputs(path, jpeg_quality=quality), result)
        errors.append(np.abs(read_image(path).astype(int) - result.reconstruction.picture).mean())
        sizes.append(path.stat().st_size)
    assert errors[0] > errors[1]
    assert sizes[0] < sizes[1]


def test_layers_come_back_page_by_page(result, tmp_path):
    path = tmp_path / "out_layers.tif"
    write(Outputs(None, layers=path, warped=tmp_path / "warped", weights=tmp_path / "weights"), result)
    names = [f.name for f in result.stack.frames]
    with tifffile.TiffFile(path) as file:
        pages = {page.tags["PageName"].value: page.asarray() for page in file.pages}
        assert [page.tags["PageNumber"].value for page in file.pages] == [(i, len(pages)) for i in range(len(pages))]
    assert list(pages) == ["clean picture"] + [kind + name for name in names for kind in ("", "weight of ")]
    np.testing.assert_array_equal(pages["clean picture"], result.reconstruction.picture)
    for t, name in enumerate(names):
        stem = Path(name).stem
        warped = cv2.imread(str(tmp_path / "warped" / f"{stem}.png"), cv2.IMREAD_UNCHANGED)
        np.testing.assert_array_equal(pages[name], cv2.cvtColor(warped, cv2.COLOR_BGRA2RGBA))
        np.testing.assert_array_equal(pages[f"weight of {name}"], result.reconstruction.weights[t])


def test_other_readers_read_the_layers_too(result, tmp_path):
    path = tmp_path / "out.tif"
    write(Outputs(None, layers=path), result)
    with Image.open(path) as file:
        assert file.n_frames == 1 + 2 * len(result.stack.frames)
        assert "icc_profile" in file.info
        file.seek(1)
        assert file.mode == "RGBA"
    np.testing.assert_array_equal(read_image(path), result.reconstruction.picture)
    write(Outputs(None, layers=path, strip="all", overwrite=True), result)
    with Image.open(path) as file:
        assert "icc_profile" not in file.info


def test_deep_layers(result, tmp_path):
    write(Outputs(tmp_path / "out.png", layers=tmp_path / "layers.tif", bits=16), result)
    with tifffile.TiffFile(tmp_path / "layers.tif") as file:
        np.testing.assert_array_equal(file.pages[0].asarray(), read_image(tmp_path / "out.png"))
        assert [file.pages[i].dtype for i in (0, 1)] == [np.uint16, np.uint8]


@pytest.mark.parametrize("is_big", [False, True])
def test_layers_of_all_kinds(tmp_path, is_big, monkeypatch):
    if is_big:
        monkeypatch.setattr(image_codecs.layers, "_MAX_BYTES", 0)
    random = np.random.default_rng(0)
    layers = [
        Layer("grün", random.integers(0, 256, (700, 1999, 3), np.uint8)),  # several strips
        Layer("with alpha", random.integers(0, 65536, (30, 20, 4), np.uint16)),
        Layer("x", random.integers(0, 256, (1, 1), np.uint8)),
        Layer("deep", random.integers(0, 65536, (5, 7), np.uint16)),
    ]
    with (tmp_path / "a.tif").open("w+b") as file:
        write_layers(file, iter(layers), sum(x.pixels.nbytes for x in layers), profile=profile_of("srgb"))
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.is_bigtiff == is_big
        for layer, page in zip(layers, file.pages, strict=True):
            assert page.tags["PageName"].value == layer.name
            np.testing.assert_array_equal(page.asarray(), layer.pixels)


def test_layers_need_their_ending_and_never_replace_a_photo(result, folder, tmp_path):
    with pytest.raises(ExportError, match=r"\.tif\.$"):
        write(Outputs(None, layers=tmp_path / "layers.png"), result)
    (tmp_path / "layers.tif").write_bytes(b"precious")
    with pytest.raises(ExportError, match="exists already"):
        write(Outputs(None, layers=tmp_path / "layers.tif"), result)
    with pytest.raises(ExportError, match="Two outputs"):
        write(Outputs(tmp_path / "one.tif", layers=tmp_path / "one.tif"), result)
    assert (tmp_path / "layers.tif").read_bytes() == b"precious"


def test_writing_twice_does_not_add_up(result, tmp_path):
    before = copy.deepcopy(result.report)
    seconds = write(Outputs(tmp_path / "1.png"), result)["seconds"]
    again = write(Outputs(tmp_path / "2.png"), result)["seconds"]
    assert again["total"] - again["write"] == pytest.approx(seconds["total"] - seconds["write"], abs=2e-3)
    assert result.report == before  # a result is frozen: several threads may read it


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("compression", TIFF_COMPRESSIONS)
def test_a_tiff_is_packed_as_asked(result, tmp_path, compression, bits):
    path = tmp_path / f"{compression}.tif"
    write(Outputs(path, tiff_compression=compression, bits=bits), result)
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        assert page.compression == {"deflate": 8, "lzw": 5, "none": 1}[compression]
        pixels = page.asarray()
    write(Outputs(tmp_path / "same.png", bits=bits), result)
    np.testing.assert_array_equal(pixels, read_image(tmp_path / "same.png"))
    with Image.open(path) as image:  # libtiff, which knows nothing of how it was made
        np.testing.assert_array_equal(np.asarray(image), pixels if bits == 8 else pixels >> 8)


def test_a_smaller_picture_keeps_what_nobody_saw_and_its_true_size(result, tmp_path):
    source = result.reconstruction.source.copy()
    source[:, : source.shape[1] // 2] = NO_SOURCE
    result = replace(result, reconstruction=replace(result.reconstruction, source=source))
    paths = list(index_of(result.frames.frames))
    height, width = result.stack.size
    corners = ((0.0, 0.0), (width - 1.0, 0.0), (width - 1.0, height - 1.0), (0.0, height - 1.0))
    straightening = Straightening(paths[result.alignment.reference], corners, size_mm=(254.0, 254.0))
    result = replace(result, edits=Edits(straightening=straightening))
    write(Outputs(tmp_path / "small.png", long_side_px=120), result)
    with Image.open(tmp_path / "small.png") as written:
        assert max(written.size) == 120
        assert written.mode == "RGBA"
        alpha = np.asarray(written)[..., 3]
        assert written.info["dpi"] == pytest.approx((written.size[0] / 10, written.size[1] / 10), abs=0.1)
    n = alpha.shape[1] // 2
    assert not alpha[:, : n - 1].any()
    assert (alpha[:, n + 1 :] == 255).all()
    write(Outputs(tmp_path / "full.png", long_side_px=10**6, pixels_per_inch=300), result)
    with Image.open(tmp_path / "full.png") as written:
        assert written.size == (width, height)
        assert written.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_attention_is_written_for_each_head_and_photo(folder, tmp_path):
    options = replace(OPTIONS, reconstruction=ReconstructionOptions(method="swin"))
    swin = run([folder], options)
    write(Outputs(tmp_path / "out.png", attention=tmp_path / "attention"), swin)
    written = sorted(path.name for path in (tmp_path / "attention").iterdir())
    assert len(written) % len(swin.stack.frames) == 0
    assert "layer1_head1_photo0.png" in written
    maps = [np.asarray(Image.open(tmp_path / "attention" / name)) for name in written if "layer1" in name]
    assert {m.ndim for m in maps} == {2}
    assert all(m.any() for m in maps)
    photos = [f.path for f in swin.frames.frames]
    with pytest.raises(ExportError, match="exists already"):
        Outputs(tmp_path / "other.png", attention=tmp_path / "attention").check(photos)
