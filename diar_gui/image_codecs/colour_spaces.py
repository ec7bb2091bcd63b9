"""RGB colour spaces that files name by a number or by their primaries, as three curves and a matrix."""

import numpy as np

from diar_gui.gamuts import (
    ADOBE_POWER,
    D65_XY,
    SRGB_XY,
    Curve,
    RgbSpace,
    power_curve,
    srgb_curve,
    xyz_matrix,
    xyz_of,
)

_CICP_XY = {  # ITU-T H.273, table 2: red, green, blue, white
    1: (*SRGB_XY, D65_XY),
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.310, 0.316)),
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06), D65_XY),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), D65_XY),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), D65_XY),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65_XY),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), D65_XY),
}
_UNSPECIFIED = 2
_PQ, _HLG = 16, 18
_PAPER_WHITE = 203  # cd/m2


def is_hdr(transfer: int) -> bool:
    """Tell whether a number of ITU-T H.273, table 3, stands for high dynamic range."""
    return transfer in (_PQ, _HLG)


def pq_curve(encoded: np.ndarray) -> np.ndarray:
    """Return linear light of PQ (SMPTE ST 2084), 1 for the white of paper and no more."""
    powered = np.clip(encoded, 0, 1) ** (32 / 2523)
    light = np.maximum(powered - 0.8359375, 0) / (18.8515625 - 18.6875 * powered)
    return np.minimum(light ** (16384 / 2610) * (10_000 / _PAPER_WHITE), 1)


def hlg_curve(encoded: np.ndarray) -> np.ndarray:
    """Return linear light of HLG (ITU-R BT.2100) on a screen of 1000 cd/m2, 1 for the white of paper and no more."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(encoded <= 0.5, encoded**2 / 3, (np.exp((encoded - c) / a) + b) / 12)
    return np.minimum(np.maximum(scene, 0) ** 1.2 * (1000 / _PAPER_WHITE), 1)


def adobe_rgb() -> RgbSpace:
    """Return Adobe RGB (1998)."""
    curve = power_curve(ADOBE_POWER)
    return RgbSpace((curve, curve, curve), xyz_of("adobe-rgb"))


def from_cicp(primaries: int, transfer: int) -> RgbSpace | None:
    """Return the space that two numbers of ITU-T H.273 stand for; None for sRGB and where they say nothing.

    The camera curve of BT.709 is taken for that of sRGB, as browsers do: no photo is looked at in any other way.

    High dynamic range (PQ, HLG) is cut at the white of paper, 203 cd/m2 (ITU-R BT.2408).

    Raises:
        ValueError: they stand for something else.
    """
    curves: dict[int, Curve] = {4: power_curve(2.2), 5: power_curve(2.8), 8: power_curve(1.0)}
    curves |= {_PQ: pq_curve, _HLG: hlg_curve}
    curves |= dict.fromkeys((1, 6, 13, 14, 15, _UNSPECIFIED), srgb_curve)
    if transfer not in curves or primaries not in {*_CICP_XY, _UNSPECIFIED}:
        raise ValueError(f"colours of kind {primaries}/{transfer} are not known")
    red, green, blue, white = _CICP_XY[1 if primaries == _UNSPECIFIED else primaries]
    curve = curves[transfer]
    if curve is srgb_curve and (red, green, blue) == SRGB_XY:
        return None
    return RgbSpace((curve, curve, curve), xyz_matrix((red, green, blue), white))


def from_png_numbers(gamma: bytes | None, chromaticities: bytes | None) -> RgbSpace | None:
    """Return the space that the chunks gAMA and cHRM of a PNG describe; None for sRGB or nearly so.

    Raises:
        ValueError: they are damaged.
    """
    curve: Curve = srgb_curve
    if gamma is not None:
        exponent = int.from_bytes(gamma[:4], "big") / 100_000
        if not 0.1 <= exponent <= 10:
            raise ValueError("gAMA is out of range")
        if abs(exponent * 2.2 - 1) > 0.05:  # 1/2.2 is how programs write sRGB
            curve = power_curve(1 / exponent)
    matrix = xyz_of("srgb")
    if chromaticities is not None:
        if len(chromaticities) != 32:
            raise ValueError("cHRM has a wrong length")
        numbers = [int.from_bytes(chromaticities[i : i + 4], "big") / 100_000 for i in range(0, 32, 4)]
        white, red, green, blue = ((numbers[i], numbers[i + 1]) for i in range(0, 8, 2))
        if np.abs(np.subtract((red, green, blue), SRGB_XY)).max() > 0.003:
            matrix = xyz_matrix((red, green, blue), white)
    elif curve is srgb_curve:
        return None
    return RgbSpace((curve, curve, curve), matrix)
