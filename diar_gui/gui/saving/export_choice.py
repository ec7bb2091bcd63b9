"""What is to be exported, and how, as it was chosen; remembered until the window closes."""

from dataclasses import dataclass

from diar_gui.names import COLOURS


@dataclass(frozen=True)
class ExportChoice:
    """What was chosen; suffix: of the picture. bits, jpeg_quality and all below: see `outputs.Outputs`."""

    has_picture: bool = True
    has_photos: bool = False
    has_maps: bool = False
    has_layers: bool = False
    has_report: bool = False
    suffix: str = ".png"
    bits: int = 8
    jpeg_quality: int = 95
    strip: str | None = None
    colour: str = COLOURS[0]
    long_side_px: int | None = None
    pixels_per_inch: int | None = None
    has_page: bool = False
    has_scale_bar: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.names("")

    def names(self, name: str) -> dict[str, str]:
        """Return the names of what is to be written, by the fields of `Outputs`; folders end in a slash."""
        wanted = {
            "picture": (self.has_picture, f"{name}{self.suffix}"),
            "layers": (self.has_layers, f"{name}_layers.tif"),
            "warped": (self.has_photos, f"{name}_photos/"),
            "weights": (self.has_maps, f"{name}_maps/"),
            "report": (self.has_report, f"{name}_report.json"),
            "page": (self.has_page, f"{name}_report.html"),
            "scale_bar": (self.has_scale_bar, f"{name}_scale.png"),
        }
        return {field: file for field, (is_wanted, file) in wanted.items() if is_wanted}
