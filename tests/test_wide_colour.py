"""Colours beyond sRGB: from files of several colour spaces, through a run, to files of others."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms
from skimage.color import deltaE_ciede2000

sys.path.insert(0, str(Path(__file__).parent / "image_codecs"))
from known_colours import (  # pyright: ignore[reportMissingImports]
    ADOBE_RGB,
    DISPLAY_P3,
    PROPHOTO,
    SRGB,
    SRGB_CURVE,
    lab,
    matrix_profile,
    power,
    srgb_encoded,
)

from diar_gui import gamuts
from diar_gui.alignment import AlignmentOptions
from diar_gui.image_codecs import encode_image, profile_of
from diar_gui.images import read_frames
from diar_gui.names import SPACES
from diar_gui.outputs import Outputs
from diar_gui.pipeline import RunOptions, run
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions
from diar_gui.scratch import Scratch

OPTIONS = RunOptions(AlignmentOptions(features="none"), ReconstructionOptions(method="median"), "cpu")
PATCH_PX = 24
FILES = {  # primaries, encoding, profile: independent of what is tested
    "srgb": (SRGB, srgb_encoded, matrix_profile(SRGB, SRGB_CURVE)),
    "display-p3": (DISPLAY_P3, srgb_encoded, matrix_profile(DISPLAY_P3, SRGB_CURVE)),
    "adobe-rgb": (ADOBE_RGB, lambda x: x ** (256 / 563), matrix_profile(ADOBE_RGB, power(563 / 256))),
    "prophoto": (PROPHOTO, lambda x: x ** (1 / 1.8), matrix_profile(PROPHOTO, power(1.8))),
}
WIDE = ("display-p3", "adobe-rgb", "prophoto")


def colours_within(*spaces: str) -> np.ndarray:
    """Return 24 colours as XYZ under D50 that lie in all those spaces and outside of sRGB."""
    drawn = np.random.default_rng(1).uniform(0.02, 0.95, (40_000, 3)) @ PROPHOTO.T
    is_wide = (drawn @ np.linalg.inv(SRGB).T).min(axis=1) < -0.01
    for space in spaces:
        linear = drawn @ np.linalg.inv(gamuts.xyz_of(space)).T
        is_wide &= (linear.min(axis=1) > 0.003) & (linear.max(axis=1) < 0.97)
    found = drawn[is_wide][:24]
    assert len(found) == 24
    return found


def write_photos(folder: Path, xyz: np.ndarray, spaces: tuple[str, ...], bits: int = 8) -> list[Path]:
    """Write three photos of the patches, each with another corner covered, in the colour spaces in turn."""
    folder.mkdir()
    paths = []
    for i in range(3):
        primaries, encode, icc = FILES[spaces[i % len(spaces)]]
        linear = np.clip(xyz @ np.linalg.inv(primaries).T, 0, 1).reshape(4, 6, 3)
        encoded = encode(linear).repeat(PATCH_PX, axis=0).repeat(PATCH_PX, axis=1)
        encoded[: PATCH_PX // 4, 40 * i : 40 * (i + 1)] = 0.5
        paths.append(folder / f"{i}.tif")
        values = np.rint(encoded * (2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)
        tifffile.imwrite(paths[-1], values, photometric="rgb", iccprofile=icc)
    return paths


def made(paths, output: Path, **what):
    result = run(paths, OPTIONS)
    report = Outputs(output, **what).write(result, paths, Progress())
    return result, report


def lab_by_littlecms(path: Path) -> np.ndarray:
    """Return the middles of the patches in Lab, as littleCMS has them by the profile in the file."""
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as file:
            pixels, icc = file.pages.first.asarray(), bytes(file.pages.first.tags[34675].value)
    else:
        with Image.open(path) as image:
            icc = image.info["icc_profile"]
        pixels = imagecodecs.png_decode(path.read_bytes())  # Pillow would give 8 bits
    picked = np.ascontiguousarray(pixels[PATCH_PX // 2 + 4 :: PATCH_PX, PATCH_PX // 2 :: PATCH_PX])
    xyz = imagecodecs.cms_transform(
        picked, icc, imagecodecs.cms_profile("xyz"), colorspace="rgb", outcolorspace="xyz", outdtype="f8",
        intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
    )  # fmt: skip
    return lab(xyz.reshape(-1, 3))


@pytest.mark.parametrize("written", ["display-p3", "ecirgb-v2", "prophoto"])
@pytest.mark.parametrize("photos", WIDE)
def test_wide_colours_come_through(tmp_path, photos, written):
    xyz = colours_within(photos, written, "adobe-rgb")
    paths = write_photos(tmp_path / "photos", xyz, (photos,), bits=16 if photos == "prophoto" else 8)
    _, report = made(paths, tmp_path / "out.tif", colour=written, bits=16)
    assert report["colour"] == {"photos": photos, "written": written, "out_of_gamut": report["colour"]["out_of_gamut"]}
    assert report["colour"]["out_of_gamut"] < 0.01
    assert deltaE_ciede2000(lab_by_littlecms(tmp_path / "out.tif"), lab(xyz)).max() < 2


def test_wide_colours_come_through_the_network_that_leaves_the_light(tmp_path):
    xyz = colours_within("adobe-rgb")
    paths = write_photos(tmp_path / "photos", xyz, ("adobe-rgb",), bits=16)
    how = replace(OPTIONS, reconstruction=ReconstructionOptions(method="diar", tone="as-shot"))
    Outputs(tmp_path / "out.tif", colour="prophoto", bits=16).write(run(paths, how), paths, Progress())
    assert deltaE_ciede2000(lab_by_littlecms(tmp_path / "out.tif"), lab(xyz)).max() < 2


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif"])
@pytest.mark.parametrize("photos", WIDE)
def test_what_is_written_has_the_colours_of_the_reference_photo(tmp_path, photos, suffix):
    xyz = colours_within(photos)
    paths = write_photos(tmp_path / "photos", xyz, (photos,), bits=16)
    _, report = made(paths, tmp_path / f"out{suffix}", bits=8 if suffix == ".jpg" else 16)
    assert report["colour"] == {"photos": photos, "written": photos, "out_of_gamut": 0}
    if suffix != ".jpg":
        assert deltaE_ciede2000(lab_by_littlecms(tmp_path / f"out{suffix}"), lab(xyz)).max() < 0.3
    with Image.open(tmp_path / f"out{suffix}") as image:
        assert image.info["icc_profile"] == profile_of(photos)


def test_srgb_photos_give_srgb_whatever_is_kept_of_others(tmp_path):
    """What is made of sRGB photos has no wide picture, and is written as it is."""
    xyz = np.clip(np.random.default_rng(2).uniform(0.02, 0.9, (24, 3)), 0, 1) @ SRGB.T
    paths = write_photos(tmp_path / "photos", xyz, ("srgb",))
    result, report = made(paths, tmp_path / "out.png")
    assert result.reconstruction.wide is None
    assert report["colour"] == {"photos": "srgb", "written": "srgb", "out_of_gamut": 0}
    with Image.open(tmp_path / "out.png") as image:
        np.testing.assert_array_equal(np.asarray(image), result.reconstruction.picture)


@pytest.mark.parametrize("is_tagged", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
def test_plain_srgb_photos_come_out_to_the_last_bit(tmp_path, bits, is_tagged):
    """No matrix and no other curve lies between them and what is written, with a profile in the file or without."""
    dtype, most = (np.uint8, 255) if bits == 8 else (np.uint16, 65535)
    base = np.random.default_rng(6).integers(0, most + 1, (96, 144, 3), dtype)
    paths = []
    for i in range(3):
        photo = base.copy()
        photo[20:30, 40 * i : 40 * i + 20] = most // 2
        paths.append(tmp_path / f"{i}.tif")
        tifffile.imwrite(paths[-1], photo, photometric="rgb", iccprofile=FILES["srgb"][2] if is_tagged else None)
    how = replace(OPTIONS, reconstruction=ReconstructionOptions(method="median", tone="as-shot", bits=bits))
    result = run(paths, how)
    assert {frame.space for frame in result.frames.frames} == {"srgb"}
    np.testing.assert_array_equal(result.reconstruction.picture, base)
    Outputs(tmp_path / "out.tif", bits=bits).write(result, paths, Progress())
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "out.tif"), base)


def test_the_screen_gets_srgb(tmp_path):
    """The picture of a wide set is for the screen what the same set gives in sRGB, to a level."""
    xyz = np.random.default_rng(2).uniform(0.05, 0.9, (24, 3)) @ SRGB.T
    wide = run(write_photos(tmp_path / "wide", xyz, ("adobe-rgb",), bits=16), OPTIONS).reconstruction.picture
    plain = run(write_photos(tmp_path / "plain", xyz, ("srgb",), bits=16), OPTIONS).reconstruction.picture
    assert np.abs(wide.astype(int) - plain).max() <= 257


def test_photos_of_several_spaces_are_brought_into_one(tmp_path):
    xyz = colours_within("display-p3", "adobe-rgb")
    paths = write_photos(tmp_path / "photos", xyz, ("adobe-rgb", "display-p3", "prophoto"), bits=16)
    frames = read_frames(paths, Scratch(10**9)).frames
    assert [frame.own_space for frame in frames] == ["adobe-rgb", "display-p3", "prophoto"]
    assert {frame.space for frame in frames} == {"prophoto"}
    result, _ = made(paths, tmp_path / "out.tif", colour="prophoto")
    assert result.reconstruction.space == "prophoto"
    assert deltaE_ciede2000(lab_by_littlecms(tmp_path / "out.tif"), lab(xyz)).max() < 0.3


def test_what_does_not_fit_is_said(tmp_path):
    xyz = colours_within("prophoto")
    paths = write_photos(tmp_path / "photos", xyz, ("prophoto",), bits=16)
    notices = []
    result = run(paths, OPTIONS)
    outputs = Outputs(tmp_path / "out.png", colour="srgb", warped=tmp_path / "warped")
    report = outputs.write(result, paths, Progress(on_notice=notices.append))
    assert report["colour"]["out_of_gamut"] > 0.9
    assert [n for n in notices if "colours beyond srgb" in n and "--colour prophoto" in n]
    with Image.open(tmp_path / "warped" / "0.png") as image:
        assert "icc_profile" not in image.info  # sRGB, as without a profile


def test_without_a_profile_it_is_srgb(tmp_path):
    paths = write_photos(tmp_path / "photos", colours_within("display-p3"), ("display-p3",))
    result, report = made(paths, tmp_path / "out.png", strip="all")
    assert report["colour"]["written"] == "srgb"
    with Image.open(tmp_path / "out.png") as image:
        assert "icc_profile" not in image.info
        np.testing.assert_array_equal(np.asarray(image), result.reconstruction.picture)


@pytest.mark.parametrize("space", SPACES)
def test_profiles_say_what_the_pixels_mean(space):
    """LittleCMS goes by the profile to where the pixels' own formulas go."""
    linear = np.random.default_rng(3).uniform(0, 1, (40, 40, 3)).astype(np.float32) ** 2
    at_rest = gamuts.encoded_from_linear(linear, 16)
    pixels, n_outside = gamuts.for_file(at_rest, space, space, 16)
    assert n_outside == 0
    xyz = imagecodecs.cms_transform(
        pixels, profile_of(space), imagecodecs.cms_profile("xyz"), colorspace="rgb", outcolorspace="xyz", outdtype="f8"
    )
    assert deltaE_ciede2000(lab(xyz), lab(linear @ gamuts.xyz_of(space).T)).max() < 0.3
    assert ImageCms.getProfileName(io.BytesIO(profile_of(space)))


@pytest.mark.parametrize("space", SPACES)
def test_files_of_every_space_are_read_back(tmp_path, space):
    at_rest = np.random.default_rng(4).integers(2000, 65535, (30, 40, 3), np.uint16)
    path = tmp_path / "photo.tif"
    path.write_bytes(encode_image(gamuts.for_file(at_rest, space, space, 16)[0], ".tif", None, space=space))
    frame = read_frames([path], Scratch(10**8)).frames[0]
    assert frame.space == space
    assert np.abs(frame.pixels.astype(int) - at_rest).max() <= 64
