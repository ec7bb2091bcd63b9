"""Patches of known colours, and colour profiles made from published numbers, independent of what is tested."""

import itertools
import struct
from collections.abc import Callable

import numpy as np
from skimage.color import deltaE_ciede2000

# Columns are the XYZ under D50 of linear red, green and blue, as the makers' own profiles have them.
SRGB = np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])
DISPLAY_P3 = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
ADOBE_RGB = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
PROPHOTO = np.array([[0.79767, 0.13519, 0.03134], [0.28804, 0.71188, 0.00009], [0.0, 0.0, 0.82491]])
REC2020 = np.array([[0.67348, 0.16566, 0.12505], [0.27904, 0.67534, 0.04562], [-0.00194, 0.02998, 0.79686]])
D50 = np.array([0.9642, 1.0, 0.8249])

PATCHES = np.array(list(itertools.product((0.02, 0.15, 0.45, 0.9), repeat=3)))
"""Linear sRGB, `(64, 3)`."""

PATCH_PX = 16


def srgb_encoded(linear):
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)


def srgb_linear(encoded):
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(xyz):
    t = xyz / D50
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def lab_of_linear_srgb(linear):
    return lab(linear @ SRGB.T)


def patches_in(space: np.ndarray, encode: Callable, dtype) -> np.ndarray:
    """Return the patches, in 8 rows, as a file in that space would store them."""
    linear = PATCHES @ SRGB.T @ np.linalg.inv(space).T
    assert linear.min() > -0.002
    values = np.rint(encode(np.clip(linear, 0, 1)) * np.iinfo(dtype).max).astype(dtype)
    return values.reshape(8, 8, 3).repeat(PATCH_PX, axis=0).repeat(PATCH_PX, axis=1)


def largest_difference(pixels: np.ndarray) -> float:
    """Return the largest CIEDE2000 between the middles of the patches as read and as they are."""
    middle = PATCH_PX // 2
    encoded = pixels[middle::PATCH_PX, middle::PATCH_PX].reshape(-1, 3) / np.iinfo(pixels.dtype).max
    differences = deltaE_ciede2000(lab_of_linear_srgb(srgb_linear(encoded)), lab_of_linear_srgb(PATCHES))
    return float(differences.max())


def matrix_profile(space: np.ndarray, curve: bytes, **header) -> bytes:
    """Return an ICC profile of a matrix and one curve for all channels."""
    tags = {name: xyz_tag(space[:, i]) for i, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    return profile({**tags, b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}, **header)


def power(exponent: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256))


def sampled(curve: Callable, n_points: int = 1024) -> bytes:
    values = np.rint(curve(np.linspace(0, 1, n_points)) * 65535).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">I", n_points) + values.tobytes()


def parametric(kind: int, *numbers: float) -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(s15_fixed16(n) for n in numbers)


def xyz_tag(xyz) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(s15_fixed16(n) for n in xyz)


def s15_fixed16(number: float) -> bytes:
    return struct.pack(">i", round(number * 65536))


def table_profile(colours: bytes, to_lab: Callable, n_nodes: int) -> bytes:
    """Return an ICC profile that gives CIELAB by a table over all inks or lights, each in [0, 1]."""
    n_channels = {b"RGB ": 3, b"CMYK": 4}[colours]
    axes = [np.linspace(0, 1, n_nodes)] * n_channels
    nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, n_channels)
    values = to_lab(nodes) * (652.8, 256, 256) + (0, 32768, 32768)  # ICC.1:2001, table 10.14: L* of 100 is 65280
    head = struct.pack(">4s4xBBBx", b"mft2", n_channels, 3, n_nodes)
    head += b"".join(s15_fixed16(n) for n in np.eye(3).ravel()) + struct.pack(">HH", 2, 2)
    straight = struct.pack(">HH", 0, 65535)
    table = np.clip(np.rint(values), 0, 65535).astype(">u2").tobytes()
    tag = head + straight * n_channels + table + straight * 3
    return profile({b"A2B0": tag, b"A2B1": tag}, colours=colours, pcs=b"Lab ", kind=b"prtr")


def profile(tags: dict[bytes, bytes], colours=b"RGB ", pcs=b"XYZ ", kind=b"mntr", version=0x02400000) -> bytes:
    name = b"made for a test\0"
    text = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78), b"wtpt": xyz_tag(D50)}
    tags = {**text, b"cprt": b"text\0\0\0\0none\0\0\0\0", **tags}
    table, body, place = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag_name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += struct.pack(">4sII", tag_name, place + len(body), len(value))
        body += value
    header = struct.pack(">I4xI4s4s4s", place + len(body), version, kind, colours, pcs)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(s15_fixed16(n) for n in D50)
    return header.ljust(128, b"\0") + table + body


SRGB_CURVE = parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
