"""Pairs of photos of which one is steep: drawn from pictures with the truth known, and such as show different things.

Tilt is how much shorter one direction looks than across it, 1 / cos of the camera's angle to the normal: 3 is 70
degrees, 8 is 83.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.images import Frame, find_images, read_image
from diar_gui.sequences import read_sequence

PHOTO_SIZE = (480, 640)
FALSE_PX = 5.0
SUBJECT_LONG_SIDE_PX = 900
FOCAL_LENGTHS = 3.0  # in units of the photo's long side: whoever is so far aside is not near
TILTS = (3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
_RELIEF = 0.0015  # of the subject's length: no sheet is quite flat


@dataclass(frozen=True, eq=False)
class SteepPair:
    """Two photos, and `H_b_from_a`, None where they show different things."""

    name: str
    tilt: float
    frames: tuple[Frame, Frame]
    H_b_from_a: np.ndarray | None


def steep_pairs(root: Path, n: int, seed: int) -> Iterator[SteepPair]:
    """Yield n pairs of one thing under every kind of light, then n squeezed ones of the sequences there."""
    photos = find_images([root / "test_images"])
    photos += [p for p in find_images([root / "train"]) if p.name.startswith(("photos", "docs", "posters", "art"))]
    for k in range(n):
        rng = np.random.default_rng([seed, k])
        path = photos[int(rng.integers(46))] if k % 2 else photos[int(rng.integers(len(photos)))]
        tilt = TILTS[k % len(TILTS)] * rng.uniform(0.9, 1.1)
        yield _photographed(path.stem, subject_of(path), tilt, rng)
    sequences = [
        read_sequence(p) for kind in ("realistic", "perspective") for p in sorted((root / "sequences" / kind).iterdir())
    ]
    for k in range(n):
        rng = np.random.default_rng([seed, 1000 + k])
        sequence = sequences[k % len(sequences)]
        frames = [Frame(p.name, p, _small(read_image(p))) for p in sequence.photos]
        full = [Frame(p.name, p, read_image(p)) for p in sequence.photos]
        true = sequence.homographies(full)
        i, j = (int(x) for x in rng.choice(len(frames), 2, replace=False))
        scale = [geometry.resizing(a.size, b.size) for a, b in zip(full, frames, strict=True)]
        H_j_from_i = scale[j] @ np.linalg.inv(true[j]) @ true[i] @ np.linalg.inv(scale[i])
        tilt = TILTS[k % len(TILTS)] * rng.uniform(0.6, 0.8)
        pixels, S = _squeezed(frames[j].pixels, tilt, rng)
        H = geometry.normalised(S @ H_j_from_i, frames[i].size)
        name = f"{sequence.photos[0].parent.name}-{i}-{j}"
        yield SteepPair(name, tilt, (frames[i], Frame("b.png", Path("b.png"), pixels)), H)


def different_things(root: Path, n: int, seed: int) -> Iterator[SteepPair]:
    """Yield n pairs that show different things: other pictures of the same group, or two halves of one texture."""
    everything = find_images([root / "train", root / "test_images"])
    alike = [p for p in everything if p.name.startswith(("textures", "docs", "screens", "maps"))]
    for k in range(n):
        rng = np.random.default_rng([seed, 2000 + k])
        tilt = float(rng.uniform(1, 8))
        path = alike[int(rng.integers(len(alike)))]
        if k % 2:
            picture = read_image(path)
            across = int(picture.shape[1] >= picture.shape[0])
            halves = np.array_split(picture, 2, axis=across)
            subjects, name = [_enlarged(half) for half in halves], f"halves of {path.stem}"
        else:
            group = [p for p in everything if p.name.rsplit("_", 1)[0] == path.name.rsplit("_", 1)[0] and p != path]
            other = group[int(rng.integers(len(group)))]
            subjects, name = [subject_of(path), subject_of(other)], f"{path.stem} and {other.stem}"
        frames = [
            _photograph(subject, *_view(rng, subject, t), rng, f"{letter}.png")[0]
            for subject, t, letter in zip(subjects, (rng.uniform(1, 1.3), tilt), "ab", strict=True)
        ]
        yield SteepPair(name, tilt, (frames[0], frames[1]), None)


def subject_of(path: Path) -> np.ndarray:
    return _enlarged(read_image(path))


def _enlarged(picture: np.ndarray) -> np.ndarray:
    scale = SUBJECT_LONG_SIDE_PX / max(picture.shape[:2])
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def _small(picture: np.ndarray) -> np.ndarray:
    scale = PHOTO_SIZE[0] / min(picture.shape[:2])
    small = cv2.resize(
        picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    small.flags.writeable = False
    return small


def _photographed(name: str, subject: np.ndarray, tilt: float, rng: np.random.Generator) -> SteepPair:
    frames, homographies = [], []
    for t, letter in ((rng.uniform(1, 1.3), "a"), (tilt, "b")):
        frame, H = _photograph(subject, *_view(rng, subject, t), rng, f"{letter}.png")
        frames.append(frame)
        homographies.append(H)
    H_b_from_a = geometry.normalised(homographies[1] @ np.linalg.inv(homographies[0]), PHOTO_SIZE)
    return SteepPair(name, tilt, (frames[0], frames[1]), H_b_from_a)


def _view(rng: np.random.Generator, subject: np.ndarray, tilt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return `(3, 4)`, the camera by which a point (x, y, height, 1) of the subject shows, and where it looks from."""
    height, width = PHOTO_SIZE
    focal = FOCAL_LENGTHS * width * max(1.0, tilt / 3)  # the horizon stays out of view
    latitude, longitude = np.arccos(1 / max(tilt, 1.0)), rng.uniform(0, 2 * np.pi)
    roll = rng.normal(0, 0.1) + (rng.choice([0, 0.5, 1]) * np.pi if rng.random() < 0.3 else 0)
    axis = latitude * np.array([np.cos(longitude), np.sin(longitude), 0])
    R = cv2.Rodrigues(np.array([0, 0, roll]))[0] @ cv2.Rodrigues(axis)[0]
    # What is short in one direction is photographed from nearer.
    n_subject_px = max(subject.shape[:2]) * rng.uniform(0.75, 1.05) / min(2.0, np.sqrt(tilt))
    distance = focal * n_subject_px / width
    centre = np.array([subject.shape[1] / 2, subject.shape[0] / 2]) + rng.uniform(-0.05, 0.05, 2) * subject.shape[1]
    K = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1.0]])
    t = np.array([0, 0, distance]) - R[:, :2] @ centre
    return K @ np.column_stack([R, t]), -R.T @ t


