"""Photos of subjects for which no homography holds, or which show almost nothing, with what is true of them.

A sheet on a cylinder, or flat; a camera with radial distortion, or none. Every photo is traced ray by ray, so where one
of its pixels lies in another photo is known exactly.
"""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from diar_gui.images import Frame

KINDS = ("flat", "curved", "lens", "blank")
PHOTO_SIZE = (640, 880)
FOCAL_LENGTHS = 0.95  # in units of the long side
MAX_TILT_DEG = 25.0
_N_BOARD_PX = 2000


@dataclass(frozen=True, eq=False)
class Camera:
    """Where a photo was taken, and how its lens bends.

    R, t: `x_camera = R @ x_sheet + t`; the sheet is one unit wide and has its middle at the origin.
    k1: an ideal point at r focal lengths from the middle is drawn at `r * (1 + k1 * r**2)`.
    """

    R: np.ndarray
    t: np.ndarray
    k1: float

    def rays(self, points: np.ndarray) -> np.ndarray:
        """Return `(N, 3)` directions in the sheet's space of pixels `(N, 2)`."""
        height, width = PHOTO_SIZE
        drawn = (points - [(width - 1) / 2, (height - 1) / 2]) / (FOCAL_LENGTHS * width)
        r_drawn = np.linalg.norm(drawn, axis=1)
        r = r_drawn.copy()
        for _ in range(12):  # Newton's method
            r -= (r * (1 + self.k1 * r**2) - r_drawn) / (1 + 3 * self.k1 * r**2)
        ideal = drawn * np.where(r_drawn > 0, r / np.maximum(r_drawn, 1e-12), 1)[:, None]
        return np.column_stack([ideal, np.ones(len(ideal))]) @ self.R

    def project(self, places: np.ndarray) -> np.ndarray:
        """Return `(N, 2)` pixels of places `(N, 3)` in the sheet's space."""
        height, width = PHOTO_SIZE
        seen = places @ self.R.T + self.t
        ideal = seen[:, :2] / seen[:, 2:]
        drawn = ideal * (1 + self.k1 * (ideal**2).sum(axis=1, keepdims=True))
        return drawn * FOCAL_LENGTHS * width + [(width - 1) / 2, (height - 1) / 2]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture on a cylinder, or flat.

    picture: `(H, W, 3)` uint8. radius: in widths of the sheet, infinite if flat; negative bulges away from the camera.
    turn: `(3, 3)`, takes the sheet's space to that in which the cylinder's axis is upright.
    """

    picture: np.ndarray
    radius: float = np.inf
    turn: np.ndarray = field(default_factory=lambda: np.eye(3))

    def hit(self, camera: Camera, points: np.ndarray) -> np.ndarray:
        """Return `(N, 3)` places in the sheet's space that the pixels see, NaN where they miss its surface."""
        origin = -camera.R.T @ camera.t
        rays = camera.rays(points)
        if np.isinf(self.radius):
            return origin - rays * (origin[2] / rays[:, 2])[:, None]
        # The camera looks along +z; the sheet's middle touches z = 0 and its axis lies at z = radius.
        o, d = self.turn @ origin, rays @ self.turn.T
        a = d[:, 0] ** 2 + d[:, 2] ** 2
        b = o[0] * d[:, 0] + (o[2] - self.radius) * d[:, 2]
        c = o[0] ** 2 + (o[2] - self.radius) ** 2 - self.radius**2
        with np.errstate(invalid="ignore"):
            root = np.sqrt(b**2 - a * c)
        s = (-b - np.sign(self.radius) * root) / a
        return (o + d * s[:, None]) @ self.turn

    def on_sheet(self, places: np.ndarray) -> np.ndarray:
        """Return `(N, 2)` pixels of the picture at places `(N, 3)`."""
        height, width = self.picture.shape[:2]
        flat = places @ self.turn.T
        if not np.isinf(self.radius):
            along = self.radius * np.arctan2(flat[:, 0], self.radius - flat[:, 2])
            if self.radius < 0:
                along = self.radius * np.arctan2(-flat[:, 0], flat[:, 2] - self.radius)
            flat = np.column_stack([along, flat[:, 1], np.zeros(len(flat))])
        return (flat @ self.turn)[:, :2] * width + [(width - 1) / 2, (height - 1) / 2]


@dataclass(frozen=True, eq=False)
class Sequence:
    """Photos of a sheet and the cameras that took them."""

    sheet: Sheet
    cameras: tuple[Camera, ...]
    frames: tuple[Frame, ...]

    def true_points(self, index: int, reference: int, n_across: int = 30) -> tuple[np.ndarray, np.ndarray]:
        """Return `(N, 2)` pixels of a photo that show the sheet, and where the reference shows the same places."""
        height, width = PHOTO_SIZE
        x, y = np.meshgrid(np.linspace(0, width - 1, n_across), np.linspace(0, height - 1, n_across))
        points = np.column_stack([x.ravel(), y.ravel()])
        places = self.sheet.hit(self.cameras[index], points)
        there = self.cameras[reference].project(places)
        with np.errstate(invalid="ignore"):
            on = self.sheet.on_sheet(places) / (np.array(self.sheet.picture.shape[1::-1]) - 1)
            seen = ((on >= 0) & (on <= 1)).all(axis=1) & ((there >= 0) & (there <= [width - 1, height - 1])).all(axis=1)
        return points[seen], there[seen]


