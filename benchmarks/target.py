"""How true colours are with a target and a flat field, by a camera with spectral curves of its own.

    pip install --no-deps colour-science==0.4.7 typing_extensions
    python benchmarks/target.py

A sheet of paints of known reflectance, beside a ColorChecker, lies under two lamps of different colour and fall-off;
each of seven photos has two patches of glare elsewhere. The camera (measured sensitivities of a Nikon D5100) is
developed as cameras are: its white balance is set by hand, on the board in the middle, and its matrix holds under
daylight. Printed is how far the paints in the picture are from their colours under D50, which follow from the
reflectances alone.
"""

import argparse
import json
import sys
import tempfile
import warnings
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import cv2
import numpy as np

from diar_gui.cli import main as diar
from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.gamuts import for_file, xyz_of
from diar_gui.image_codecs import encode_image
from diar_gui.images import read_photo
from diar_gui.target.classic import lab_from_xyz
from diar_gui.target.difference import ciede2000

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    try:
        import colour  # pyright: ignore[reportMissingImports]
        from colour.quality.cfi2017 import load_TCS_CIE2017  # pyright: ignore[reportMissingImports]
    except ImportError:
        sys.exit("This needs public spectra: pip install --no-deps colour-science==0.4.7 typing_extensions")

SIZE = (900, 1300)
N_PHOTOS = 7
OBSERVER = "CIE 1931 2 Degree Standard Observer"
WAVELENGTHS = np.arange(400, 701, 10)
SHEET = (60, 60, 760, 780)  # left, top, width, height
N_PAINTS = (6, 8)  # rows, columns
CHART = (880, 330, 360, 250)


def spectra(found) -> np.ndarray:
    """Return `(n, 31)` of spectral distributions."""
    shape = colour.SpectralShape(WAVELENGTHS[0], WAVELENGTHS[-1], 10)
    return np.array([one.copy().align(shape).values for one in found])


