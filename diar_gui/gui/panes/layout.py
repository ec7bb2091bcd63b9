"""Which panes are shown and where: one, two or four of them."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.theme import Theme

N_PANES = 4
COUNTS = (1, 2, 4)


@dataclass(frozen=True)
class PaneLayout:
    """`count` panes are shown, the first ones of `order` (a permutation of their indices); `before` maximising one.

    Four always stand in the order of their indices.
    """

    count: int = N_PANES
    order: tuple[int, ...] = (3, 2, 1, 0)
    before: "PaneLayout | None" = None

    @property
    def shown(self) -> tuple[int, ...]:
        """The panes that are shown, in the order of their places."""
        return tuple(sorted(self.order)) if self.count == N_PANES else self.order[: self.count]

    def with_count(self, count: int) -> "PaneLayout":
        """Return the same with more or fewer panes."""
        if count not in COUNTS:
            raise ValueError(f"count must be one of {COUNTS}, not {count}")
        return PaneLayout(count, self.order)

    def maximised(self, pane: int) -> "PaneLayout":
        """Return the layout with this pane alone, or the one before where it is alone already."""
        if self.count == 1 and self.order[0] == pane:
            return self.before or PaneLayout(N_PANES, self.order)
        first = (pane, *(p for p in self.order if p != pane))
        return PaneLayout(1, first, self.before if self.count == 1 else replace(self, before=None))

    def with_pane_at(self, place: int, pane: int) -> "PaneLayout":
        """Return the layout with the pane at a place, and what was there where the pane was."""
        order = list(self.order)
        other = order.index(pane)
        order[place], order[other] = order[other], order[place]
        return replace(self, order=tuple(order))

    def as_text(self) -> str:
        """Return it for the settings."""
        return f"{self.count}:" + ",".join(str(p) for p in self.order)

    @classmethod
    def from_text(cls, text: str) -> "PaneLayout":
        """Return what `as_text` wrote; the default where it is nothing of the kind."""
        count, _, order = text.partition(":")
        panes = order.split(",")
        if count not in {str(c) for c in COUNTS} or sorted(panes) != [str(i) for i in range(N_PANES)]:
            return cls()
        return cls(int(count), tuple(int(p) for p in panes))


class LayoutChooser(QWidget):
    """Three buttons: one, two or four panes."""

    count_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("How many panes are shown"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.buttons: dict[int, QToolButton] = {}
        self._group = QButtonGroup(self)
        texts = (
            self.tr("One pane (1 to 4 choose it)"),
            self.tr("Two panes"),
            self.tr("All four panes (0)"),
        )
        for count, text in zip(COUNTS, texts, strict=True):
            button = QToolButton()
            button.setCheckable(True)
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.setIconSize(QSize(18, 18))
            self._group.addButton(button, count)
            layout.addWidget(button)
            self.buttons[count] = button
        self._group.idClicked.connect(self._on_clicked)
        self.show_count(N_PANES)

    def show_count(self, count: int) -> None:
        """Show which one is chosen."""
        self.buttons[count].setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for count, button in self.buttons.items():
            button.setIcon(tinted(f"panes{count}", theme.text))

    @Slot(int)
    def _on_clicked(self, count: int) -> None:
        self.count_chosen.emit(count)
