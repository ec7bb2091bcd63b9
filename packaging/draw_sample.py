"""Draw the first sample: `python packaging/draw_sample.py`; writes resources/sample/gallery.

Seven hand-held photos of a painting behind glass in a gallery: windows and lamps are mirrored in the glass, and
visitors stand before it. All of it is drawn here, from one seed, and dedicated to the public domain (CC0 1.0).
"""

import json
from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.images import encode_image
from diar_gui.paths import resource_path

SEED = 12
JPEG_QUALITY = 82
SIZE = (720, 1080)  # (height, width) of a photo
WALL = (1400, 2000)  # of the plane that is drawn
ART = (760, 1140)  # of the painting on it
_DETAIL = 2  # photos are drawn so many times as large, then shrunk

# Of each photo: slant and its direction (degrees), roll, distance, and where on the plane the camera looks (pixels).
VIEWS = (
    (1.0, 40, 0.4, 1.02, (6, -4)),
    (11, 185, -1.2, 1.06, (-30, 10)),
    (14, 5, 1.4, 1.08, (26, -16)),
    (9, 92, 0.8, 1.04, (-8, 24)),
    (17, 200, -0.6, 1.10, (-36, -14)),
    (13, 330, 1.8, 1.06, (30, 18)),
    (8, 280, -1.6, 1.03, (14, -24)),
)
_FOCAL = 1.15  # in widths of a photo


@dataclass(frozen=True)
class Visitor:
    """x, y: of the middle of the head's top, head: its height, all as shares of the photo. Colours are linear light."""

    seed: int
    x: float
    y: float
    head: float
    coat: tuple[float, float, float]
    hair: tuple[float, float, float] = (0.03, 0.02, 0.015)
    skin: tuple[float, float, float] = (0.3, 0.17, 0.11)
    lean: float = 0.0


VISITORS = (
    (Visitor(1, 0.34, 0.36, 0.20, (0.16, 0.03, 0.03)),),
    (Visitor(2, 0.66, 0.30, 0.23, (0.05, 0.09, 0.17), (0.16, 0.10, 0.05), lean=0.05),),
    (Visitor(3, 0.13, 0.38, 0.21, (0.10, 0.11, 0.08), (0.30, 0.22, 0.12)),),
    (
        Visitor(4, 0.86, 0.34, 0.21, (0.03, 0.03, 0.035), (0.12, 0.05, 0.02), lean=-0.05),
        Visitor(5, 0.55, 0.68, 0.15, (0.42, 0.27, 0.04), (0.05, 0.03, 0.02)),
    ),
    (Visitor(6, 0.48, 0.33, 0.22, (0.20, 0.17, 0.13), (0.02, 0.018, 0.016), (0.12, 0.06, 0.04)),),
    (Visitor(7, 0.22, 0.44, 0.19, (0.02, 0.10, 0.09), (0.22, 0.20, 0.19)),),
    (Visitor(8, 0.80, 0.40, 0.20, (0.10, 0.05, 0.13), (0.09, 0.05, 0.03)),),
)
"""Of each photo: who stands before it."""


def main() -> None:
    """Write photos and homographies."""
    folder = resource_path("sample") / "gallery"
    (folder / "frames").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    plane = wall(rng)
    hall = mirrored_hall(rng)
    names = [f"{i:03d}.jpg" for i in range(len(VIEWS))]
    H_photo_from_wall = [camera(*view) for view in VIEWS]
    for i, name in enumerate(names):
        photo = photograph(np.random.default_rng((SEED, i)), plane, hall, H_photo_from_wall[i], i)
        (folder / "frames" / name).write_bytes(encode_image(photo, ".jpg", jpeg_quality=JPEG_QUALITY))
    onto_first = [H_photo_from_wall[0] @ np.linalg.inv(H) for H in H_photo_from_wall]
    content = {
        "reference": names[0],
        "H_ref_from_frame": {n: (H / H[2, 2]).tolist() for n, H in zip(names, onto_first, strict=True)},
        "source": "drawn by packaging/draw_sample.py",
        "licence": "CC0-1.0",
    }
    (folder / "sequence.json").write_text(json.dumps(content, indent=2) + "\n")


# The painting on its wall.


