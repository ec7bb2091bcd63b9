"""The canvas of all photos: a thing larger than one photo comes out whole."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import cli, geometry, pipeline
from diar_gui.alignment import AlignedFrame, Alignment, AlignmentOptions
from diar_gui.edits import Edits, Straightening, Stroke
from diar_gui.extent import Extent
from diar_gui.images import FrameSet, read_photo, write_image
from diar_gui.names import METHODS
from diar_gui.outputs import Outputs
from diar_gui.paths import absolute
from diar_gui.pipeline import Preview, Result, RunOptions, run, update
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE, ReconstructionOptions

LEFT, STEP = 40, 210
ALL = RunOptions(AlignmentOptions(features="sift"), ReconstructionOptions(method="mean"), canvas="all")


def make_sheet(size: tuple[int, int], seed: int = 5) -> np.ndarray:
    """Return `(H, W, 3)` float32: rectangles of all sizes on mottled paper."""
    rng = np.random.default_rng(seed)
    height, width = size
    sheet = np.full((*size, 3), 205, np.float32)
    for _ in range(height * width // 1500):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        w, h = (int(s) for s in rng.integers(4, 40, 2))
        cv2.rectangle(sheet, (x, y), (x + w, y + h), rng.uniform(30, 220, 3).tolist(), -1)
    sheet += 4 * cv2.GaussianBlur(rng.normal(0, 30, (*size, 3)).astype(np.float32), (0, 0), 2)
    return cv2.GaussianBlur(np.clip(sheet, 20, 235), (0, 0), 0.9)


def photograph(folder: Path, sheet: np.ndarray, H_photo_from_sheet: list[np.ndarray], size: tuple[int, int]) -> Path:
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(2)
    for i, H in enumerate(H_photo_from_sheet):
        photo = cv2.warpPerspective(sheet, H, size[::-1], flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REFLECT_101)
        photo += rng.normal(0, 1.5, photo.shape)
        write_image(folder / f"{i}.png", np.rint(np.clip(photo, 0, 255)).astype(np.uint8))
    return folder


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2)))


def gained(picture: np.ndarray, truth: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return the picture after one gain per colour."""
    gains = (picture * truth)[where].sum(axis=0) / (picture.astype(float) ** 2)[where].sum(axis=0)
    return picture * gains


# A long sheet in five slanted photos, the third of which sees none of the first and the last.
SHEET_SIZE, PHOTO_SIZE, N_PHOTOS, STEP_PX = (420, 1900), (420, 560), 5, 335


@pytest.fixture(scope="module")
def long_sheet(tmp_path_factory) -> tuple[np.ndarray, list[np.ndarray], Path]:
    """The sheet, where each photo has it, and the folder of the photos."""
    sheet, rng, found = make_sheet(SHEET_SIZE), np.random.default_rng(1), []
    height, width = PHOTO_SIZE
    for i in range(N_PHOTOS):
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
        on_sheet = corners + [i * STEP_PX, 0] + rng.uniform(-0.03, 0.03, (4, 2)) * [width, height]
        found.append(geometry.dlt(on_sheet, corners))
    return sheet, found, photograph(tmp_path_factory.mktemp("sheet") / "photos", sheet, found, PHOTO_SIZE)


@pytest.mark.parametrize("method", ["mean", "median", "diar"])
def test_a_long_sheet_in_five_photos_comes_out_whole(long_sheet, method):
    sheet, H_photo_from_sheet, folder = long_sheet
    result = run([folder], replace(ALL, reconstruction=ReconstructionOptions(method=method)))
    assert len(result.alignment.used) == N_PHOTOS
    reference = result.alignment.reference
    check_far_ends(result, H_photo_from_sheet)
    stack = result.stack
    H_picture_from_sheet = stack.H_ref_from_frame[stack.reference] @ H_photo_from_sheet[reference]
    size = stack.size[::-1]
    truth = cv2.warpPerspective(sheet, H_picture_from_sheet, size, flags=cv2.INTER_LANCZOS4)
    ones, inner = np.ones(PHOTO_SIZE, np.uint8), np.ones((9, 9))
    on_sheet = cv2.erode(cv2.warpPerspective(np.ones(SHEET_SIZE, np.uint8), H_picture_from_sheet, size), inner)
    n_saw = np.zeros(stack.size, int)
    for H in H_photo_from_sheet:
        saw = cv2.warpPerspective(ones, H_picture_from_sheet @ np.linalg.inv(H), size)
        n_saw += cv2.erode(saw, inner, borderValue=0)
    made = result.reconstruction
    assert made.seen is not None
    assert made.seen[n_saw > 0].all()
    assert (made.picture[~made.seen] == 0).all()
    picture = gained(made.picture, truth, (n_saw > 0) & (on_sheet > 0))
    twice = (n_saw == 2) & (on_sheet > 0)
    assert psnr(picture[twice], truth[twice]) > 35


