"""What is transparent in a photo is not seen: from the files to the clean picture and back."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.images import Frame, encode_image, read_image, read_photo
from diar_gui.outputs import Outputs
from diar_gui.pipeline import RunOptions, run
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions

SIZE = (240, 320)
_MEAN = ReconstructionOptions(method="mean")


def texture(size: tuple[int, int] = SIZE, seed: int = 3) -> np.ndarray:
    """Return `(H, W, 3)` float32 in [30, 225]: soft blobs and rectangles."""
    rng = np.random.default_rng(seed)
    picture = np.full((*size, 3), 128, np.float32)
    for _ in range(150):
        x, y = rng.integers(0, size[1]), rng.integers(0, size[0])
        w, h = (int(s) for s in rng.integers(5, 40, 2))
        cv2.rectangle(picture, (int(x), int(y)), (int(x) + w, int(y) + h), rng.uniform(30, 225, 3).tolist(), -1)
    return cv2.GaussianBlur(picture, (0, 0), 0.8)


def write(path: Path, values: np.ndarray, seen: np.ndarray, dtype=np.uint8) -> Path:
    """Write values in [0, 255] with an alpha; what is not seen is black."""
    scale = np.iinfo(dtype).max / 255
    pixels = np.dstack([values * seen[..., None] * scale, seen * np.iinfo(dtype).max])
    path.write_bytes(encode_image(np.rint(pixels).astype(dtype), path.suffix))
    return path


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2)))


def outline_sheet(shift: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return a view of the texture, shifted, and a round window that is always at the same place of the photo."""
    H = np.array([[1, 0, -shift[0]], [0, 1, -shift[1]], [0, 0, 1.0]])
    view = cv2.warpPerspective(texture((300, 400)), H, SIZE[::-1], flags=cv2.INTER_CUBIC)
    seen = np.zeros(SIZE, np.uint8)
    cv2.circle(seen, (160, 120), 105, 1, -1)
    return view, seen.astype(bool)


@pytest.mark.parametrize("features", ["none", "sift"])
def test_strips_that_only_one_photo_saw_come_from_that_photo(tmp_path, features):
    rng = np.random.default_rng(0)
    for i in range(4):
        seen = np.ones(SIZE, bool)
        if i:
            seen[:, 230:] = False
        write(tmp_path / f"{i}.png", np.clip(texture() + rng.normal(0, 1.5, (*SIZE, 3)), 0, 255), seen)
    result = run([tmp_path], RunOptions(AlignmentOptions(features=features, reference="0.png"), _MEAN))
    assert len(result.alignment.used) == 4
    assert psnr(result.reconstruction.picture, texture()) > 43
    assert (result.reconstruction.source[:, 231:] == result.stack.reference).all()


@pytest.mark.parametrize(("features", "dtype"), [("none", np.uint8), ("sift", np.uint8), ("sift", np.uint16)])
def test_warped_photos_fed_back_give_the_same_picture(tmp_path, features, dtype):
    folder = tmp_path / "photos"
    folder.mkdir()
    for i, shift in enumerate([(40, 30), (52.4, 33.1), (31.7, 41.2)]):
        view = outline_sheet(shift)[0]
        seen = np.ones(SIZE, bool)
        seen[: 20 * i] = False
        write(folder / f"{i}.png", view, seen, dtype)
    how = replace(_MEAN, match_exposure=False)
    result = run([folder], RunOptions(AlignmentOptions(features=features, reference="0.png"), how))
    outputs = Outputs(None, warped=tmp_path / "warped")
    outputs.write(result, [f.path for f in result.frames.frames], Progress())
    again = run([tmp_path / "warped"], RunOptions(AlignmentOptions(features="none", reference="0.png"), how))
    np.testing.assert_array_equal(again.reconstruction.source, result.reconstruction.source)
    # Each of the photos was rounded once more, to half a level of its own.
    step = 1 if dtype == np.uint8 else 257 // 128
    difference = np.abs(again.reconstruction.picture.astype(int) - result.reconstruction.picture)
    assert difference.max() <= step


def test_the_outline_of_what_is_seen_is_no_structure(tmp_path):
    shifts = [(40, 30), (63, 44), (22, 51)]
    for i, shift in enumerate(shifts):
        write(tmp_path / f"{i}.png", *outline_sheet(shift))
    options = AlignmentOptions(features="sift", reference="0.png")
    result = run([tmp_path], RunOptions(options, _MEAN))
    for frame, shift in zip(result.alignment.frames, shifts, strict=True):
        assert frame.H_ref_from_frame is not None
        H = np.array([[1, 0, shift[0] - 40], [0, 1, shift[1] - 30], [0, 0, 1.0]])
        points = geometry.grid_points(SIZE)
        assert geometry.transfer_error_px(frame.H_ref_from_frame, H, points).mean() < 0.2
        x, y = frame.matches.frame_points.T
        assert (np.hypot(x - 160, y - 120) < 105).all()
    assert np.isfinite([f.error_px for f in result.alignment.frames]).all()


def test_patches_are_compared_only_where_both_photos_saw(tmp_path):
    view, seen = outline_sheet((40, 30))
    half = np.ones(SIZE, bool)
    half[:, 150:] = False
    photos = [read_photo(write(tmp_path / f"{i}.png", view, s)) for i, s in enumerate((seen, half))]
    frames = [Frame(f"{i}.png", Path(f"{i}.png"), p.pixels, seen=p.seen) for i, p in enumerate(photos)]
    found = align(frames, AlignmentOptions(features="sift", reference="0.png"))
    H = found.frames[1].H_ref_from_frame
    assert H is not None
    points = geometry.grid_points(SIZE)
    x, y = np.rint(points).astype(int).T
    assert geometry.transfer_error_px(H, np.eye(3), points[seen[y, x] & half[y, x]]).mean() < 0.1


@pytest.mark.parametrize(("suffix", "n_channels"), [(".png", 4), (".tif", 4), (".jpg", 3)])
def test_where_no_photo_looked_the_picture_is_transparent(tmp_path, suffix, n_channels):
    folder = tmp_path / "photos"
    folder.mkdir()
    seen = np.ones(SIZE, bool)
    seen[:50, :80] = False
    for i in range(2):
        write(folder / f"{i}.png", texture(), seen)
    result = run([folder], RunOptions(AlignmentOptions(features="none"), _MEAN))
    notices: list[str] = []
    path = tmp_path / f"out{suffix}"
    Outputs(path).write(result, [f.path for f in result.frames.frames], Progress(on_notice=notices.append))
    written = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert written.shape == (*SIZE, n_channels)
    if n_channels == 4:
        np.testing.assert_array_equal(written[..., 3], seen * 255)
        np.testing.assert_array_equal(read_photo(path).seen, seen)
    else:
        assert (read_image(path)[:40, :70] > 245).all()
        assert notices == ["out.jpg is white where no photo looked, because JPEG knows no transparency."]
