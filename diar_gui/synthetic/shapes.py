"""Things to stand before the subject, drawn: solids, people, arms, blobs, wires and fences.

Every function returns `(SIDE, SIDE, 4)` float64 in [0, 1]: sRGB-encoded colour (not multiplied by alpha) and alpha.
In double precision, what processors compute a little differently is gone once the values are rounded to bytes.
"""

from collections.abc import Callable

import cv2
import numpy as np

SIDE = 160
"""Side of a sprite in pixels."""

_SHIFT = 4  # OpenCV draws with 1/16 pixel
_CENTRE = (SIDE - 1) / 2
_Y, _X = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
_U, _V = (_X - _CENTRE) / (SIDE / 2), (_Y - _CENTRE) / (SIDE / 2)


def random_shape(rng: np.random.Generator) -> np.ndarray:
    """Return a shape of any kind."""
    return _KINDS[rng.integers(len(_KINDS))](rng)


def random_solid(rng: np.random.Generator) -> np.ndarray:
    """Return a shaded sphere, torus, cylinder, cone or cube, matt to mirror-like, some of them half transparent."""
    return _SOLIDS[rng.integers(len(_SOLIDS))](rng)


def _colour(rng: np.random.Generator) -> np.ndarray:
    colour, grey = rng.uniform(0, 1, 3), rng.uniform(0, 1)
    return colour if rng.random() < 0.5 else 0.25 * colour + 0.75 * grey


def _noise(rng: np.random.Generator, n_cells: int) -> np.ndarray:
    coarse = rng.uniform(-1, 1, (n_cells, n_cells))
    return cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)


