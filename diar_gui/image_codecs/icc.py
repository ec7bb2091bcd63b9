"""ICC colour profiles (ICC.1:2022): those of three curves and a matrix are read and made here, others are left to lcms.

Profiles are untrusted: whatever is wrong with one ends in a ValueError, and lengths are checked before they are used.
"""

import struct
from functools import cache

import numpy as np
from PIL import ImageCms

from diar_gui.gamuts import ADOBE_POWER, D50, LSTAR, PROPHOTO_POWER, Curve, RgbSpace, d50_from, xyz_of

_HEADER_BYTES = 128
_MAX_N_TAGS = 200
_N_PARAMETERS = (1, 3, 4, 5, 7)  # of the parametric curves of type 0 to 4 (section 10.18)


def colours_of(profile: bytes) -> str:
    """Return which colours the profile is for: "RGB", "GRAY", "CMYK", ...

    Raises:
        ValueError: it is no profile.
    """
    if len(profile) < _HEADER_BYTES + 4 or profile[36:40] != b"acsp":
        raise ValueError("not an ICC profile")
    return profile[16:20].decode("latin-1").strip()


def parse(profile: bytes) -> RgbSpace | None:
    """Return the colour space that the profile describes by curves and a matrix, or a curve alone for grey.

    Returns None where it describes colours by tables instead.

    Raises:
        ValueError: it is damaged.
    """
    colours = colours_of(profile)
    tags = _tags(profile)
    if colours == "GRAY":
        curve = _curve(_tag(tags, b"kTRC"))
        if profile[20:24] == b"Lab ":
            curve = _to_luminance(curve)
        return RgbSpace((curve, curve, curve), xyz_of("srgb"))
    if colours != "RGB" or b"A2B0" in tags or profile[20:24] != b"XYZ ":
        return None
    red, green, blue = (_curve(_tag(tags, name)) for name in (b"rTRC", b"gTRC", b"bTRC"))
    matrix = np.array([_xyz(_tag(tags, name)) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]).T
    if not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-6:
        raise ValueError("the primaries lie on a line")
    return RgbSpace((red, green, blue), matrix)


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (n_tags,) = struct.unpack_from(">I", profile, _HEADER_BYTES)
    if n_tags > _MAX_N_TAGS or len(profile) < _HEADER_BYTES + 4 + 12 * n_tags:
        raise ValueError("the profile's table does not fit into it")
    tags = {}
    for name, offset, n_bytes in struct.iter_unpack(">4sII", profile[_HEADER_BYTES + 4 :][: 12 * n_tags]):
        if offset + n_bytes <= len(profile):
            tags[name] = profile[offset : offset + n_bytes]
    return tags


def _tag(tags: dict[bytes, bytes], name: bytes) -> bytes:
    if name not in tags:
        raise ValueError(f"the profile has no {name.decode('latin-1')}")
    return tags[name]


def _xyz(tag: bytes) -> np.ndarray:
    if len(tag) < 20 or tag[:4] != b"XYZ ":
        raise ValueError("a primary is damaged")
    return np.array(struct.unpack_from(">3i", tag, 8)) / 65536


def _curve(tag: bytes) -> Curve:
    if len(tag) < 12:
        raise ValueError("a curve is damaged")
    if tag[:4] == b"curv":
        (n_points,) = struct.unpack_from(">I", tag, 8)
        if len(tag) < 12 + 2 * n_points:
            raise ValueError("a curve is cut short")
        points = np.frombuffer(tag, ">u2", n_points, 12)
        if n_points == 0:
            return lambda encoded: encoded
        if n_points == 1:
            return _parametric(0, [points[0] / 256])
        return _tabulated(points / 65535)
    if tag[:4] == b"para":
        (kind,) = struct.unpack_from(">H", tag, 8)
        if kind >= len(_N_PARAMETERS) or len(tag) < 12 + 4 * _N_PARAMETERS[kind]:
            raise ValueError("a curve is cut short")
        return _parametric(kind, [n / 65536 for n in struct.unpack_from(f">{_N_PARAMETERS[kind]}i", tag, 12)])
    raise ValueError("a curve is of an unknown kind")


