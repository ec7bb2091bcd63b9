"""The page of many folders: each set and its state, where the pictures go, and what can be done."""

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.remaining import Remaining, in_words
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.queue.rows import FRACTION_ROLE, NEWS, PHOTOS, SET, STATE, QueueModel, Row, SetState

_ROW_HEIGHT_PX = 56
_WIDTHS_PX = {SET: 250, PHOTOS: 70, STATE: 190}
_BAR_PX, _MARGIN_PX = 4, 8


class _StateDelegate(QStyledItemDelegate):
    """Draws how far a set is below the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = DARK

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, and the bar."""
        super().paint(painter, option, index)
        fraction = index.data(FRACTION_ROLE)
        if fraction is None:
            return
        rect = QRectF(option.rect).adjusted(_MARGIN_PX, 0, -_MARGIN_PX, -6)  # type: ignore[attr-defined]
        bar = QRectF(rect.left(), rect.bottom() - _BAR_PX, rect.width(), _BAR_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, share in ((self.theme.border, 1.0), (self.theme.accent, float(fraction))):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), 2, 2)
        painter.restore()


class QueuePage(QWidget):
    """Shows the queue; decides nothing. Of the sets that are selected it says what is wanted, with their names."""

    start_wanted = Signal()
    stop_wanted = Signal()
    add_wanted = Signal()
    place_wanted = Signal()
    summary_wanted = Signal()
    leave_wanted = Signal()
    pdf_wanted = Signal()
    open_wanted = Signal(str)
    again_wanted = Signal(list)
    cancel_wanted = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.model = QueueModel()
        self._is_running = False
        self._remaining = Remaining()
        self._theme = DARK
        self._make_parts()
        self._lay_out()
        self._connect()
        self.show_state(is_running=False, has_summary=False)
        self.show_place(None)

    def _make_parts(self) -> None:
        self.title = label(self.tr("Many folders"), "panelTitle", points_more=4)
        self.place = label("", "muted")
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place_button = QPushButton(self.tr("Change..."))
        self.place_button.setAccessibleName(self.tr("Change the folder for the pictures"))
        self.leave_button = QPushButton(self.tr("Back"))
        self.table = QTableView()
        self.table.setAccessibleName(self.tr("Folders of photos, a picture each"))
        self._states = _StateDelegate(self.table)
        self.add_button = QPushButton(beside_icon(self.tr("Add folders...")))
        self.summary_button = QPushButton(self.tr("Show the summary"))
        self.pdf_button = QPushButton(self.tr("Save all as PDF..."))
        self.pdf_button.setToolTip(self.tr("One file with a page for each picture that is done"))
        self.open_button = QPushButton(self.tr("Open the result"))
        self.again_button = QPushButton(self.tr("Try again"))
        self.cancel_button = QPushButton(self.tr("Cancel this one"))
        self.start_button = QPushButton()
        self.start_button.setObjectName("primary")
        self.told = QLabel()
        self.told.setAccessibleName(self.tr("How far the queue is"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(240)
        self.bar.setAccessibleName(self.tr("Progress"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.place)
        head.addWidget(self.place_button)
        head.addWidget(self.leave_button)
        table = self.table
        table.setModel(self.model)
        table.setItemDelegateForColumn(STATE, self._states)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)  # Tab goes on to the buttons, arrows through the rows
        table.setWordWrap(True)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT_PX)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width_px in _WIDTHS_PX.items():
            table.setColumnWidth(column, width_px)
        table.horizontalHeader().setSectionResizeMode(NEWS, QHeaderView.ResizeMode.Stretch)
        of_one, foot = QHBoxLayout(), QHBoxLayout()
        for each in (self.open_button, self.again_button, self.cancel_button):
            of_one.addWidget(each)
        of_one.addStretch(1)
        of_one.addWidget(self.told)
        of_one.addWidget(self.bar)
        for each in (self.add_button, self.summary_button, self.pdf_button):
            foot.addWidget(each)
        foot.addStretch(1)
        foot.addWidget(self.start_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(table, 1)
        layout.addLayout(of_one)
        layout.addLayout(foot)
        for before, after in pairwise([table, self.open_button, self.again_button, self.cancel_button, *self._below]):
            QWidget.setTabOrder(before, after)

    @property
    def _below(self) -> list[QWidget]:
        of_all = [self.add_button, self.summary_button, self.pdf_button]
        return [*of_all, self.start_button, self.place_button, self.leave_button]

    def _connect(self) -> None:
        self.place_button.clicked.connect(self.place_wanted)
        self.leave_button.clicked.connect(self.leave_wanted)
        self.add_button.clicked.connect(self.add_wanted)
        self.summary_button.clicked.connect(self.summary_wanted)
        self.pdf_button.clicked.connect(self.pdf_wanted)
        self.start_button.clicked.connect(self._on_start_clicked)
        for button, slot in (
            (self.open_button, self._on_open),
            (self.again_button, self._on_again),
            (self.cancel_button, self._on_cancel),
        ):
            button.clicked.connect(slot)
            action = QAction(button.text(), self.table)
            action.triggered.connect(button.click)
            self.table.addAction(action)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.activated.connect(self._on_open)
        self.table.selectionModel().selectionChanged.connect(self._show_what_can_be_done)
        self.model.dataChanged.connect(self._show_what_can_be_done)
        self.model.modelReset.connect(self._show_what_can_be_done)

    def show_state(self, *, is_running: bool, has_summary: bool) -> None:
        """Show whether the queue is at work, and whether there is a summary to look at."""
        if is_running and not self._is_running:
            self._remaining.start()
        self._is_running = is_running
        self.summary_button.setEnabled(has_summary)
        self.place_button.setEnabled(not is_running)
        self.bar.setVisible(is_running)
        self._show_what_can_be_done()

    def show_progress(self, fraction: float) -> None:
        """Show how much of all is done, and how long the rest will take."""
        self.bar.setValue(round(fraction * 1000))
        left_s = self._remaining.after(fraction)
        self.told.setText(self._counts() + ("" if left_s is None else f"  \u00b7  {in_words(left_s)}"))

    def show_place(self, folder: Path | None) -> None:
        """Say where the pictures go."""
        text = "" if folder is None else self.tr("Pictures go to {folder}").format(folder=folder)
        metrics = self.place.fontMetrics()
        self.place.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, 420))
        self.place.setToolTip(text)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._states.theme = theme
        self.model.set_theme(theme)
        self.add_button.setIcon(tinted("folder", theme.text))
        self.table.viewport().update()
        self._show_what_can_be_done()

    @property
    def pictures(self) -> list[Path]:
        """The pictures of the sets that are done, in the order of the list."""
        return [row.picture for row in self.model.rows if row.state is SetState.DONE and row.picture is not None]

    @property
    def selected(self) -> list[Row]:
        """The rows that are selected."""
        return [self.model.rows[index.row()] for index in self.table.selectionModel().selectedRows()]

    @Slot()
    def _show_what_can_be_done(self) -> None:
        rows, chosen = self.model.rows, self.selected
        can = {
            self.open_button: len(chosen) == 1 and chosen[0].state is SetState.DONE,
            self.again_button: any(row.state in (SetState.FAILED, SetState.CANCELLED) for row in chosen),
            self.cancel_button: any(row.is_open for row in chosen),
        }
        for (button, is_possible), action in zip(can.items(), self.table.actions(), strict=False):
            button.setEnabled(is_possible)
            action.setEnabled(is_possible)
        self.pdf_button.setEnabled(bool(self.pictures) and not self._is_running)
        n_open = sum(row.is_open for row in rows)
        text = self.tr("Make {n} pictures").format(n=n_open) if n_open > 1 else self.tr("Make the picture")
        if self._is_running:
            text = self.tr("Cancel all")
        self.start_button.setText(beside_icon(text))
        self.start_button.setIcon(tinted("cancel" if self._is_running else "make", self._theme.on_accent))
        self.start_button.setEnabled(self._is_running or n_open > 0)
        if not self._is_running:
            self.told.setText(self._counts())

    def _counts(self) -> str:
        n = {state: sum(row.state is state for row in self.model.rows) for state in SetState}
        parts = [self.tr("{n} of {all} done").format(n=n[SetState.DONE], all=len(self.model.rows))]
        if n[SetState.FAILED]:
            parts.append(self.tr("{n} failed").format(n=n[SetState.FAILED]))
        return ", ".join(parts) if self.model.rows else ""

    @Slot()
    def _on_start_clicked(self) -> None:
        (self.stop_wanted if self._is_running else self.start_wanted).emit()

    @Slot()
    def _on_open(self) -> None:
        chosen = self.selected
        if len(chosen) == 1 and chosen[0].state is SetState.DONE:
            self.open_wanted.emit(chosen[0].name)

    @Slot()
    def _on_again(self) -> None:
        self.again_wanted.emit([row.name for row in self.selected if not row.is_open and row.state != SetState.DONE])

    @Slot()
    def _on_cancel(self) -> None:
        self.cancel_wanted.emit([row.name for row in self.selected if row.is_open])
