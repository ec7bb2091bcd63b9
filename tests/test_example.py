"""The example of DIAR as a library, as the pages show it."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np

from diar_gui.images import read_image

ROOT = Path(__file__).parents[1]


def example():
    spec = spec_from_file_location("example", ROOT / "docs" / "example.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_makes_a_clean_picture(make_photos, tmp_path, capsys):
    result = example().clean_picture(make_photos(3), tmp_path / "clean.png", method="median")
    np.testing.assert_array_equal(read_image(tmp_path / "clean.png"), result.reconstruction.picture)
    assert [frame.status for frame in result.alignment.frames].count("reference") == 1
    assert "Reading photo 1 of 3" in capsys.readouterr().out


def test_the_example_says_what_is_wrong_in_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["example.py", str(tmp_path), str(tmp_path / "clean.png")])
    assert example().main() == 1
    assert capsys.readouterr().err.startswith(f"No photos were found in {tmp_path}")