def _tabulated(points: np.ndarray) -> Curve:
    places = np.linspace(0, 1, len(points))
    return lambda encoded: np.interp(encoded, places, points)


def _parametric(kind: int, parameters: list[float]) -> Curve:
    """Return the curve of section 10.18, table 68: a power above `d`, a straight line below."""
    g = parameters[0]
    a, b = parameters[1:3] if kind else (1.0, 0.0)
    c, e, f = 0.0, 0.0, 0.0
    if kind in (1, 2):
        d = -b / a if a else 2.0
        e = f = parameters[3] if kind == 2 else 0.0
    elif kind in (3, 4):
        c, d = parameters[3:5]
        e, f = parameters[5:7] if kind == 4 else (0.0, 0.0)
    else:
        d = 0.0
    if not 0.05 <= g <= 20:
        raise ValueError("a curve's power is out of range")

    def curve(encoded: np.ndarray) -> np.ndarray:
        return np.where(encoded >= d, np.maximum(a * encoded + b, 0) ** g + e, c * encoded + f)

    return curve


def _to_luminance(curve: Curve) -> Curve:
    """Return a curve to luminance of one to CIE lightness."""

    def luminance(encoded: np.ndarray) -> np.ndarray:
        t = (100 * curve(encoded) + 16) / 116
        return np.where(t > 6 / 29, t**3, 3 * (6 / 29) ** 2 * (t - 4 / 29))

    return luminance


@cache
def srgb_profile() -> bytes:
    """Return a small sRGB profile, the same whenever it is made."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)  # lcms puts the time here
    return bytes(profile)


_NAMES = {
    "display-p3": "Display P3",
    "adobe-rgb": "Compatible with Adobe RGB (1998)",
    "ecirgb-v2": "Compatible with eciRGB v2",
    "prophoto": "Compatible with ProPhoto RGB",
}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_CURVES = {"adobe-rgb": (ADOBE_POWER,), "ecirgb-v2": LSTAR, "prophoto": (PROPHOTO_POWER,)}


@cache
def profile_of(space: str) -> bytes:
    """Return the profile that files in one of `names.SPACES` carry, the same whenever it is made."""
    return srgb_profile() if space == "srgb" else _made(space, _NAMES[space], _CURVES.get(space, _SRGB_CURVE))


@cache
def profile_at_rest(space: str) -> bytes:
    """Return a profile of pixels at rest in one of `names.SPACES`: its primaries, the curve of sRGB."""
    return srgb_profile() if space == "srgb" else _made(space, "at rest", _SRGB_CURVE)


def _made(space: str, name: str, curve: tuple[float, ...]) -> bytes:
    """Return a profile of version 4.3 of a named space's primaries and a parametric curve (of kind 0 or 3)."""
    trc = b"para" + struct.pack(">4xHH", 3 if len(curve) > 1 else 0, 0) + _fixed(*curve)
    tags = {b"desc": _text(name), b"cprt": _text("No copyright, use freely"), b"wtpt": b"XYZ \0\0\0\0" + _fixed(*D50)}
    tags |= {b"rgb"[i : i + 1] + b"XYZ": b"XYZ \0\0\0\0" + _fixed(*xyz_of(space)[:, i]) for i in range(3)}
    tags |= {b"rTRC": trc, b"gTRC": trc, b"bTRC": trc, b"chad": b"sf32\0\0\0\0" + _fixed(*d50_from(space).ravel())}
    table, body, place = struct.pack(">I", len(tags)), b"", _HEADER_BYTES + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += struct.pack(">4sII", tag, place + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    header = struct.pack(">I4xI4s4s4s", place + len(body), 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(24) + struct.pack(">I", 1) + _fixed(*D50)
    return header.ljust(_HEADER_BYTES, b"\0") + table + body


def _text(text: str) -> bytes:
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", 2 * len(text), 28) + text.encode("utf-16-be")


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(float(n) * 65536)) for n in numbers)