def draw_sequence(kind: str, picture: np.ndarray, rng: np.random.Generator, n_photos: int = 3) -> Sequence:
    """Return photos of a picture, of one of the `KINDS`; a blank board shows nothing of the picture."""
    radius, k1, turn, nearness = np.inf, 0.0, np.eye(3), 1.0
    if picture.shape[0] > picture.shape[1]:
        picture = np.ascontiguousarray(np.rot90(picture))
    if kind == "curved":
        radius = rng.uniform(1, 5) * rng.choice([-1, 1])
        turn = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1.0]]) if rng.random() < 0.3 else turn
    elif kind == "lens":
        k1 = float(rng.uniform(0.03, 0.15) * -1 if rng.random() < 0.6 else rng.uniform(0.03, 0.1))
    elif kind == "blank":
        picture = almost_blank(rng)
        nearness = float(rng.choice([0.6, 1.0]))  # the edges of the board are in view, or not
    sheet = Sheet(picture, radius, turn)
    cameras = tuple(_camera(rng, k1, MAX_TILT_DEG if i else 6.0, nearness) for i in range(n_photos))
    frames = []
    for i, camera in enumerate(cameras):
        pixels = photograph(sheet, camera, rng)
        pixels.flags.writeable = False
        frames.append(Frame(f"{i}.jpg", Path(f"{i}.jpg"), pixels))
    return Sequence(sheet, cameras, tuple(frames))


def almost_blank(rng: np.random.Generator) -> np.ndarray:
    """Return a white board with a word or two, or a few strokes, in one place."""
    width, height = _N_BOARD_PX, round(_N_BOARD_PX * 0.72)
    board = np.full((height, width, 3), 235, np.uint8)
    at = rng.uniform([0.27, 0.3], [0.65, 0.65]) * [width, height]
    for _ in range(int(rng.integers(1, 3))):
        word = "".join(rng.choice(list("abcdefghiklmnorstuvxyzABDEGKMRST0123456789"), int(rng.integers(3, 9))))
        ink = tuple(int(v) for v in rng.integers(10, 120, 3))
        scale = float(rng.uniform(1.5, 3.0))
        cv2.putText(board, word, (int(at[0]), int(at[1])), cv2.FONT_HERSHEY_SIMPLEX, scale, ink, 6, cv2.LINE_AA)
        at += [rng.uniform(-60, 60), 40 * scale]
    return board


def _camera(rng: np.random.Generator, k1: float, max_tilt_deg: float, nearness: float) -> Camera:
    tilt, towards, roll = np.radians(rng.uniform(0, max_tilt_deg)), rng.uniform(0, 2 * np.pi), rng.normal(0, 0.05)
    axis = tilt * np.array([np.cos(towards), np.sin(towards), 0])
    R = cv2.Rodrigues(np.array([0, 0, roll]))[0] @ cv2.Rodrigues(axis)[0]
    aside = rng.uniform(-0.04, 0.04, 2)
    return Camera(R, np.array([*aside, FOCAL_LENGTHS * nearness * rng.uniform(0.85, 1.05)]), k1)


def photograph(sheet: Sheet, camera: Camera, rng: np.random.Generator) -> np.ndarray:
    """Return the photo `(H, W, 3)` uint8: shading, a lamp's glare in every other one, exposure, blur, noise."""
    height, width = PHOTO_SIZE
    # Traced once per pixel and interpolated in between; the picture is looked up four times for each.
    x, y = np.meshgrid(np.arange(-1, width + 1), np.arange(-1, height + 1))
    on = sheet.on_sheet(sheet.hit(camera, np.column_stack([x.ravel(), y.ravel()]).astype(float)))
    on = np.nan_to_num(on, nan=-1e4).reshape(height + 2, width + 2, 2).astype(np.float32)
    on = cv2.resize(on, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)[2:-2, 2:-2]
    linear = (sheet.picture.astype(np.float32) / 255) ** 2.2
    shown = cv2.remap(linear, on[..., 0], on[..., 1], cv2.INTER_LINEAR, borderValue=(0.12, 0.1, 0.09))
    photo = cv2.resize(shown, (width, height), interpolation=cv2.INTER_AREA)
    v, u = np.mgrid[:height, :width].astype(np.float32) / width
    slope = rng.uniform(-0.5, 0.5, 2)
    photo *= np.clip(1 + slope[0] * (u - 0.5) + slope[1] * (v - 0.4), 0.3, 2)[..., None]
    photo *= np.float32(2 ** rng.uniform(-0.6, 0.2))
    if rng.random() < 0.5:
        centre, radius = rng.uniform([0.1, 0.1], [0.9, 0.65]), rng.uniform(0.04, 0.1)
        distance = (u - centre[0]) ** 2 + (v - centre[1]) ** 2
        photo += np.float32(1.2) * np.exp(-distance / (2 * radius**2))[..., None]
    photo = cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.4, 0.8))
    photo += rng.normal(0, 0.006, photo.shape).astype(np.float32) * np.sqrt(np.clip(photo, 0.02, 1))
    encoded = np.round(255 * np.clip(photo, 0, 1) ** (1 / 2.2)).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", encoded, [cv2.IMWRITE_JPEG_QUALITY, 92])
    decoded = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded
