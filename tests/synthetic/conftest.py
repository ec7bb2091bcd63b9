"""What the tests of the generator share."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from plain_scenes import smooth_picture

from diar_gui.images import write_image
from diar_gui.synthetic import library


@pytest.fixture
def few_sprites(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have only a few things drawn, which is faster."""
    monkeypatch.setattr(library, "N_SOLIDS", 3)
    monkeypatch.setattr(library, "N_DRAWN", 5)
    monkeypatch.setattr(library, "N_PATTERNS", 3)
    monkeypatch.setattr(library, "N_PEOPLE", 4)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of four pictures of different sizes."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for i, size in enumerate([(96, 128), (160, 104), (80, 80), (200, 240)]):
        write_image(folder / f"photo_{i}.png", smooth_picture(size, seed=i))
    return folder


@pytest.fixture
def make_cut_out() -> Callable[[Path], None]:
    """Return a function that writes a red disc on a transparent white ground."""

    def make(path: Path, side: int = 400) -> None:
        y, x = np.mgrid[:side, :side] - (side - 1) / 2
        pixels = np.full((side, side, 4), 255, np.uint8)
        is_disc = np.hypot(x, y) < 0.45 * side
        pixels[is_disc, 1:3] = 0
        pixels[..., 3] = np.where(is_disc, 255, 0)
        write_image(path, pixels)

    return make
