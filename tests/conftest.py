"""What several tests share: small photos of one thing, made from the sample."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import settings

from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path

MakePhotos = Callable[..., Path]

# Deadlines would be timings: the machines that run the tests are shared. The same examples each time: whoever changes
# nothing sees nothing fail. `dev.py test --deep` draws others, and many.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, derandomize=False, database=None, max_examples=1000, print_blob=True)
settings.load_profile("fixed")


@pytest.fixture(scope="session", autouse=True)
def _own_home_for_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep logs, rescue files and what is remembered of the machine out of the developer's home."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def poster_views() -> list[np.ndarray]:
    """Seven views of the poster, 480 x 320, uint8."""
    paths = sorted((resource_path("sample/lamp") / "frames").iterdir())
    return [cv2.resize(read_image(path), (480, 320), interpolation=cv2.INTER_AREA) for path in paths]


@pytest.fixture
def make_photos(tmp_path: Path, poster_views: list[np.ndarray]) -> MakePhotos:
    """Return a function that fills a folder with the first views of the poster and returns it."""

    def make(n_photos: int = 3, folder: str = "photos", suffix: str = ".png") -> Path:
        place = tmp_path / folder
        place.mkdir(parents=True, exist_ok=True)
        for i in range(n_photos):
            write_image(place / f"photo{i}{suffix}", poster_views[i], overwrite=True)
        return place

    return make