def paints(seed: int) -> np.ndarray:
    """Return `(48, 31)` reflectances out of the 99 of real things by which CIE 224:2017 judges lamps."""
    found = load_TCS_CIE2017(colour.SpectralShape(380, 780, 5))
    values = found.values[(WAVELENGTHS - 380) // 5].T
    return values[np.random.default_rng(seed).permutation(len(values))[: N_PAINTS[0] * N_PAINTS[1]]]


def scene(reflectances: np.ndarray, chart: np.ndarray) -> np.ndarray:
    """Return `(H, W)` numbers of what lies where: 0 the table, 1 the chart's frame, then its patches, then paints."""
    numbers = np.zeros(SIZE, np.uint8)
    left, top, width, height = CHART
    numbers[top : top + height, left : left + width] = 1
    for i in range(len(chart)):
        row, column = divmod(i, 6)
        x, y = left + 12 + 57 * column, top + 12 + 57 * row
        numbers[y : y + 49, x : x + 49] = 2 + i
    left, top, width, height = SHEET
    for i in range(len(reflectances)):
        row, column = divmod(i, N_PAINTS[1])
        y, x = top + row * height // N_PAINTS[0], left + column * width // N_PAINTS[1]
        numbers[y : y + height // N_PAINTS[0], x : x + width // N_PAINTS[1]] = 2 + len(chart) + i
    return numbers


class Camera:
    """Spectral curves, and how what they see becomes a file in ProPhoto."""

    def __init__(self, name: str) -> None:
        curves = colour.MSDS_CAMERA_SENSITIVITIES[name]
        shape = colour.SpectralShape(WAVELENGTHS[0], WAVELENGTHS[-1], 10)
        self.curves = np.maximum(curves.copy().align(shape).values, 0)
        daylight = illuminant("D65")
        chart = spectra(colour.SDS_COLOURCHECKERS["ISO 17321-1"].values())
        white = daylight @ self.curves
        seen = (chart * daylight) @ self.curves / white
        xyz = np.array([xyz_under(one, "D50") for one in chart])
        middle = tuple(n // 2 for n in SIZE)
        self.balance = 1 / sum((lamp @ self.curves) * share[middle] for lamp, share in lamps())
        matrix = np.linalg.lstsq(seen, xyz, rcond=None)[0].T
        self.rgb_from_camera = np.linalg.solve(xyz_of("prophoto"), matrix)

    def exposed(self, light: np.ndarray, exposure: float, seed: int) -> np.ndarray:
        """Return `(H, W, 3)` uint16 of what the curves collected."""
        seen = light * self.balance * exposure
        seen = np.minimum(seen + np.random.default_rng(seed).normal(0, 0.003, seen.shape), 1)
        return encoded_from_linear((seen @ self.rgb_from_camera.T).astype(np.float32), 16)


def illuminant(name: str) -> np.ndarray:
    """Return `(31,)`, 1 at the mean."""
    found = spectra([colour.SDS_ILLUMINANTS[name]])[0]
    return found / found.mean()


def xyz_under(reflectance: np.ndarray, name: str) -> np.ndarray:
    """Return XYZ, white at Y = 1, by the same sums as the camera's."""
    shape = colour.SpectralShape(WAVELENGTHS[0], WAVELENGTHS[-1], 10)
    observer = colour.MSDS_CMFS[OBSERVER].copy().align(shape).values
    light = illuminant(name)
    white = light @ observer
    own = (reflectance * light) @ observer / white[1]
    return own * np.array([0.96420288, 1.0, 0.82490540]) / (white / white[1])


def lamps() -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the spectrum of each lamp and `(H, W)` how much of it falls where."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in SIZE), indexing="ij")
    fall_off = 1 / (1 + 0.35 * (x**2 + y**2)) ** 2
    warm, cool = illuminant("LED-B3"), illuminant("LED-B5")  # 4100 and 6600 K
    return [
        (warm, 0.5 * (0.9 - 0.35 * x) * fall_off),
        (cool, 0.5 * (0.9 + 0.25 * x + 0.15 * y) * fall_off),
    ]


def write(folder: Path, camera: Camera, reflectances: np.ndarray, chart: np.ndarray) -> None:
    """Write the photos and the flat field."""
    (folder / "photos").mkdir()
    numbers = scene(reflectances, chart)
    known = np.vstack([np.full(31, 0.18), np.full(31, 0.03), chart, reflectances])
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    lit = lamps()
    grain = 1 + 0.03 * cv2.GaussianBlur(np.random.default_rng(4).normal(0, 3, SIZE), (0, 0), 1.5)[..., None]
    for t in range(N_PHOTOS):
        rng = np.random.default_rng(10 + t)
        light = sum(((known * lamp) @ camera.curves)[numbers] * share[..., None] for lamp, share in lit)
        # The grain of paper and paint; the chart has none.
        light = np.where((numbers >= 2 + len(chart))[..., None] | (numbers == 0)[..., None], light * grain, light)
        for (lamp, _), place in zip(lit, (t, t + 3.5), strict=True):  # on a ring, so that no place is always spoilt
            angle = 2 * np.pi * place / N_PHOTOS
            centre = 440 + 260 * np.array([np.cos(angle), np.sin(angle)]) + rng.normal(0, 20, 2)
            spot = np.exp(-(((x - centre[0]) / 110) ** 2 + ((y - centre[1]) / 90) ** 2))
            light = light + 0.8 * spot[..., None] * (lamp @ camera.curves)
        save(folder / "photos" / f"{t}.tif", camera.exposed(light, 0.8, t))
    for t in range(2):
        light = np.sum([0.85 * (lamp @ camera.curves) * share[..., None] for lamp, share in lit], axis=0)
        (folder / "white").mkdir(exist_ok=True)
        save(folder / "white" / f"{t}.tif", camera.exposed(light, 0.8, 50 + t))


def save(path: Path, pixels: np.ndarray) -> None:
    made, _ = for_file(pixels, "prophoto", "prophoto", 16)
    path.write_bytes(encode_image(made, ".tif", b"", space="prophoto"))


def differences(path: Path, true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return `(48,)` dE2000 of the paints, as they are and at the best exposure."""
    photo = read_photo(path, is_wide=True)
    left, top, width, height = SHEET
    found = []
    for i in range(len(true)):
        row, column = divmod(i, N_PAINTS[1])
        y, x = top + row * height // N_PAINTS[0], left + column * width // N_PAINTS[1]
        piece = photo.pixels[y + 30 : y + 100, x + 20 : x + 75]
        found.append(linear_from_encoded(piece).mean(axis=(0, 1)))
    xyz = np.array(found) @ xyz_of(photo.space).T
    level = np.median(true[:, 1] / xyz[:, 1])
    lab = lab_from_xyz(true)
    return ciede2000(lab, lab_from_xyz(xyz)), ciede2000(lab, lab_from_xyz(xyz * level))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default="median,diar")
    parser.add_argument("--camera", default="Nikon 5100 (NPL)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="nothing,flat field,target,both")
    parser.add_argument("--tone", default="auto", help="of diar without a target")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a folder that is made for photos and pictures")
    options = parser.parse_args()
    camera, reflectances = Camera(options.camera), paints(options.seed)
    chart = spectra(colour.SDS_COLOURCHECKERS["BabelColor Average"].values())
    true = np.array([xyz_under(one, "D50") for one in reflectances])
    print(
        "| method | with | mean dE2000 | 95 % | worst | mean at the best exposure | target held out | in the picture |"
    )
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(exist_ok=True)
        write(folder, camera, reflectances, chart)
        kinds = {
            "nothing": [],
            "flat field": ["--flat-field", folder / "white"],
            "target": ["--target", "auto"],
            "both": ["--flat-field", folder / "white", "--target", "auto"],
        }
        for method in options.methods.split(","):
            for kind in options.kinds.split(","):
                arguments = kinds[kind]
                output = folder / f"{method}_{kind.replace(' ', '_')}.tif"
                command = ["reconstruct", folder / "photos", "-o", output, "--method", method, "--features", "none"]
                command += ["--colour", "prophoto", "--quiet", "--json", "--overwrite", *arguments]
                if method == "diar" and "--target" not in arguments:
                    command += ["--tone", options.tone]
                told = StringIO()
                with redirect_stdout(told):
                    code = diar([str(word) for word in command])
                if code != 0:
                    raise SystemExit(f"{kind} ended with exit code {code}")
                report = json.loads(told.getvalue())["target"]
                off, at_best = differences(output, true)
                row = [off.mean(), np.percentile(off, 95), off.max(), at_best.mean()]
                row += [] if report is None else [report["held_out"]["mean"], report["in_picture"]["mean"]]
                figures = " | ".join(f"{value:.2f}" for value in row)
                print(f"| {method} | {kind} | {figures}{' | | ' if report is None else ''} |", flush=True)


if __name__ == "__main__":
    main()
