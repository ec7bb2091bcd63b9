"""Uneven light measured out by a photo of a white board."""

import json

import cv2
import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from diar_gui.cli import main
from diar_gui.colour import encoded_from_linear
from diar_gui.images import read_image, write_image

SIZE = (300, 400)
QUICK = ("--method", "median", "--features", "none", "--quiet")


def light() -> np.ndarray:
    """Return `(h, w, 3)` a lamp at the left, of another colour than one at the right, and a lens's fall-off."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in SIZE), indexing="ij")
    lamps = np.stack([1 - 0.25 * x, 1 - 0.22 * x, 1 - 0.12 * x], axis=-1) / 1.25
    return lamps * (1 + 0.45 * (x**2 + y**2))[..., None] ** -2


def photo(linear: np.ndarray, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 0.006, linear.shape)
    return encoded_from_linear(np.clip(linear + noise, 0, 1).astype(np.float32), 8)


def subject() -> np.ndarray:
    """Return patches of paint, linear, none of them as white as the board."""
    patches = np.random.default_rng(7).uniform(0.06, 0.75, (6, 8, 3))
    return cv2.resize(patches, SIZE[::-1], interpolation=cv2.INTER_NEAREST)


def board() -> np.ndarray:
    """Return the board as shot, with grain and specks of dust."""
    rng = np.random.default_rng(8)
    linear = 0.85 * light() * rng.normal(1, 0.02, (*SIZE, 1))
    for x, y in rng.integers(10, 290, (12, 2)):
        cv2.circle(linear, (int(x), int(y)), 1, (0.1, 0.1, 0.1), -1)
    return photo(linear, 9)


@pytest.fixture
def place(tmp_path):
    """Three photos, each with a finger in another corner, and a flat field beside them."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for i in range(3):
        shot = photo(subject() * light(), i)
        shot[:30, 120 * i : 120 * i + 30] = (180, 120, 100)
        write_image(folder / f"{i}.png", shot)
    write_image(tmp_path / "white.png", board())
    return tmp_path


def made(place, *more):
    output = place / "out.png"
    code = main(["reconstruct", str(place / "photos"), "-o", str(output), "--overwrite", *QUICK, *more])
    return code, output


def difference(picture: np.ndarray) -> float:
    """Return the mean CIEDE2000 to the truth, under one gain per colour, of the patches' middles."""
    true = subject()[25::50, 25::50].reshape(-1, 3)
    blurred = cv2.blur(picture, (15, 15))[25::50, 25::50].reshape(-1, 3) / 255
    found = np.where(blurred <= 0.04045, blurred / 12.92, ((blurred + 0.055) / 1.055) ** 2.4)
    gain = np.exp(np.mean(np.log(true / found), axis=0))
    encode = lambda linear: encoded_from_linear(np.clip(linear, 0, 1).astype(np.float32))  # noqa: E731
    lab = [rgb2lab(encode(values)[None])[0] for values in (true, found * gain)]
    return float(deltaE_ciede2000(*lab).mean())


def test_light_is_evened(place, capsys):
    assert made(place)[0] == 0
    plain = difference(read_image(place / "out.png"))
    code, output = made(place, "--flat-field", str(place / "white.png"), "--json")
    assert code == 0
    report = json.loads(capsys.readouterr().out)
    assert report["flat_field"]["photos"] == ["white.png"]
    true_least = (light() / light().max(axis=(0, 1))).min()
    assert report["flat_field"]["least_light"] == pytest.approx(true_least, rel=0.15)
    evened = difference(read_image(output))
    assert plain > 5
    assert evened < 1.2


def test_a_folder_of_boards_counts_as_one(place):
    (place / "boards").mkdir()
    for i in range(2):
        write_image(place / "boards" / f"{i}.png", photo(0.8 * light(), 20 + i))
    code, output = made(place, "--flat-field", str(place / "boards"))
    assert code == 0
    assert difference(read_image(output)) < 1.2


def other_size(board):
    return np.ascontiguousarray(board[:, :300])


def with_a_thing(board):
    board = board.copy()
    board[80:140, 150:210] = (40, 30, 30)
    return board


def burnt_out(board):
    return np.minimum(board.astype(int) * 2, 255).astype(np.uint8)


def nearly_black(board):
    return board // 20


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (other_size, "has 300 x 300 pixels"),
        (with_a_thing, "shows more than an even white board"),
        (burnt_out, "burnt out"),
        (nearly_black, "nearly black"),
    ],
)
def test_what_is_no_flat_field_is_one_sentence(place, capsys, spoil, sentence):
    write_image(place / "white.png", spoil(board()), overwrite=True)
    code, output = made(place, "--flat-field", str(place / "white.png"))
    assert code == 1
    assert sentence in capsys.readouterr().err
    assert not output.exists()


def test_a_photo_of_the_subject_is_no_flat_field(place, capsys):
    code, output = made(place, "--flat-field", str(place / "photos" / "0.png"))
    assert code == 1
    assert "keep flat fields apart" in capsys.readouterr().err
    assert not output.exists()