def _sprite(colour: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return np.dstack([np.broadcast_to(colour, (SIDE, SIDE, 3)), alpha]).clip(0, 1)


def _points(points: np.ndarray) -> np.ndarray:
    """Return points in [-1, 1] as OpenCV's fixed-point pixels."""
    return np.rint(((points + 1) * SIDE / 2 - 0.5) * (1 << _SHIFT)).astype(np.int32)


def _off(point: np.ndarray, x: float, y: float) -> np.ndarray:
    """Return the point that lies so far from another one."""
    return point + np.array([x, y])


def _polygon(alpha: np.ndarray, points: np.ndarray, value: float = 1.0) -> None:
    cv2.fillPoly(alpha, [_points(points)], value, lineType=cv2.LINE_AA, shift=_SHIFT)


def _drawn(draw: Callable[[np.ndarray], None]) -> np.ndarray:
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    draw(canvas)
    return canvas / 255


def _capsule(canvas: np.ndarray, start: np.ndarray, end: np.ndarray, radius: float) -> None:
    across = np.array([start[1] - end[1], end[0] - start[0]])
    across = across / max(1e-6, float(np.linalg.norm(across))) * radius
    _polygon(canvas, np.array([start + across, end + across, end - across, start - across]), 255)
    for centre in (start, end):
        _ellipse(canvas, centre, (radius, radius))


def _ellipse(canvas: np.ndarray, centre: np.ndarray, radii: tuple[float, float], degrees: float = 0.0) -> None:
    x, y = _points(np.asarray(centre))
    axes = (int(radii[0] * SIDE / 2 * (1 << _SHIFT)), int(radii[1] * SIDE / 2 * (1 << _SHIFT)))
    cv2.ellipse(canvas, (int(x), int(y)), axes, degrees, 0, 360, 255, -1, cv2.LINE_AA, _SHIFT)


def drawn_ellipses(centres: np.ndarray, along: np.ndarray, across: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Return `(SIDE, SIDE)` coverage in [0, 1] by n ellipses: centres `(n, 2)` in [-1, 1], half axes, turns `(n,)`."""

    def draw(canvas: np.ndarray) -> None:
        for centre, *radii, angle in zip(centres, along, across, degrees, strict=True):
            _ellipse(canvas, centre, (float(radii[0]), float(radii[1])), float(angle))

    return _drawn(draw)


def drawn_capsules(capsules: list[tuple[tuple[float, float], tuple[float, float], float]]) -> np.ndarray:
    """Return `(SIDE, SIDE)` coverage in [0, 1] by capsules: start and end in [-1, 1], or beyond, and radius."""

    def draw(canvas: np.ndarray) -> None:
        for start, end, radius in capsules:
            _capsule(canvas, np.array(start), np.array(end), radius)

    return _drawn(draw)


def blob(rng: np.random.Generator) -> np.ndarray:
    """Return an irregular patch with a texture of its own."""
    radius = np.hypot(_U, _V) + 0.35 * _noise(rng, int(rng.integers(3, 9)))
    alpha = np.clip((0.7 - radius) * SIDE / 4 + 0.5, 0, 1) * (np.maximum(abs(_U), abs(_V)) < 0.97)
    texture = 1 + rng.uniform(0, 0.6) * _noise(rng, int(rng.integers(4, 40)))
    return _sprite(_colour(rng) * texture[..., None], alpha)


def polygon(rng: np.random.Generator) -> np.ndarray:
    """Return a flat polygon: a card, a sheet of paper, a sign."""
    angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 8)))
    radii = rng.uniform(0.5, 0.95, len(angles))
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]
    alpha = _drawn(lambda canvas: _polygon(canvas, points, 255))
    shade = 1 + rng.uniform(-0.4, 0.4) * _U + rng.uniform(-0.4, 0.4) * _V
    return _sprite(_colour(rng) * shade[..., None], alpha)


def person(rng: np.random.Generator) -> np.ndarray:
    """Return a standing figure of two or three colours."""
    lean = rng.uniform(-0.1, 0.1)
    hip, neck = np.array([lean, 0.15]), np.array([0.5 * lean, -0.5])
    width = rng.uniform(0.13, 0.22)
    head = _drawn(lambda c: _ellipse(c, _off(neck, 0, -0.2), (0.12, 0.16)))

    def draw_body(canvas: np.ndarray) -> None:
        _capsule(canvas, _off(neck, 0, 0.1), hip, width)
        for side in (-1, 1):
            elbow = _off(neck, side * (width + rng.uniform(0.05, 0.25)), rng.uniform(0.2, 0.5))
            _capsule(canvas, _off(neck, side * width * 0.7, 0.1), elbow, 0.06)

    def draw_legs(canvas: np.ndarray) -> None:
        for side in (-1, 1):
            _capsule(canvas, _off(hip, side * width * 0.5, 0), _off(hip, side * rng.uniform(0.05, 0.3), 0.72), 0.08)

    body, legs = _drawn(draw_body), _drawn(draw_legs)
    skin = np.array([0.85, 0.65, 0.5]) * rng.uniform(0.4, 1.1)
    folds = 1 + 0.25 * _noise(rng, 12)[..., None]
    colour = np.where(legs[..., None] > 0, _colour(rng) * folds, skin)
    colour = np.where(body[..., None] > 0, _colour(rng) * folds, colour)
    colour = np.where(head[..., None] > 0, skin * folds, colour)
    return _sprite(colour, np.maximum(np.maximum(legs, body), head))


def arm(rng: np.random.Generator) -> np.ndarray:
    """Return a sleeve that comes in from below, with a hand that points."""
    wrist = np.array([rng.uniform(-0.2, 0.2), -0.25])
    sleeve = _drawn(lambda c: _capsule(c, np.array([rng.uniform(-0.3, 0.3), 1.3]), wrist, rng.uniform(0.14, 0.25)))

    def draw_hand(canvas: np.ndarray) -> None:
        _ellipse(canvas, _off(wrist, 0, -0.18), (0.13, 0.2))
        for i in range(5):
            angle = rng.normal(-np.pi / 2 + (i - 2) * 0.3, 0.1)
            tip = _off(wrist, 0, -0.2) + rng.uniform(0.2, 0.45) * np.array([np.cos(angle), np.sin(angle)])
            _capsule(canvas, _off(wrist, 0.04 * (i - 2), -0.25), tip, 0.035)

    hand = _drawn(draw_hand)
    skin = np.array([0.85, 0.65, 0.5]) * rng.uniform(0.4, 1.1)
    shade = 1 - 0.3 * abs(_U)[..., None] + 0.2 * _noise(rng, 10)[..., None]
    colour = np.where(sleeve[..., None] > 0, _colour(rng), skin) * shade
    return _sprite(colour, np.maximum(sleeve, hand))


def wires(rng: np.random.Generator) -> np.ndarray:
    """Return one to four thin bent lines."""

    def draw(canvas: np.ndarray) -> None:
        for _ in range(rng.integers(1, 5)):
            a, b, c = rng.uniform(-1, 1, (3, 2))
            s = np.linspace(0, 1, 30)[:, None]
            curve = (1 - s) ** 2 * a + 2 * s * (1 - s) * b + s**2 * c
            cv2.polylines(canvas, [_points(curve)], False, 255, int(rng.integers(1, 4)), cv2.LINE_AA, _SHIFT)

    return _sprite(_colour(rng) * 0.5, _drawn(draw))


def fence(rng: np.random.Generator) -> np.ndarray:
    """Return bars in one or two directions."""
    period, width = rng.uniform(0.15, 0.5), rng.uniform(0.1, 0.3)
    bars = np.abs((_U / period) % 1 - 0.5) < width / 2
    if rng.random() < 0.6:
        bars |= np.abs((_V / period) % 1 - 0.5) < width / 2
    return _sprite(_colour(rng), cv2.blur(bars.astype(np.float64), (2, 2)))


def _shaded(rng: np.random.Generator, normals: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return a solid whose surface has the normals `(SIDE, SIDE, 3)`: lit from one side, glossy, perhaps a mirror."""
    light = rng.normal(size=3)
    light[2] = abs(light[2]) + 0.3
    light /= np.linalg.norm(light)
    facing = normals @ light
    diffuse = rng.uniform(0.05, 0.4) + np.maximum(facing, 0) * rng.uniform(0.4, 1.1)
    colour = _colour(rng) * diffuse[..., None]
    if rng.random() < 0.35:  # glass or metal shows a striped room
        room = 0.5 + 0.5 * np.sin(normals[..., 0] * rng.uniform(3, 12) + normals[..., 1] * rng.uniform(3, 12))
        colour = colour * 0.4 + 0.6 * _colour(rng) * room[..., None] ** 2
    mirrored = 2 * facing[..., None] * normals - light
    colour = colour + rng.uniform(0, 1) * np.maximum(mirrored[..., 2:], 0) ** rng.uniform(5, 60)
    opacity = 1.0 if rng.random() < 0.75 else rng.uniform(0.3, 0.8)
    return _sprite(colour, alpha * opacity)


def _edge(signed: np.ndarray) -> np.ndarray:
    """Return coverage of the pixels by `signed > 0`, which is a distance in units of half the side."""
    return np.clip(signed * SIDE / 2 + 0.5, 0, 1)


def sphere(rng: np.random.Generator) -> np.ndarray:
    """Return a ball."""
    squashed = _V / rng.uniform(0.5, 0.9)
    radius = np.hypot(_U / 0.9, squashed)
    z = np.sqrt(np.maximum(0, 1 - radius**2))
    return _shaded(rng, np.dstack([_U / 0.9, squashed, z]), _edge((1 - radius) * 0.6))


def torus(rng: np.random.Generator) -> np.ndarray:
    """Return a ring, seen aslant."""
    squash, thickness = rng.uniform(0.35, 1.0), rng.uniform(0.12, 0.25)
    radius = np.hypot(_U, _V / squash)
    across = (radius - 0.7) / thickness
    lift = np.sqrt(np.maximum(0, 1 - across**2))
    safe = np.maximum(radius, 1e-3)
    normals = np.dstack([across * _U / safe, across * _V / squash / safe, lift])
    return _shaded(rng, normals, _edge((1 - abs(across)) * thickness * squash))


def cylinder(rng: np.random.Generator) -> np.ndarray:
    """Return a tube with its lid, or a cone."""
    width, height, squash = rng.uniform(0.3, 0.6), rng.uniform(0.4, 0.75), rng.uniform(0.15, 0.5)
    taper = 1.0 if rng.random() < 0.5 else rng.uniform(0.0, 0.4)
    local = width * (1 + (taper - 1) * (height - _V) / (2 * height))
    across = np.clip(_U / np.maximum(local, 1e-3), -1, 1)
    bulge = width * squash * np.sqrt(1 - across**2)
    side = np.minimum(_edge(local - abs(_U)), _edge(np.minimum(_V + height, height + bulge - _V)))
    lid = _edge(
        (1 - np.hypot(_U / max(width * taper, 1e-3), (_V + height) / max(width * taper * squash, 1e-3))) * width
    )
    normals = np.dstack([across, np.zeros_like(across), np.sqrt(1 - across**2)])
    normals[lid > 0.5] = [0, -0.8, 0.6]
    return _shaded(rng, normals, np.maximum(side, lid))


def cube(rng: np.random.Generator) -> np.ndarray:
    """Return a box of which three sides are seen."""
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    half = rng.uniform(0.25, 0.55, 3)
    normals = np.zeros((SIDE, SIDE, 3))
    alpha = np.zeros((SIDE, SIDE))
    for axis in range(3):
        normal = rotation[:, axis] * np.sign(rotation[2, axis] or 1)
        first, second = (rotation[:, (axis + i) % 3] * half[(axis + i) % 3] for i in (1, 2))
        centre = normal * half[axis]
        corners = [centre + first + second, centre + first - second, centre - first - second, centre - first + second]
        outline = np.array(corners)[:, :2]
        face = _drawn(lambda canvas, outline=outline: _polygon(canvas, outline, 255))
        normals[face > 0.5] = normal
        alpha = np.maximum(alpha, face)
    return _shaded(rng, normals, alpha)


_SOLIDS = (sphere, torus, cylinder, cube)
_KINDS = (blob, blob, polygon, polygon, person, person, person, arm, arm, wires, fence, sphere, cylinder)