def _photograph(
    subject: np.ndarray, P: np.ndarray, eye: np.ndarray, rng: np.random.Generator, name: str
) -> tuple[Frame, np.ndarray]:
    """Return the photo in its own light, and the homography from the subject's plane."""
    height, width = PHOTO_SIZE
    H = P[:, [0, 1, 3]]
    relief = _RELIEF * max(subject.shape[:2]) * rng.uniform(0, 1)
    period = max(subject.shape[:2]) * rng.uniform(0.7, 2)
    phase, towards = rng.uniform(0, 6.28), rng.uniform(0, 6.28)
    y, x = np.mgrid[:height, :width].astype(np.float64)
    plane = np.linalg.inv(H) @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    X0 = plane[:2] / plane[2]
    X = X0
    for _ in range(3):
        h = relief * np.sin(2 * np.pi * (np.cos(towards) * X[0] + np.sin(towards) * X[1]) / period + phase)
        # The ray from the eye through the plane's point meets the surface nearer to the eye.
        X = X0 + (eye[:2, None] - X0) * (h / eye[2])
    # Four samples a pixel and a subject smoothed by what is left between them.
    stretch = np.linalg.svd(_jacobian(np.linalg.inv(H), np.array([width / 2, height / 2])))[1]
    linear = (subject.astype(np.float32) / 255) ** 2.2
    background = np.float32(rng.uniform(0.02, 0.4))
    photo = _sampled(linear, X.reshape(2, height, width), stretch, np.linalg.inv(H), background)
    encoded = _lit(photo, rng)
    encoded.flags.writeable = False
    return Frame(name, Path(name), encoded), H


def _jacobian(H: np.ndarray, point: np.ndarray) -> np.ndarray:
    at = geometry.transfer(H, point + np.array([[0, 0], [1, 0], [0, 1]]))
    return np.stack([at[1] - at[0], at[2] - at[0]], axis=1)


def _sampled(
    linear: np.ndarray, X: np.ndarray, stretch: np.ndarray, H_subject_from_photo: np.ndarray, background: np.float32
) -> np.ndarray:
    """Return the subject at points `(2, h, w)`: the mean of so many samples in each pixel as it is stretched."""
    n = int(np.clip(np.ceil(stretch[0] * 1.5), 2, 10))
    dx, dy = np.gradient(X, axis=2), np.gradient(X, axis=1)
    total = np.zeros((*X.shape[1:], 3), np.float32)
    offsets = (np.arange(n) + 0.5) / n - 0.5
    for u in offsets:
        for v in offsets:
            at = (X + u * dx + v * dy).astype(np.float32)
            total += cv2.remap(linear, at[0], at[1], cv2.INTER_LINEAR, borderValue=(float(background),) * 3)
    return total / n**2


