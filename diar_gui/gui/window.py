"""The window: it shows the session's state and passes the user's wishes on to it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QUrl, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui import theme as themes
from diar_gui.gui.bars import BottomBar, TopBar
from diar_gui.gui.drop_overlay import DropOverlay
from diar_gui.gui.empty_state import EmptyState
from diar_gui.gui.engine_worker import Choices
from diar_gui.gui.export import SaveDialog, proposed_path
from diar_gui.gui.message_bar import MessageBar, MessageKind
from diar_gui.gui.photos import left_out_sentence
from diar_gui.gui.session import Session, State
from diar_gui.gui.theme import Theme
from diar_gui.gui.work_page import WorkPage
from diar_gui.images import SUFFIXES
from diar_gui.paths import resource_path

_COMPARE_KEY = Qt.Key.Key_B
_ZOOM_STEP = 1.25


class Window(QMainWindow):
    """The one window of the app."""

    def __init__(self, settings: QSettings | None = None, theme: Theme | None = None) -> None:
        super().__init__()
        self.setWindowTitle("DIAR")
        self.resize(1280, 800)
        self.setMinimumSize(1000, 640)
        self.session = Session(self)
        self.top_bar, self.bottom_bar = TopBar(), BottomBar()
        self.empty_state, self.message = EmptyState(), MessageBar()
        self.pages, self.work_page = QStackedWidget(), WorkPage()
        self.photo_list, self.panes = self.work_page.photo_list, self.work_page.panes
        self.save_dialog = SaveDialog(self)
        self._saved_path = Path()
        self._settings = settings
        self._lay_out()
        self.drop_overlay = DropOverlay(self)
        self._connect()
        self._add_shortcuts()
        self.set_theme(theme or themes.system_theme())
        self._show_state()
        if settings is not None and (geometry := settings.value("window/geometry")):
            self.restoreGeometry(geometry)

    # Making it.

    def _lay_out(self) -> None:
        self.pages.addWidget(self.empty_state)
        self.pages.addWidget(self.work_page)
        everything = QWidget()
        layout = QVBoxLayout(everything)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.message)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.bottom_bar)
        self.setCentralWidget(everything)

    def _connect(self) -> None:
        session, top = self.session, self.top_bar
        self.drop_overlay.dropped.connect(self.open_paths)
        self.empty_state.folder_wanted.connect(self.choose_folder)
        self.empty_state.photos_wanted.connect(self.choose_photos)
        self.empty_state.sample_wanted.connect(self.open_sample)
        top.open_button.clicked.connect(self.choose_folder)
        top.save_button.clicked.connect(self.choose_where_to_save)
        top.make_wanted.connect(self.make_clean_picture)
        top.cancel_wanted.connect(session.cancel_run)
        self.photo_list.row_selected.connect(self._on_row_selected)
        self.save_dialog.chosen.connect(self._on_save_chosen)
        self.message.action_wanted.connect(self._show_in_folder)
        session.engine_loaded.connect(self._on_engine_loaded)
        session.state_changed.connect(self._show_state)
        session.photos_replaced.connect(self._on_photos_replaced)
        session.photos_changed.connect(self._on_photos_changed)
        session.thumbnail_made.connect(self.photo_list.photos.set_thumbnail)
        session.progressed.connect(self.bottom_bar.show_progress)
        session.snapshot_changed.connect(self.panes.show_snapshot)
        session.load_failed.connect(self._warn)
        session.run_failed.connect(self._warn)
        session.export_failed.connect(self._warn)
        session.run_finished.connect(self._on_run_finished)
        session.run_cancelled.connect(self._on_run_cancelled)
        session.exported.connect(self._on_exported)

    def _add_shortcuts(self) -> None:
        keys = QKeySequence.StandardKey
        for sequence, slot in (
            (keys.Open, self.choose_folder),
            (keys.Save, self.choose_where_to_save),
            (QKeySequence("Ctrl+Return"), self.make_clean_picture),
            (QKeySequence("Esc"), self.session.cancel_run),
            (QKeySequence("Ctrl+0"), self.panes.fit),
            (keys.ZoomIn, self._zoom_in),
            (keys.ZoomOut, self._zoom_out),
            (keys.Quit, self.close),
        ):
            QShortcut(sequence, self, slot)  # type: ignore[arg-type]

    # What the user asks for.

    @Slot(list)
    def open_paths(self, paths: Sequence[Path], *, start: bool = False) -> None:
        """Open folders and files in place of what is open; with `start`, make the clean picture at once."""
        self.message.clear()
        self.session.open(paths, start=start)

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder."""
        dialog = QFileDialog(self, "Open a folder of photos")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask_for_paths(dialog)

    @Slot()
    def choose_photos(self) -> None:
        """Ask for photos."""
        endings = " ".join(f"*{s}" for s in sorted(SUFFIXES))
        dialog = QFileDialog(self, "Choose photos", "", f"Photos ({endings});;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._ask_for_paths(dialog)

    def _ask_for_paths(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(self._on_paths_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _on_paths_chosen(self, names: list[str]) -> None:
        self.open_paths([Path(n) for n in names])

    @Slot()
    def open_sample(self) -> None:
        """Open the bundled photos of a poster under a lamp and make their clean picture."""
        try:
            sample = resource_path("sample/lamp")
        except FileNotFoundError:
            self._warn("The sample is missing from this installation; open a folder of your own photos instead.")
            return
        self.open_paths([sample], start=True)

    @Slot()
    def make_clean_picture(self) -> None:
        """Begin a run with what is chosen above."""
        self.message.clear()
        self.session.start_run(self.top_bar.chosen_method, self.top_bar.chosen_features)

    @Slot()
    def choose_where_to_save(self) -> None:
        """Ask where the clean picture is to be saved."""
        if self.session.result is None:
            return
        try:
            bundled = resource_path("sample")
        except FileNotFoundError:
            bundled = None
        self.save_dialog.ask(proposed_path(self.session.inputs, bundled))

    @Slot(object, bool)
    def _on_save_chosen(self, path: Path, may_replace: bool) -> None:
        self.bottom_bar.show_idle(f"Saving {path.name}...")
        self.session.export(path, overwrite=may_replace)

    @Slot()
    def _show_in_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved_path.parent)))

    @Slot()
    def _zoom_in(self) -> None:
        self.panes.zoom_by(_ZOOM_STEP)

    @Slot()
    def _zoom_out(self) -> None:
        self.panes.zoom_by(1 / _ZOOM_STEP)

    # What the session tells.

    @Slot(object)
    def _on_engine_loaded(self, choices: Choices) -> None:
        self.top_bar.offer(choices)
        self._show_state()

    @Slot()
    def _on_photos_replaced(self) -> None:
        self.work_page.replace_photos(self.session.photos, self.session.selected_row)
        self._on_photos_changed()

    @Slot()
    def _on_photos_changed(self) -> None:
        self.photo_list.photos.update_photos(self.session.photos)
        self._show_headline()

    @Slot(int)
    def _on_row_selected(self, row: int) -> None:
        self.session.select(row)
        self._show_headline()

    @Slot()
    def _on_run_finished(self) -> None:
        sentence = left_out_sentence(self.session.photos)
        if sentence:
            self.message.tell(MessageKind.WARNING, sentence)
        self.bottom_bar.show_idle(f"Done: a clean picture of {sum(p.is_used for p in self.session.photos)} photos.")

    @Slot()
    def _on_run_cancelled(self) -> None:
        self.bottom_bar.show_idle("Cancelled; nothing was changed.")

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self._saved_path = path
        self.bottom_bar.show_idle("Saved.")
        self.message.tell(MessageKind.SUCCESS, f"Saved as {path}.", "Show in folder")

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        self.bottom_bar.show_idle("")
        self.message.tell(MessageKind.WARNING, sentence)

    @Slot()
    def _show_state(self) -> None:
        session = self.session
        self.pages.setCurrentWidget(self.work_page if session.photos else self.empty_state)
        self.top_bar.setVisible(bool(session.photos))
        self.bottom_bar.setVisible(bool(session.photos))
        self.top_bar.show_state(
            can_make=session.state is State.READY,
            is_running=session.is_busy,
            is_stopping=session.state is State.STOPPING,
            can_save=session.result is not None,
        )
        if session.state is State.LISTING:
            self.bottom_bar.show_idle("Looking for photos...")
        elif session.state is State.READY and session.result is None:
            self.bottom_bar.show_idle("Ready.")

    def _show_headline(self) -> None:
        self.work_page.show_headline(self.session.selected)

    # Qt's own events.

    def set_theme(self, theme: Theme) -> None:
        """Give the whole window other colours."""
        themes.apply_theme(theme)
        for part in (self.top_bar, self.empty_state, self.message, self.work_page):
            part.set_theme(theme)

    @Slot()
    def follow_system_theme(self) -> None:
        """Take the colours that the system asks for now."""
        self.set_theme(themes.system_theme())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Listen to the keys that reach the window, whatever has the focus in it."""
        super().showEvent(event)
        self.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Show the reference as long as the compare key is held."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            assert isinstance(event, QKeyEvent)
            is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if event.key() == _COMPARE_KEY and is_plain:
                if not event.isAutoRepeat():
                    self.panes.hold_reference(event.type() == QEvent.Type.KeyPress)
                return True
        return False

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Vanish at once, stop what is on, and wait for it."""
        if self._settings is not None:
            self._settings.setValue("window/geometry", self.saveGeometry())
        self.hide()
        self.session.close()
        super().closeEvent(event)
