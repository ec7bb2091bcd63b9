"""What is claimed is what is true, also where no homography holds; and nothing is claimed where nothing can be told."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, AlignmentOptions, align
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, render, tilted

OPTIONS = AlignmentOptions(features="sift", reference="0.png")
H_TRUE = tilted(6, (10, -5))


def true_places(points: np.ndarray, bend_px: float) -> np.ndarray:
    """Return where the reference shows what a bent photo shows: as a sheet that bulges, seen from aside."""
    across = (points[:, 0] - SIZE[1] / 2) / (SIZE[1] / 2)
    bulge = np.column_stack([bend_px * across**2, 0.3 * bend_px * across**3])
    return geometry.transfer(geometry.normalised(H_TRUE, SIZE), points) + bulge


def bent_frame(texture: np.ndarray, bend_px: float) -> Frame:
    height, width = SIZE
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    there = true_places(np.column_stack([x.ravel(), y.ravel()]).astype(float), bend_px).astype(np.float32)
    there = there.reshape(height, width, 2)
    pixels = cv2.remap(texture, there[..., 0], there[..., 1], cv2.INTER_LANCZOS4, borderValue=(40, 40, 40))
    return Frame("1.png", Path("1.png"), pixels)


def true_error_px(frame: AlignedFrame, bend_px: float) -> float:
    assert frame.H_ref_from_frame is not None
    points = geometry.grid_points(SIZE, 30)
    there = true_places(points, bend_px)
    points, there = (x[geometry.is_inside(there, SIZE)] for x in (points, there))
    off = geometry.transfer(frame.H_ref_from_frame, points) - there
    return float(np.sqrt((off**2).sum(axis=1).mean()))


@pytest.mark.parametrize("bend_px", [2.0, 6.0, 12.0])
def test_the_misfit_of_a_bent_sheet_is_claimed(texture: np.ndarray, bend_px: float) -> None:
    found = align([Frame("0.png", Path("0.png"), texture), bent_frame(texture, bend_px)], OPTIONS).frames[1]
    true = true_error_px(found, bend_px)
    assert found.status == "aligned"
    assert true > 0.2
    assert found.error_px is not None
    assert true / 2 < found.error_px < 2 * true


def test_glare_and_people_are_no_misfit(texture: np.ndarray) -> None:
    frames = [render(texture, np.eye(3), "0.png"), render(texture, H_TRUE, "1.png")]
    pixels = frames[1].pixels.copy()
    cv2.circle(pixels, (120, 90), 45, (255, 255, 255), -1, cv2.LINE_AA)
    pixels[150:, 260:330] = make_texture(50)[150:, 260:330]
    found = align([frames[0], Frame("1.png", Path("1.png"), pixels)], OPTIONS).frames[1]
    assert found.error_px is not None
    assert found.error_px < 0.15


def test_of_an_almost_blank_board_nothing_is_claimed() -> None:
    board = np.full((*SIZE, 3), 225, np.uint8)
    board[20:80, 20:80] = make_texture(7)[20:80, 20:80]
    frames = [render(board, H, f"{i}.png") for i, H in enumerate((np.eye(3), tilted(3, (4, 6))))]
    heard: list[str] = []
    found = align(frames, OPTIONS, Progress(on_notice=heard.append)).frames[1]
    assert found.status == "aligned", found.reason
    assert found.error_px is None
    assert found.is_untold
    assert any(sentence.startswith("1.png shares too little structure") for sentence in heard)