def wall(rng: np.random.Generator) -> np.ndarray:
    """Return `(*WALL, 3)` linear light: a painting in mat and frame on a plastered wall, with a label beside it."""
    made = np.full((*WALL, 3), (0.60, 0.57, 0.53)) * grain(rng, WALL, ((90, 0.05), (14, 0.05), (3, 0.05)))[..., None]
    made = made**1.2
    y, x = (WALL[0] - ART[0]) // 2, (WALL[1] - ART[1]) // 2
    for edge, colour in ((104, (0.20, 0.12, 0.06)), (92, (0.32, 0.20, 0.09)), (70, (0.16, 0.09, 0.04))):
        piece = made[y - edge : y + ART[0] + edge, x - edge : x + ART[1] + edge]
        piece[:] = np.array(colour) * grain(rng, piece.shape[:2], ((40, 0.2), (6, 0.25)))[..., None]
    mat = made[y - 58 : y + ART[0] + 58, x - 58 : x + ART[1] + 58]
    mat[:] = np.array((0.80, 0.78, 0.72)) * grain(rng, mat.shape[:2], ((4, 0.02),))[..., None]
    made[y : y + ART[0], x : x + ART[1]] = painting(rng)
    shadow = np.zeros(WALL, np.float32)
    shadow[y - 90 : y + ART[0] + 124, x - 100 : x + ART[1] + 116] = 1
    shadow = cv2.GaussianBlur(shadow, (0, 0), 14)
    inside = np.zeros(WALL, bool)
    inside[y - 104 : y + ART[0] + 104, x - 104 : x + ART[1] + 104] = True
    return np.where(inside[..., None], made, made * (1 - 0.45 * shadow[..., None]))


def painting(rng: np.random.Generator) -> np.ndarray:
    """Return `(*ART, 3)` linear light: a harbour in the evening, in strokes of a brush."""
    height, width = ART
    rows = np.linspace(0, 1, height)[:, None]
    stops = ((0.0, (26, 44, 92)), (0.25, (86, 92, 150)), (0.42, (226, 148, 116)), (0.52, (250, 208, 140)))
    made = np.stack([np.interp(rows, [s for s, _ in stops], [c[i] for _, c in stops]) for i in range(3)], axis=-1)
    made = np.repeat(made, width, axis=1).astype(np.float32)
    cv2.circle(made, (770, 370), 46, (255, 236, 178), -1, cv2.LINE_AA)
    for _ in range(26):  # clouds
        place = int(rng.uniform(0, width)), int(rng.uniform(40, 300))
        axes = int(rng.uniform(50, 170)), int(rng.uniform(6, 18))
        colour = np.array((244, 176, 140)) * rng.uniform(0.55, 1.05)
        soft_ellipse(made, place, axes, colour, rng.uniform(0.25, 0.6))
    for base, rough, colour in ((372, 46, (74, 84, 126)), (396, 30, (52, 66, 104))):  # hills
        line = base - rough * ridges(rng, width)
        for column in range(width):
            made[int(line[column]) : 420, column] = np.array(colour) * (0.9 + 0.2 * rng.random())
    made[415:] = (46, 74, 110)
    for _ in range(950):  # water
        y = int(rng.uniform(418, height - 150))
        x, length = int(rng.uniform(-20, width)), int(rng.uniform(10, 60) * (0.5 + (y - 415) / 260))
        glow = np.exp(-(((x + length / 2 - 770) / 130) ** 2)) * rng.uniform(0.3, 1)
        colour = np.array((52, 92, 130)) * rng.uniform(0.6, 1.4) * (1 - glow) + np.array((255, 206, 140)) * glow
        cv2.line(made, (x, y), (x + length, y), colour.tolist(), int(rng.integers(1, 4)), cv2.LINE_AA)
    for i in range(9):  # houses on the quay
        houses(rng, made, 20 + i * 62, 420, int(rng.uniform(60, 150)))
    for x, y, size in ((700, 560, 1.5), (905, 500, 1.0), (560, 480, 0.8), (1020, 590, 1.3)):
        boat(rng, made, x, y, size)
    quay(rng, made)
    made = strokes(rng, np.clip(made, 0, 255))
    name = np.zeros(ART, np.uint8)
    cv2.putText(name, "M. Lind", (1010, 738), cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 0.9, 255, 2, cv2.LINE_AA)
    share = name[..., None] / 255
    made = made * (1 - share) + np.array((236, 214, 170)) * share
    return linear_from_encoded(np.clip(np.rint(made), 0, 255).astype(np.uint8)).astype(np.float64)


