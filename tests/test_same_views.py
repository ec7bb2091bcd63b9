"""Other pictures of the same views lie where the report of a run says."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import cli, geometry
from diar_gui.errors import AlignmentError
from diar_gui.images import read_image, write_image
from diar_gui.same_views import read_same_views

SIFT = ["--features", "sift", "--method", "mean"]


@pytest.fixture
def diar(capsys):
    """Run `diar reconstruct` and return the exit code and standard error."""

    def run(*arguments):
        code = cli.main(["reconstruct", *map(str, arguments)])
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def visible(make_photos, tmp_path, diar) -> Path:
    """The report of a run over four photos, one of which shows something else."""
    folder = make_photos(3, "visible")
    noise = np.random.default_rng(0).integers(0, 255, (320, 480, 3)).astype(np.uint8)
    write_image(folder / "photo3.png", cv2.GaussianBlur(noise, (0, 0), 3))
    report = tmp_path / "report.json"
    assert diar(folder, "-o", tmp_path / "visible.png", *SIFT, "--report", report)[0] == 0
    return report


def make_infrared(report: Path, name: str = "photo{}.tif", scale: float = 1.0, n_photos: int = 4) -> Path:
    """Write pictures that show nothing to align: a ramp over the reference's grid, as each photo sees it."""
    entries = {frame["name"]: frame for frame in json.loads(report.read_text())["frames"]}
    folder = report.parent / "infrared"
    folder.mkdir()
    for i in range(n_photos):
        H = entries[f"photo{i}.png"]["H_ref_from_frame"] or np.eye(3)
        size = round(320 * scale), round(480 * scale)
        y, x = np.mgrid[: size[0], : size[1]].astype(float)
        points = np.stack([x.ravel(), y.ravel()], axis=1)
        H_ref_from_small = np.array(H) @ np.linalg.inv(geometry.resizing((320, 480), size))
        values = ramp(geometry.transfer(geometry.normalised(H_ref_from_small, size), points)).reshape(*size)
        pixels = np.rint(np.clip(values, 0, 1) * 65535).astype(np.uint16)
        write_image(folder / name.format(i), np.dstack([pixels] * 3))
    return folder


def ramp(points: np.ndarray) -> np.ndarray:
    return 0.5 + 0.3 * points[:, 0] / 480 - 0.2 * points[:, 1] / 320


@pytest.mark.parametrize("scale", [1.0, 0.55, 1.5])
def test_they_are_warped_as_the_photos_were(visible, tmp_path, diar, scale):
    folder = make_infrared(visible, scale=scale)
    outputs = ["--save-warped", tmp_path / "warped", "--report", tmp_path / "ir.json"]
    code, said = diar(folder, "-o", tmp_path / "ir.tif", "--method", "mean", "--alignment", visible, *outputs)
    assert code == 0, said
    assert "paired by order" not in said
    was = {Path(f["name"]).stem: f for f in json.loads(visible.read_text())["frames"]}
    now = {Path(f["name"]).stem: f for f in json.loads((tmp_path / "ir.json").read_text())["frames"]}
    assert {k: f["status"] for k, f in now.items()} == {k: f["status"] for k, f in was.items()}
    assert now["photo3"]["reason"] == was["photo3"]["reason"] != ""
    assert was["photo3"]["reason"] in said
    size = round(320 * scale), round(480 * scale)
    y, x = np.mgrid[: size[0], : size[1]].astype(float)
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    in_full = geometry.transfer(np.linalg.inv(geometry.resizing((320, 480), size)), points)
    for stem in ("photo0", "photo1", "photo2"):
        warped = cv2.imread(str(tmp_path / "warped" / f"{stem}.png"), cv2.IMREAD_UNCHANGED)
        valid = warped[..., 3] > 0
        error = warped[..., 0] / 65535 - ramp(in_full).reshape(size)
        # A ramp of 0.3 over the width turns values into pixels; one of 65535 levels is 0.02 px.
        inner = cv2.erode(valid.astype(np.uint8), np.ones((9, 9)), borderValue=0) > 0
        assert np.abs(error[inner]).mean() * size[1] / 0.3 < 0.05


def test_the_same_photos_give_the_same_picture(visible, tmp_path, diar):
    code, said = diar(tmp_path / "visible", "-o", tmp_path / "again.png", "--method", "mean", "--alignment", visible)
    assert code == 0, said
    np.testing.assert_array_equal(read_image(tmp_path / "again.png"), read_image(tmp_path / "visible.png"))


def test_other_names_are_paired_by_order_and_that_is_said(visible, tmp_path, diar):
    folder = make_infrared(visible, name="ir_{}0.png")
    code, said = diar(folder, "-o", tmp_path / "ir.png", "--method", "mean", "--alignment", visible)
    assert code == 0, said
    assert (
        "The photos are named otherwise than in report.json, so they are paired by order: "
        "ir_00.png with photo0.png to ir_30.png with photo3.png." in said
    )


def test_some_of_the_photos_are_enough_if_their_names_say_which(visible, tmp_path, diar):
    folder = make_infrared(visible)
    reference = Path(json.loads(visible.read_text())["reference"]).stem
    other = next(stem for stem in ("photo0", "photo1", "photo2") if stem != reference)
    used = [folder / f"{stem}.tif" for stem in (reference, other)]
    code, said = diar(*used, "-o", tmp_path / "ir.png", "--method", "mean", "--alignment", visible)
    assert code == 0, said


def test_what_does_not_belong_together_is_refused(visible, tmp_path, diar):
    folder = make_infrared(visible, name="ir_{}.png", n_photos=3)
    refused = [folder, "-o", tmp_path / "ir.png", "--alignment", visible]
    code, said = diar(*refused)
    assert code == 1
    assert "3 photos were given and report.json speaks of 4" in said
    write_image(folder / "ir_3.png", np.zeros((480, 320, 3), np.uint8))
    reference = json.loads(visible.read_text())["reference"]
    for path in folder.iterdir():
        write_image(path, np.zeros((480, 320, 3), np.uint8), overwrite=True)
    code, said = diar(*refused)
    assert code == 1
    assert "320 x 480 pixels" in said
    assert "480 x 320: they are no pictures of one view" in said
    for path in folder.iterdir():
        path.rename(folder / path.name.replace("ir_", "photo"))
    (folder / Path(reference).with_suffix(".png")).unlink()
    code, said = diar(*refused)
    assert code == 1
    assert f"None of the photos belongs to {reference}, the reference of report.json" in said


def test_a_reference_that_cannot_be_read_is_named(visible, tmp_path, diar):
    folder = make_infrared(visible)
    reference = Path(json.loads(visible.read_text())["reference"]).stem
    (folder / f"{reference}.tif").write_bytes(b"")
    code, said = diar(folder, "-o", tmp_path / "ir.png", "--alignment", visible)
    assert code == 1
    assert f"belongs to the reference {reference}.png cannot be used" in said
    assert "zero bytes" in said


def test_options_of_the_alignment_contradict_it(visible, tmp_path, diar):
    for option in (["--features", "sift"], ["--reference", "photo1.png"], ["--working-size", "800"]):
        code, said = diar(tmp_path / "visible", "-o", tmp_path / "a.png", "--alignment", visible, *option)
        assert code == 2
        assert f"{option[0]} says nothing beside --alignment" in said


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.update(frames=[]),
        lambda report: report["frames"][0].update(status="lost"),
        lambda report: report["frames"][0].update(H_ref_from_frame=[[1, 2], [3, 4]]),
        lambda report: report["frames"][0].update(H_ref_from_frame=[["a", 0, 0], [0, 1, 0], [0, 0, 1]]),
        lambda report: report["frames"][0].update(bend=[[[0.1, 0.2]]]),
        lambda report: report["frames"][0].update(size=[0, 5]),
        lambda report: report["frames"][0].update(name=""),
        lambda report: report["frames"][0].pop("overlap_fraction"),
        lambda report: report.update(frames=7),
    ],
)
def test_a_damaged_report_is_refused_in_a_sentence(visible, spoil):
    content = json.loads(visible.read_text())
    spoil(content)
    visible.write_text(json.dumps(content))
    with pytest.raises(AlignmentError, match=r"report\.json is no report of DIAR, or is damaged; name one"):
        read_same_views(visible)


def test_reports_of_older_versions_and_other_files(visible, tmp_path):
    content = json.loads(visible.read_text())
    for frame in content["frames"]:
        del frame["size"]
    visible.write_text(json.dumps(content))
    with pytest.raises(AlignmentError, match="older versions"):
        read_same_views(visible)
    with pytest.raises(AlignmentError, match="cannot be opened"):
        read_same_views(tmp_path / "nothing.json")
    for text in (b"", b"[]", b"\xff\xfe", b"[" * 100_000):
        visible.write_bytes(text)
        with pytest.raises(AlignmentError, match="no report of DIAR"):
            read_same_views(visible)