def check_far_ends(result: Result, H_photo_from_sheet: list[np.ndarray]) -> None:
    """Check each photo's far edge: at most two pixels off for each photo between it and the reference.

    Beyond the overlap a homography extrapolates: over other sheets and noise it is half a pixel off in the middle, and
    at most 1.7 (BENCHMARKS.md); a photo that is tied to the wrong place is off by tens.
    """
    reference = result.alignment.reference
    height, width = PHOTO_SIZE
    for i, frame in enumerate(result.alignment.frames):
        n_between = abs(i - reference) - 1
        if n_between < 1:
            continue
        assert frame.H_ref_from_frame is not None
        x = 0 if i < reference else width - 1
        edge = np.stack([np.full(20, x), np.linspace(0, height - 1, 20)], axis=1).astype(float)
        H_true = H_photo_from_sheet[reference] @ np.linalg.inv(H_photo_from_sheet[i])
        errors = geometry.transfer_error_px(frame.H_ref_from_frame, geometry.normalised(H_true, PHOTO_SIZE), edge)
        assert np.sqrt((errors**2).mean()) <= 2.0 * n_between


def test_with_the_view_of_the_reference_what_goes_on_is_said_once(long_sheet):
    notices: list[str] = []
    options = replace(ALL, canvas="reference")
    result = run([long_sheet[2]], options, Progress(on_notice=notices.append))
    assert result.stack.size == PHOTO_SIZE
    for i in (0, 4):
        frame = result.alignment.frames[i]
        assert frame.status == "rejected"
        assert frame.reason.startswith(f"{frame.name} shows nothing of what the reference photo shows; choose")
    name = result.alignment.frames[result.alignment.reference].name
    said = f"The photos show more than {name}, which gives the view; to keep all of it, choose to show all"
    assert [notice.startswith(said) for notice in notices] == [True]
    update(result, options, Edits(), Progress(on_notice=notices.append))
    assert len(notices) == 1


# Three upright photos of a small sheet, where they lie given: quick, and exact to the pixel.
SMALL_SHEET, SMALL_PHOTO = (200, 760), (160, 280)


def at(i: int) -> tuple[int, int]:
    return LEFT + STEP * (i - 1), 10 * i


@pytest.fixture
def three(tmp_path) -> tuple[np.ndarray, Path]:
    sheet = make_sheet(SMALL_SHEET, 7)
    shifts = [np.array([[1, 0, -at(i)[0]], [0, 1, -at(i)[1]], [0, 0, 1.0]]) for i in (1, 2, 3)]
    return sheet, photograph(tmp_path / "three", sheet, shifts, SMALL_PHOTO)


def known(frames: FrameSet) -> Alignment:
    """Return where the three photos lie; the second is the reference."""
    found = []
    for i, frame in enumerate(frames.frames):
        x, y = (a - b for a, b in zip(at(i + 1), at(2), strict=True))
        status = "reference" if i == 1 else "aligned"
        H = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
        overlap = geometry.overlap_fraction(H, SMALL_PHOTO, SMALL_PHOTO)
        found.append(AlignedFrame(frame.name, status, "", 9, 9, 0.1, overlap, H))
    return Alignment(1, SMALL_PHOTO, tuple(found))


