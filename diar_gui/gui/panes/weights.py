"""The pane of the weights: where the photo is trusted, who gave each pixel, how sure that is, how many agree."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, Signal, Slot
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from diar_gui.gui.look.theme import Theme
from diar_gui.gui.panes.grid_view import GridView
from diar_gui.gui.pictures.legend import Chip, ColourScale, Legend, photo_brush
from diar_gui.gui.shown.maps import COUNT_COLOURS
from diar_gui.gui.shown.snapshot import Snapshot
from diar_gui.gui.shown.wishes import WeightsMode


class WeightsView(GridView):
    """Maps over the picture, with their legends; `mode_chosen` says that another one is wanted."""

    mode_chosen = Signal()

    def __init__(self) -> None:
        super().__init__(
            QCoreApplication.translate("WeightsView", "Trust"),
            QCoreApplication.translate(
                "WeightsView",
                "How far the photos are trusted at each place, and how much that can be relied on (weight maps).",
            ),
        )
        self.mode = QComboBox()
        self.mode.setAccessibleName(self.tr("What the map shows"))
        self.mode.setToolTip(self.tr("What the map shows (W for the next one)"))
        self.mode.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for mode, text in (
            (WeightsMode.PHOTO, self.tr("This photo's share")),
            (WeightsMode.SOURCE, self.tr("Who gave it")),
            (WeightsMode.CONFIDENCE, self.tr("How sure")),
            (WeightsMode.COUNT, self.tr("How many agree")),
            (WeightsMode.ATTENTION, self.tr("Attention (Swin)")),
        ):
            self.mode.addItem(text, mode)
        self.mode.currentIndexChanged.connect(self._on_mode_chosen)
        self.add_to_header(self.mode)
        self.head = QComboBox()
        self.head.setAccessibleName(self.tr("Layer and head whose attention is shown"))
        self.head.setToolTip(self.head.accessibleName())
        self.head.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.head.activated.connect(self._on_mode_chosen)
        self.head.hide()
        self._has_attention = False
        self._attention_size: tuple[int, int] | None = None
        self._asked: tuple[int, int] | None = None  # row and column of the place under the mouse
        self.view.hovered.connect(self._on_hovered)
        self.view.left.connect(self._on_left)
        self.add_to_header(self.head)
        self.scale = ColourScale()
        self.legend = Legend(is_kept=True)
        # As high with the one as with the other: a picture that jumps when another map is chosen cannot be compared.
        self.legends = QWidget()
        places = QGridLayout(self.legends)
        places.setContentsMargins(0, 0, 0, 0)
        places.addWidget(self.legend, 0, 0)
        places.addWidget(self.scale, 0, 0)
        self.add_to_foot(self.legends)
        self.legends.hide()

    @property
    def chosen_mode(self) -> WeightsMode:
        """The map that is wanted."""
        return WeightsMode(self.mode.currentData())

    @property
    def chosen_head(self) -> tuple[int, int]:
        """The layer and head whose attention is wanted."""
        layer, head = self.head.currentData() or (1, 1)
        return layer, head

    @property
    def asked_place(self) -> tuple[float, float] | None:
        """The place whose attention is wanted, as shares of the picture (x, y); None for that of all."""
        if self._asked is None or self._attention_size is None or self.chosen_mode is not WeightsMode.ATTENTION:
            return None
        (row, column), (rows, columns) = self._asked, self._attention_size
        return (column + 0.5) / columns, (row + 0.5) / rows

    @Slot(QPointF)
    def _on_hovered(self, place: QPointF) -> None:
        content, asked = self.view.content, None
        if self._attention_size is not None and content.contains(place):
            rows, columns = self._attention_size
            x, y = place.x() / content.width(), place.y() / content.height()
            asked = min(int(y * rows), rows - 1), min(int(x * columns), columns - 1)
        self._ask(asked)

    @Slot()
    def _on_left(self) -> None:
        self._ask(None)

    def _ask(self, asked: tuple[int, int] | None) -> None:
        if asked != self._asked:
            self._asked = asked
            if self._attention_size is not None:
                self.mode_chosen.emit()

    def _offer_heads(self, heads: Sequence[tuple[int, int]]) -> None:
        if heads and [tuple(self.head.itemData(i)) for i in range(self.head.count())] != list(heads):
            chosen = self.chosen_head
            self.head.clear()
            for layer, head in heads:
                self.head.addItem(self.tr("Layer {layer}, head {head}").format(layer=layer, head=head), (layer, head))
            self.head.setCurrentIndex(list(heads).index(chosen) if chosen in heads else 0)
        self.head.setVisible(bool(heads) and self.chosen_mode is WeightsMode.ATTENTION)
        self.fit_header()

    def next_mode(self) -> None:
        """Choose the next map; the attention only where there is any."""
        following = (self.mode.currentIndex() + 1) % self.mode.count()
        if WeightsMode(self.mode.itemData(following)) is WeightsMode.ATTENTION and not self._has_attention:
            following = (following + 1) % self.mode.count()
        self.mode.setCurrentIndex(following)

    def show_weights(self, snapshot: Snapshot) -> None:
        """Show this part of a snapshot."""
        self.show_pane(snapshot.weights)
        shown = snapshot.made_for.weights_mode
        has_picture = snapshot.weights.picture is not None
        self._has_attention = snapshot.reconstruction is not None and snapshot.reconstruction.method == "swin"
        self._offer_heads(snapshot.attention_heads)
        self._attention_size = snapshot.attention_size
        with_scale = (WeightsMode.PHOTO, WeightsMode.CONFIDENCE, WeightsMode.ATTENTION)
        self.legends.setVisible(has_picture)
        self.scale.setVisible(has_picture and shown in with_scale)
        if shown is WeightsMode.PHOTO:
            end = f"{snapshot.largest_share:.0%}" + ("" if snapshot.largest_share >= 1 else "+")
            self.scale.show_ends("0%", end, self.tr("How much of each place comes from this photo."))
        elif shown is WeightsMode.CONFIDENCE:
            explanation = self.tr("How sure the method is that the clean picture is right there.")
            self.scale.show_ends(self.tr("unsure"), self.tr("sure"), explanation)
        elif shown is WeightsMode.ATTENTION:
            explanation = self.tr(
                "How much this head looks at each place of the photo: from the place under the mouse, else from all; "
                "in the middle, as much as at all others."
            )
            self.scale.show_ends(self.tr("not at all"), self.tr("4 times"), explanation)
        self.legend.show_chips(self._chips(snapshot, shown) if has_picture else ())
        self.legend.reserve(*(self._chips(snapshot, mode) for mode in (WeightsMode.SOURCE, WeightsMode.COUNT)))

    def _chips(self, snapshot: Snapshot, mode: WeightsMode) -> list[Chip]:
        if mode is WeightsMode.SOURCE:
            return [
                Chip(photo_brush(place), f"{photo.name} {photo.mean_share:.0%}")
                for place, photo in enumerate(snapshot.used)
            ]
        if mode is WeightsMode.COUNT:
            last = len(COUNT_COLOURS) - 1
            texts = [str(n) for n in range(last)] + [self.tr("{n} or more photos agree").format(n=last)]
            return [Chip(QBrush(QColor(*c)), text) for c, text in zip(COUNT_COLOURS, texts, strict=True)]
        return []

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
        self.scale.set_theme(theme)
        self.legend.set_theme(theme)

    @Slot(int)
    def _on_mode_chosen(self, _: int) -> None:
        self.mode_chosen.emit()
