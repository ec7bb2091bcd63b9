"""Small sequences whose truth is known."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from small_sequences import make_truth

from diar_gui import cli, geometry
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path
from diar_gui.sequences import read_sequence

MakeSequence = Callable[..., Path]


@pytest.fixture
def make_sequence(tmp_path) -> MakeSequence:
    """Return a function that writes aligned photos, each spoiled at a place of its own, and gives their folder.

    Every photo is the truth and `offset` more, but for a white square that moves with the photo.
    """

    def make(name, n_photos=3, *, offset=0, seed=0, has_truth=True, mask=None, folder="set"):
        place = tmp_path / folder / name
        (place / "frames").mkdir(parents=True)
        truth = make_truth(seed)
        for i in range(n_photos):
            photo = truth + np.uint8(offset)
            photo[8:20, 2 + 12 * (i % 4) : 12 + 12 * (i % 4)] = 255
            write_image(place / "frames" / f"{i}.png", photo)
        if has_truth:
            write_image(place / "truth.png", truth)
        if mask is not None:
            write_image(place / "truth_mask.png", np.repeat(mask[..., None] * np.uint8(255), 3, axis=2))
        same = {f"{i}.png": np.eye(3).tolist() for i in range(n_photos)}
        (place / "sequence.json").write_text(json.dumps({"H_ref_from_frame": same}))
        return place

    return make


@pytest.fixture
def poster_sequence(tmp_path, poster_views) -> Path:
    """Return the folder of a sequence of four views of the poster, with its true homographies."""
    sample = read_sequence(resource_path("sample/lamp"))
    assert sample.H_ref_from_frame is not None
    assert sample.truth is not None
    truth = read_image(sample.truth)
    small = geometry.resizing(truth.shape[:2], poster_views[0].shape[:2])
    place = tmp_path / "posters" / "lamp"
    (place / "frames").mkdir(parents=True)
    homographies = {}
    for path, view in list(zip(sample.photos, poster_views, strict=True))[:4]:
        write_image(place / "frames" / f"{path.stem}.png", view)
        homographies[f"{path.stem}.png"] = (small @ sample.H_ref_from_frame[path.name] @ np.linalg.inv(small)).tolist()
    write_image(place / "truth.png", cv2.resize(truth, (480, 320), interpolation=cv2.INTER_AREA))
    reference = f"{Path(sample.reference).stem}.png"
    (place / "sequence.json").write_text(json.dumps({"reference": reference, "H_ref_from_frame": homographies}))
    return place


@pytest.fixture
def bench(capsys):
    """Run `diar bench` and return the exit code, standard output and standard error."""

    def run(*arguments):
        code = cli.main(["bench", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
