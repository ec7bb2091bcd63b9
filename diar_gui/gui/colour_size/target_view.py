"""What the colour target says of the picture: differences in numbers, and every patch as it is and as it came out."""

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from diar_gui.gui.look.labels import label, wrapped_note
from diar_gui.gui.look.translations import in_window_language

_N_COLUMNS = 6
_PATCH = QSize(64, 44)
_GAP_PX = 6
_GROUND = "#1c1c1c"
_ON_GROUND = "#dddddd"
_KINDS = ("as_shot", "held_out", "in_picture")
_FIGURES = ("mean", "p95", "worst")


class Chart(QWidget):
    """The patches: left what each is, right what it is in the picture, and below how far these are apart."""

    def __init__(self) -> None:
        super().__init__()
        self._patches: list[tuple[QColor, QColor, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_patches(self, patches: list[tuple[QColor, QColor, float]]) -> None:
        """Show (what it is, what it came out as, difference) of each."""
        self._patches = patches
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for all."""
        n_rows = -(-len(self._patches) // _N_COLUMNS)
        cell = self._cell_height
        return QSize(_N_COLUMNS * (_PATCH.width() + _GAP_PX) + _GAP_PX, n_rows * (cell + _GAP_PX) + _GAP_PX)

    @property
    def _cell_height(self) -> int:
        return _PATCH.height() + self.fontMetrics().height() + 2

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint all of it."""
        painter = QPainter(self)
        hint = self.sizeHint()
        width = min(self.width(), round(1.4 * hint.width()))
        painter.fillRect(QRectF(0, 0, width, hint.height()), QColor(_GROUND))
        step = (width - _GAP_PX) / _N_COLUMNS
        for i, (true, shown, off) in enumerate(self._patches):
            row, column = divmod(i, _N_COLUMNS)
            left, top = _GAP_PX + column * step, _GAP_PX + row * (self._cell_height + _GAP_PX)
            half = (step - _GAP_PX) / 2
            painter.fillRect(QRectF(left, top, half, _PATCH.height()), true)
            painter.fillRect(QRectF(left + half, top, half, _PATCH.height()), shown)
            painter.setPen(QColor(_ON_GROUND))
            below = QRectF(left, top + _PATCH.height(), 2 * half, self._cell_height - _PATCH.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.locale().toString(off, "f", 1))


class TargetView(QWidget):
    """Shows what `report.json` says of the target."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = wrapped_note()
        self.table = QWidget()
        self.figures = {(kind, figure): QLabel() for kind in _KINDS for figure in _FIGURES}
        self._captions = {kind: QLabel() for kind in _KINDS}
        self.greys = wrapped_note()
        self.chart = Chart()
        self.chart.setAccessibleName(self.tr("Patches of the colour target"))
        self.note = wrapped_note()
        self._lay_out()
        self.show_report(None)

    def _lay_out(self) -> None:
        grid = QGridLayout(self.table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        right = Qt.AlignmentFlag.AlignRight
        grid.addWidget(label(self.tr("Difference (CIEDE2000)"), "muted"), 0, 0)
        for column, text in enumerate((self.tr("Mean"), self.tr("95 %"), self.tr("Worst")), 1):
            grid.addWidget(label(text, "muted"), 0, column, right)
        texts = (
            self.tr("As shot, at the best exposure"),
            self.tr("Set by the other patches"),
            self.tr("In the clean picture"),
        )
        for row, (kind, text) in enumerate(zip(_KINDS, texts, strict=True), 1):
            self._captions[kind].setText(text)
            grid.addWidget(self._captions[kind], row, 0)
            for column, figure in enumerate(_FIGURES, 1):
                grid.addWidget(self.figures[kind, figure], row, column, right)
        grid.setColumnStretch(4, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for part in (self.summary, self.table, self.greys, self.chart, self.note):
            layout.addWidget(part)
        layout.addStretch(1)

    def show_report(self, report: dict[str, Any] | None) -> None:
        """Show what is reported of a target; None for none."""
        for part in (self.table, self.greys, self.chart, self.note):
            part.setVisible(report is not None)
        if report is None:
            self.summary.setText(
                self.tr(
                    "Put a ColorChecker Classic into the scene, or photograph it once in the same light, and choose it "
                    "on the left. What it says of the picture's colours is shown here."
                )
            )
            return
        locale = self.locale()
        for kind in _KINDS:
            found = report[kind]
            self._captions[kind].setVisible(found is not None)
            for figure in _FIGURES:
                self.figures[kind, figure].setVisible(found is not None)
                self.figures[kind, figure].setText("" if found is None else locale.toString(found[figure], "f", 2))
        self.summary.setText(
            self.tr("{chart}, seen in {photos}. Error of the white balance: {error} in a* and b*.").format(
                chart=report["chart"],
                photos=", ".join(report["photos"]),
                error=locale.toString(report["white_balance_error"], "f", 2),
            )
        )
        noise = report["noise"]["in_picture"] or report["noise"]["as_shot"]
        said = self.tr("Lightness of the greys: off by {tone} at most; their noise: {noise} (both in L*).").format(
            tone=locale.toString(report["tone_response"]["worst"], "f", 1), noise=locale.toString(noise, "f", 1)
        )
        kept = report["colour_tolerances"]
        level = self.tr("Colour tolerances that are kept: {level} ({guideline}; by another chart than it asks for).")
        if kept["level"] is None:
            level = self.tr("No level's colour tolerances are kept ({guideline}; by another chart than it asks for).")
        self.greys.setText(f"{said}\n{level.format(level=kept['level'], guideline=kept['guideline'])}")
        self._show_patches(report)

    def _show_patches(self, report: dict[str, Any]) -> None:
        from diar_gui.target import shown_rgb  # late: with it comes the engine, which is there once there is a report

        kind = "held_out" if report["in_picture"] is None else "in_picture"
        patches = report["patches"]
        self.chart.show_patches(
            [(QColor(*shown_rgb(p["lab"])), QColor(*shown_rgb(p[f"{kind}_lab"])), p[kind]) for p in patches]
        )
        self.chart.setAccessibleDescription(", ".join(f"{patch['name']}: {patch[kind]:.1f}" for patch in patches))
        meaning = self.tr("Left what each patch is, right what it is in the clean picture; below, the difference.")
        if kind == "held_out":
            meaning = self.tr(
                "Left what each patch is, right what the other patches make of it; below, the difference."
            )
        self.note.setText(" ".join([meaning, *(in_window_language(text) for text in report["passed_over"])]))