def whole(sheet: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the picture of the three photos has to be, and where one looked."""
    (left, top), (right, bottom) = at(1), at(3)
    size = bottom - top + SMALL_PHOTO[0], right - left + SMALL_PHOTO[1]
    seen = np.zeros(size, bool)
    for i in (1, 2, 3):
        x, y = at(i)[0] - left, at(i)[1] - top
        seen[y : y + SMALL_PHOTO[0], x : x + SMALL_PHOTO[1]] = True
    return sheet[top : top + size[0], left : left + size[1]], seen


@pytest.mark.parametrize("method", METHODS)
def test_every_method_fills_the_canvas_and_its_preview_too(three, method):
    sheet, folder = three
    stages = []
    options = replace(ALL, reconstruction=ReconstructionOptions(method=method))
    result = run([folder], options, None, stages.append, known=known)
    truth, seen = whole(sheet)
    made = result.reconstruction
    assert made.picture.shape == (*truth.shape[:2], 3)
    np.testing.assert_array_equal(made.source != NO_SOURCE, seen)
    assert made.weights.shape == (3, *truth.shape[:2])
    for stage in stages:
        if isinstance(stage, Preview):
            small = stage.reconstruction.picture.shape
            working_size_px = options.reconstruction.working_size_px
            assert max(small) == min(working_size_px, max(made.picture.shape))
            assert small[0] / small[1] == pytest.approx(made.picture.shape[0] / made.picture.shape[1], rel=0.01)
    if method in ("mean", "median", "trimmed-mean", "soft-minimum"):
        assert psnr(made.picture[seen], truth[seen]) > 38
    corner = result.report["H_picture_from_ref"]
    np.testing.assert_allclose(corner, [[1, 0, STEP], [0, 1, 10], [0, 0, 1]])
    assert result.report["size"] == list(truth.shape[:2])


def test_the_canvas_changes_without_aligning_again(three):
    sheet, folder = three
    result = run([folder], replace(ALL, canvas="reference"), known=known)
    assert result.stack.size == SMALL_PHOTO
    wider = update(result, ALL, Edits())
    assert wider.found is result.found
    np.testing.assert_array_equal(wider.reconstruction.source != NO_SOURCE, whole(sheet)[1])
    np.testing.assert_array_equal(update(wider, result.options, Edits()).reconstruction.source != NO_SOURCE, True)


def test_strokes_lie_where_they_were_painted(three):
    sheet, folder = three
    first = absolute(folder / "0.png")
    stroke = Stroke(first, False, ((240.0, 80.0),), 12.0, 0.0)
    result = run([folder], ALL, known=known, edits=Edits(strokes=(stroke,)))
    weights, seen = result.reconstruction.weights, whole(sheet)[1]
    # The first photo begins where the canvas does; the second one sees the place, too.
    assert (weights[0, 74:87, 234:247] == 0).all()
    assert (weights[1, 74:87, 234:247] == 255).all()
    assert (weights[0, 80, 265:275] > 0).all()
    np.testing.assert_array_equal(result.reconstruction.source != NO_SOURCE, seen)


@pytest.mark.parametrize("reference", [0, 2])
def test_another_reference_moves_the_canvas_with_it(three, reference):
    sheet, folder = three
    edits = Edits(reference=absolute(folder / f"{reference}.png"))
    result = run([folder], ALL, known=known, edits=edits)
    truth, seen = whole(sheet)
    np.testing.assert_array_equal(result.reconstruction.source != NO_SOURCE, seen)
    assert psnr(result.reconstruction.picture[seen], truth[seen]) > 38


def test_a_subject_that_goes_on_beyond_the_reference_is_straightened(three):
    sheet, folder = three
    (x0, y0), (x1, y1) = (60, 40), (600, 150)  # on the sheet, pixels included
    on_reference = [(x - at(2)[0], y - at(2)[1]) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    (a, b), (c, d), (e, f), (g, h) = on_reference
    corners = ((a - 0.5, b - 0.5), (c + 0.5, d - 0.5), (e + 0.5, f + 0.5), (g - 0.5, h + 0.5))
    aspect = (x1 - x0 + 1) / (y1 - y0 + 1)
    edits = Edits(straightening=Straightening(absolute(folder / "1.png"), corners, aspect))
    result = run([folder], ALL, known=known, edits=edits)
    truth = sheet[y0 : y1 + 1, x0 : x1 + 1]
    assert result.reconstruction.picture.shape == truth.shape
    assert psnr(result.reconstruction.picture, truth) > 38


def test_what_is_cut_down_is_said(three, monkeypatch):
    folder = three[1]
    cut = Extent((170, 400), (-60, -5), (180, 700))
    monkeypatch.setattr(pipeline, "extent_of_all", lambda frames, alignment: cut)
    notices: list[str] = []
    result = run([folder], ALL, Progress(on_notice=notices.append), known=known)
    assert result.stack.size == (170, 400)
    assert notices == [
        "A picture of all that the photos saw would have 700 x 180 pixels, so it was cut down to 400 x 170 around the "
        "reference."
    ]


def test_warped_photos_and_maps_have_the_size_of_the_canvas(three, tmp_path):
    sheet, folder = three
    # Exposures are compared at the full size, so that they come out the same to the last digit.
    exact = replace(ALL, reconstruction=ReconstructionOptions(method="mean", working_size_px=1000))
    result = run([folder], exact, known=known)
    outputs = Outputs(tmp_path / "out.tif", warped=tmp_path / "warped", weights=tmp_path / "why")
    outputs.write(result, [f.path for f in result.frames.frames], Progress())
    truth, seen = whole(sheet)
    for path in [tmp_path / "out.tif", *(tmp_path / "warped").iterdir(), *(tmp_path / "why").iterdir()]:
        assert cv2.imread(str(path), cv2.IMREAD_UNCHANGED).shape[:2] == truth.shape[:2]
    np.testing.assert_array_equal(read_photo(tmp_path / "out.tif").seen, seen)
    again = run([tmp_path / "warped"], replace(exact, alignment=AlignmentOptions(features="none")))
    np.testing.assert_array_equal(again.reconstruction.picture, result.reconstruction.picture)


def test_on_the_command_line(long_sheet, tmp_path, capsys):
    arguments = [
        long_sheet[2],
        "-o",
        tmp_path / "sheet.jpg",
        "--method",
        "mean",
        "--features",
        "sift",
        "--canvas",
        "all",
    ]
    assert cli.main(["reconstruct", *map(str, arguments)]) == 0
    said = capsys.readouterr().err
    assert "sheet.jpg is white where no photo looked, because JPEG knows no transparency." in said
    picture = read_photo(tmp_path / "sheet.jpg").pixels
    assert picture.shape[1] > 1800
    assert (picture[0, 0] > 245).all()