def _lit(photo: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the encoded photo: a lamp from one side, glare, backlight, exposure, white balance, blur, noise, JPEG."""
    height, width = photo.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32) / width
    slope = rng.uniform(-1.2, 1.2, 2)
    photo = photo * np.clip(1 + slope[0] * (x - 0.5) + slope[1] * (y - 0.4), 0.15, 2.5)[..., None].astype(np.float32)
    photo *= np.float32(2 ** rng.uniform(-1.5, 0.8)) * rng.uniform(0.8, 1.2, 3).astype(np.float32)
    if rng.random() < 0.5:
        centre, radius = rng.uniform([0.1, 0.1], [0.9, 0.65]), rng.uniform(0.05, 0.2)
        distance = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
        photo += np.float32(rng.uniform(0.3, 1.2)) * np.exp(-distance / (2 * radius**2))[..., None].astype(np.float32)
    if rng.random() < 0.2:
        photo = np.float32(0.25) + 0.3 * photo  # backlight: the lens veils it
    photo = cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.4, 1.1))
    photo += rng.normal(0, 0.008, photo.shape) * np.sqrt(np.clip(photo, 0.02, 1))
    encoded = np.round(255 * np.clip(photo, 0, 1) ** (1 / rng.uniform(1.8, 2.6))).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", encoded, [cv2.IMWRITE_JPEG_QUALITY, 88])
    decoded = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded


def _squeezed(picture: np.ndarray, tilt: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the picture turned and squeezed to a fraction in one direction, enlarged, and the homography of it."""
    height, width = picture.shape[:2]
    angle = rng.uniform(0, np.pi)
    c, s = np.cos(angle), np.sin(angle)
    zoom = min(1.6, np.sqrt(tilt))
    A = np.diag([zoom / tilt, zoom, 1.0]) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
    corners = geometry.transfer(A, geometry.corners((height, width)))
    A = np.array([[1, 0, -corners[:, 0].min()], [0, 1, -corners[:, 1].min()], [0, 0, 1.0]]) @ A
    size = np.ceil(np.ptp(corners, axis=0)).astype(int) + 1
    # Smoothed in the turned picture, across the squeeze, before every tilt-th pixel is taken.
    T = np.diag([tilt / zoom * 1.0, 1.0, 1.0]) @ A
    wide = cv2.warpPerspective(picture, T, (int(size[0] * tilt / zoom) + 1, int(size[1])), flags=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(wide, (0, 0), sigmaX=0.5 * tilt / zoom, sigmaY=0.3)
    pixels = cv2.warpPerspective(smooth, A @ np.linalg.inv(T), (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)
    noisy = pixels + rng.normal(0, 2, pixels.shape)
    encoded = np.clip(np.round(noisy), 0, 255).astype(np.uint8)
    encoded.flags.writeable = False
    return encoded, A


def print_steep(root: Path, kinds: list[str], n: int, seed: int, per_pair: bool) -> None:
    """Print how many steep photos are refused, and how far off the others are (mean over the overlap)."""
    print("| features | pairs | refused | off by > 5 px | < 1 px | < 3 px | median px | other things | claimed |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind in kinds:
        errors = []
        for pair in steep_pairs(root, n, seed):
            H = _aligned(pair, kind)
            assert pair.H_b_from_a is not None
            points = geometry.points_in_overlap(pair.H_b_from_a, pair.frames[0].size, pair.frames[1].size)
            errors.append(np.inf if H is None else float(geometry.transfer_error_px(H, pair.H_b_from_a, points).mean()))
            if per_pair:
                found = f"error {errors[-1]:.2f}" if H is not None else "refused"
                print(f"    {pair.name}, tilt {pair.tilt:.1f}: {found}", flush=True)
        claimed = [pair for pair in different_things(root, n, seed) if _aligned(pair, kind) is not None]
        for pair in claimed if per_pair else []:
            print(f"    {pair.name}: claimed")
        e = np.array(errors)
        n_refused, n_wrong = np.isinf(e).sum(), ((e > FALSE_PX) & np.isfinite(e)).sum()
        within = " | ".join(f"{100 * (e < t).mean():.0f} %" for t in (1, 3))
        median = np.median(e[np.isfinite(e)]) if np.isfinite(e).any() else np.nan
        print(
            f"| {kind} | {len(e)} | {n_refused} | {n_wrong} | {within} | {median:.2f} | {n} | {len(claimed)} |",
            flush=True,
        )


def _aligned(pair: SteepPair, features: str) -> np.ndarray | None:
    options = AlignmentOptions(features=features, reference=pair.frames[1].name)
    return align(pair.frames, options).frames[0].H_ref_from_frame