def houses(rng: np.random.Generator, made: np.ndarray, x: int, base: int, height: int) -> None:
    """Draw a gabled house with lit windows, in place."""
    colours = ((178, 92, 70), (206, 150, 92), (120, 62, 60), (196, 182, 160), (94, 104, 120), (214, 120, 84))
    colour = np.array(colours[int(rng.integers(len(colours)))], float) * rng.uniform(0.75, 1.0)
    cv2.rectangle(made, (x, base - height), (x + 58, base), colour.tolist(), -1)
    roof = np.array([(x - 4, base - height), (x + 29, base - height - 34), (x + 62, base - height)])
    cv2.fillPoly(made, [roof], (colour * 0.45).tolist(), cv2.LINE_AA)
    for row in range(height // 26):
        for column in range(3):
            is_lit = rng.random() < 0.55
            pane = (255, 222, 140) if is_lit else (46, 52, 70)
            left, top = x + 7 + 17 * column, base - height + 8 + 26 * row
            cv2.rectangle(made, (left, top), (left + 10, top + 15), pane, -1)
            mirrored = 2 * base - top
            cv2.line(made, (left, mirrored), (left + 10, mirrored), pane if is_lit else (40, 60, 90), 2)


def boat(rng: np.random.Generator, made: np.ndarray, x: int, y: int, size: float) -> None:
    """Draw a sailing boat and its mirror image, in place."""
    hull = np.array([(-60, 0), (64, 0), (46, 22), (-44, 22)]) * size + (x, y)
    colour = np.array(((150, 44, 40), (36, 66, 92), (226, 214, 190))[int(rng.integers(3))], float)
    for sign, shade in ((-1, 0.45), (1, 1.0)):
        main = np.array([(2, -6 * sign), (2, -150 * sign), (66, -12 * sign)]) * size + (
            x,
            y + (44 * size if sign < 0 else 0),
        )
        jib = np.array([(-4, -12 * sign), (-4, -130 * sign), (-54, -8 * sign)]) * size + (
            x,
            y + (44 * size if sign < 0 else 0),
        )
        for sail, light in ((main, 1.0), (jib, 0.86)):
            layer = made.copy()
            cv2.fillPoly(layer, [sail.astype(int)], (np.array((246, 226, 196)) * light * shade).tolist(), cv2.LINE_AA)
            made[:] = layer if sign > 0 else 0.65 * made + 0.35 * layer
    cv2.line(made, (x, y), (x, int(y - 160 * size)), (58, 40, 30), max(1, round(3 * size)), cv2.LINE_AA)
    cv2.fillPoly(made, [hull.astype(int)], colour.tolist(), cv2.LINE_AA)
    cv2.polylines(made, [hull.astype(int)], True, (30, 24, 24), 1, cv2.LINE_AA)


def quay(rng: np.random.Generator, made: np.ndarray) -> None:
    """Draw the stones of the quay, bollards and a lamp, in place."""
    height, width = ART
    top = height - 150
    made[top:] = (96, 84, 78)
    for row in range(5):
        y, tall = top + row * 30, 29
        x = -int(rng.uniform(0, 60))
        while x < width:
            long = int(rng.uniform(40, 90))
            colour = np.array((118, 104, 94)) * rng.uniform(0.65, 1.15)
            cv2.rectangle(made, (x + 1, y + 1), (x + long - 2, y + tall - 1), colour.tolist(), -1)
            x += long
    for x in (120, 420, 860):
        cv2.ellipse(made, (x, top - 2), (16, 7), 0, 0, 360, (40, 36, 40), -1, cv2.LINE_AA)
        cv2.rectangle(made, (x - 11, top - 2), (x + 11, top + 30), (40, 36, 40), -1)
    cv2.line(made, (285, top + 60), (285, 250), (30, 28, 34), 7, cv2.LINE_AA)
    soft_ellipse(made, (285, 236), (60, 60), np.array((255, 220, 140)), 0.6)
    cv2.circle(made, (285, 236), 15, (255, 246, 214), -1, cv2.LINE_AA)


def strokes(rng: np.random.Generator, made: np.ndarray) -> np.ndarray:
    """Return the picture as if it were painted with a small brush on canvas."""
    painted = made.copy()
    height, width = ART
    for size, n in ((9, 5200), (5, 9000)):
        for _ in range(n):
            x, y = int(rng.uniform(0, width)), int(rng.uniform(0, height))
            colour = made[y, x] * rng.uniform(0.86, 1.12, 1) + rng.normal(0, 4, 3)
            turn = rng.normal(0, 25) if y > 415 else rng.uniform(-60, 60)
            cv2.ellipse(painted, (x, y), (size, max(1, size // 3)), turn, 0, 360, colour.tolist(), -1, cv2.LINE_AA)
    painted = 0.62 * painted + 0.38 * made
    return painted * grain(rng, ART, ((4, 0.06),))[..., None]


def soft_ellipse(
    made: np.ndarray, place: tuple[int, int], axes: tuple[int, int], colour: np.ndarray, strength: float
) -> None:
    """Mix a colour into an ellipse that fades outwards, in place."""
    share = np.zeros(made.shape[:2], np.float32)
    cv2.ellipse(share, place, axes, 0, 0, 360, 1.0, -1)
    share = cv2.GaussianBlur(share, (0, 0), max(1.0, min(axes) / 2))[..., None] * strength
    made[:] = made * (1 - share) + colour * share


def ridges(rng: np.random.Generator, width: int) -> np.ndarray:
    """Return `(width,)` in [0, 1]: the outline of hills."""
    x = np.linspace(0, 1, width)
    made = sum(np.sin(2 * np.pi * (f * x + rng.random())) / f**0.8 for f in (1.3, 2.7, 5.1, 11, 23))
    return (made - made.min()) / np.ptp(made)


def grain(rng: np.random.Generator, size: tuple[int, int], octaves: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Return `size` of noise about 1; octaves: (size in pixels, strength) of each."""
    made = np.ones(size)
    for cell, strength in octaves:
        cells = max(2, round(size[0] / cell)), max(2, round(size[1] / cell))
        noise = rng.uniform(-1, 1, cells)
        made += strength * cv2.resize(noise, size[::-1], interpolation=cv2.INTER_CUBIC)
    return made


# The glass, the hall in it, and who stands before it.


def mirrored_hall(rng: np.random.Generator) -> np.ndarray:
    """Return `(*WALL, 3)` linear light: the hall behind the camera, dim, with tall windows and lamps."""
    made = np.full((*WALL, 3), 0.015) * grain(rng, WALL, ((200, 0.5), (60, 0.4)))[..., None].clip(0.2)
    sky = np.array((0.85, 0.95, 1.15))
    for left in (180, 760, 1380):
        for i in range(2):
            for j in range(4):
                y, x = 180 + j * 120, left + i * 112
                made[y : y + 108, x : x + 100] = sky * (1.1 - 0.12 * j) * rng.uniform(0.9, 1.05)
    for x, y in ((620, 150), (1210, 170), (300, 980), (1660, 940)):
        cv2.circle(made, (x, y), 30, (4.0, 3.4, 2.5), -1, cv2.LINE_AA)
    halo = cv2.GaussianBlur(np.where(made > 1.3, made, 0), (0, 0), 26)
    return made + 0.5 * halo


def photograph(rng: np.random.Generator, plane: np.ndarray, hall: np.ndarray, H: np.ndarray, i: int) -> np.ndarray:
    """Return `(*SIZE, 3)` uint8: the photo i."""
    slant, turn, _, _, (dx, dy) = VIEWS[i]
    light = seen_from(plane, H, _DETAIL)
    # What a mirror shows moves twice as far as the camera turns, and against it.
    far = np.deg2rad(slant) * 2.1 * WALL[1] / 2
    move = np.array(
        [
            [1, 0, -far * np.cos(np.deg2rad(turn)) + 3.5 * dx + rng.uniform(-40, 40)],
            [0, 1, far * np.sin(np.deg2rad(turn)) + 3.5 * dy + rng.uniform(-30, 30)],
            [0, 0, 1],
        ]
    )
    y, x = (WALL[0] - ART[0]) // 2 - 58, (WALL[1] - ART[1]) // 2 - 58
    glass = np.zeros((*WALL, 1), np.float32)
    glass[y : WALL[0] - y, x : WALL[1] - x] = 1
    reflected = cv2.warpPerspective(hall, move, WALL[::-1], borderMode=cv2.BORDER_REFLECT)
    reflected = cv2.GaussianBlur(reflected, (0, 0), 3.5) * glass
    light = light + 0.42 * seen_from(reflected, H, _DETAIL)
    for visitor in VISITORS[i]:
        light = with_visitor(light, visitor)
    light = cv2.resize(light, SIZE[::-1], interpolation=cv2.INTER_AREA) * rng.uniform(0.93, 1.07)
    light = light + rng.normal(0, 1, light.shape) * np.sqrt(0.00002 + 0.00006 * light.clip(0))
    return encoded_from_linear(light.clip(0, 1).astype(np.float32), 8)


def with_visitor(light: np.ndarray, visitor: Visitor) -> np.ndarray:
    """Return the photo with somebody before it who is seen from behind, a little out of focus."""
    height, width = light.shape[:2]
    coat, hair = (np.full((height, width, 3), colour, np.float32) for colour in (visitor.coat, visitor.hair))
    x, y, unit = visitor.x * width, visitor.y * height, visitor.head * height  # middle and top of the head, its height
    skull, neck, body = (np.zeros((height, width), np.float32) for _ in range(3))
    cv2.ellipse(skull, _at(x, y + 0.5 * unit), _at(0.37 * unit, 0.5 * unit), 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    cv2.rectangle(neck, _at(x - 0.2 * unit, y + 0.7 * unit), _at(x + 0.2 * unit, y + 1.3 * unit), 1.0, -1)
    outline = np.array(
        [(0.2, 1.08), (0.42, 1.2), (0.78, 1.32), (1.0, 1.52), (1.1, 1.95), (1.16, 2.7), (1.2, 3.6), (1.22, 9.0)]
    )
    right = outline * unit + (x + visitor.lean * unit, y)
    left = outline * (-unit, unit) + (x + visitor.lean * unit, y)
    cv2.fillPoly(body, [np.rint(np.vstack([right, left[::-1]])).astype(int)], 1.0, cv2.LINE_AA)
    body = cv2.GaussianBlur(body, (0, 0), 0.1 * unit)
    body = np.clip((body - 0.4) * 5, 0, 1)  # rounded
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (columns - x) / unit
    # Light comes from the front and from above: shoulders and edges are lit, the back lies in shadow.
    lit = 0.45 + 0.5 * np.clip(np.abs(across) - 0.3, 0, 1) + 0.6 * np.exp(-(((rows - y) / unit - 1.3) ** 2) / 0.06)
    folds = grain(np.random.default_rng(visitor.seed), (height, width), ((0.9 * unit, 0.25), (0.3 * unit, 0.12)))
    arms = 1 - 0.5 * np.exp(-(((np.abs(across) - 0.82) / 0.035) ** 2)) * ((rows - y) / unit > 1.9)
    coat *= (lit * folds * arms)[..., None]
    hair *= (
        0.5 + 0.9 * np.clip((np.abs(across) - 0.1) / 0.3, 0, 1) + 0.3 * np.exp(-(((rows - y) / unit) ** 2) / 0.05)
    )[..., None]
    skin = np.full((height, width, 3), visitor.skin, np.float32)
    for share, colour in ((neck, skin), (body, coat), (skull, hair)):
        soft = cv2.GaussianBlur(share, (0, 0), 2.6)[..., None]
        light = light * (1 - soft) + colour * soft
    return light


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)


def camera(slant: float, turn: float, roll: float, distance: float, at: tuple[float, float]) -> np.ndarray:
    """Return the homography from the wall's pixels to a photo's; angles in degrees."""
    a, b, c = np.deg2rad([slant, turn, roll])
    axis = -np.array([np.sin(a) * np.cos(b), np.sin(a) * np.sin(b), -np.cos(a)]) * [1, 1, 1]
    right = np.cross([0.0, 1.0, 0.0], axis)
    right /= np.linalg.norm(right)
    down = np.cross(axis, right)
    R = np.stack([right * np.cos(c) + down * np.sin(c), down * np.cos(c) - right * np.sin(c), axis])
    f = _FOCAL * SIZE[1]
    middle = np.array([(WALL[1] - 1) / 2 + at[0], (WALL[0] - 1) / 2 + at[1], 0.0])
    far = f * distance * (ART[1] + 300) / SIZE[1]
    K = np.array([[f, 0, (SIZE[1] - 1) / 2], [0, f, (SIZE[0] - 1) / 2], [0, 0, 1]])
    return K @ np.column_stack([R[:, :2], R @ (axis * far - middle)])


def seen_from(plane: np.ndarray, H: np.ndarray, detail: int = 1) -> np.ndarray:
    """Return the plane as a photo of `detail` times the size has it; seen at twice the size and shrunk."""
    larger = 2 * detail if detail == 1 else detail
    grow = np.array([[larger, 0, (larger - 1) / 2], [0, larger, (larger - 1) / 2], [0, 0, 1.0]])
    made = cv2.warpPerspective(
        plane, grow @ H, (SIZE[1] * larger, SIZE[0] * larger), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return cv2.resize(made, (SIZE[1] * detail, SIZE[0] * detail), interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    main()
