"""The window: it shows the session's state and passes the user's wishes on to it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.dialogs.app_menu import AppMenu
from diar_gui.gui.look import theme as themes
from diar_gui.gui.look.message_bar import MessageBar, MessageKind
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.look.translations import SOURCE_LANGUAGE
from diar_gui.gui.panes.layout import PaneLayout
from diar_gui.gui.projects.projects import Projects
from diar_gui.gui.projects.recent_folders import RecentFolders
from diar_gui.gui.queue.queueing import Queueing, are_sets
from diar_gui.gui.saving.export import Exporting
from diar_gui.gui.saving.printing import Printing
from diar_gui.gui.saving.save import Saving
from diar_gui.gui.session.estimating import Estimating
from diar_gui.gui.session.session import Session, State
from diar_gui.gui.session.settings import Settings
from diar_gui.gui.videos.taking import TakingFromVideos
from diar_gui.gui.window.adjusting import Adjusting
from diar_gui.gui.window.bars import BottomBar, TopBar
from diar_gui.gui.window.closing import Closing
from diar_gui.gui.window.correcting import Correcting
from diar_gui.gui.window.drop_overlay import DropOverlay
from diar_gui.gui.window.dropping import Dropping
from diar_gui.gui.window.empty_state import EmptyState
from diar_gui.gui.window.full_screen import FullScreen
from diar_gui.gui.window.held_key import HeldKey
from diar_gui.gui.window.listed_photos import ListedPhotos
from diar_gui.gui.window.measuring import Measuring
from diar_gui.gui.window.menu_bar import fill_menu_bar
from diar_gui.gui.window.message_place import MessagePlace
from diar_gui.gui.window.notification import Notifier
from diar_gui.gui.window.opening import Opening
from diar_gui.gui.window.telling import Telling
from diar_gui.gui.window.work_page import WorkPage


class Window(QMainWindow):
    """The one window of the app.

    Args:
        store: where settings and the window's place are kept; None for this start only.
        theme: instead of the chosen one.
        language: what the window speaks.
    """

    def __init__(
        self, store: QSettings | None = None, theme: Theme | None = None, language: str = SOURCE_LANGUAGE
    ) -> None:
        super().__init__()
        self.setWindowTitle("DIAR[*]")
        self.resize(1280, 800)
        self.setMinimumSize(1000, 640)
        self._store = store
        self.session = Session(self)
        self.app_menu = AppMenu(self, store, language)
        self.all_actions = Actions(self.session.editing, self)
        self.top_bar = TopBar()
        self.bottom_bar = BottomBar()
        self.empty_state = EmptyState()
        self.message = MessageBar()
        self.pages = QStackedWidget()
        self.work_page = WorkPage()
        self.photo_list = self.work_page.photo_list
        self.panes = self.work_page.panes
        self._lay_out()
        self.correcting = Correcting(self.session, self.all_actions, self.work_page, self.pages, self)
        self.queueing = Queueing(self.session, self)
        self.pages.addWidget(self.queueing.page)
        self.listed_photos = ListedPhotos(self.session, self.all_actions, self.pages, self.message)
        self.measuring = Measuring(self.session, self.all_actions, self.pages)
        self.videos = TakingFromVideos(self)
        self.opening = Opening(self)
        self.compare_key = HeldKey(Qt.Key.Key_B, self)
        self.saving = Saving(self.session, self)
        self.closing = Closing(self)
        self.notifier = Notifier(self)
        FullScreen(self, self.all_actions.full_screen)
        self.drop_overlay = DropOverlay(self)
        self.dropping = Dropping(self.session, self)
        session, message, panes = self.session, self.message, self.panes
        self.telling = Telling(session, self.bottom_bar, message, panes, self.notifier, self.saving, self)
        Adjusting(session, self.all_actions, panes, message, self).refused.connect(self.telling.warn)
        recent_folders, recent_projects = fill_menu_bar(self.menuBar(), self.all_actions, self.app_menu)
        self.projects = Projects(self.session, self.saving, recent_projects, self, store)
        self.recent_folders = RecentFolders(self.session, self.projects.thread_, recent_folders, store)
        self.printing = Printing(self.session, self.all_actions, self)
        self.exporting = Exporting(self.session, self.saving, self)
        Estimating(self.session, self).estimated.connect(self.bottom_bar.show_idle)
        self._connect_wishes()
        self._connect_session()
        self.session.settings = self.app_menu.settings
        self.top_bar.show_settings(self.app_menu.settings)
        self.set_theme(theme or themes.chosen_theme(self.app_menu.settings.theme))
        self._show_state()
        if store is not None and (geometry := store.value("window/geometry")):
            self.restoreGeometry(geometry)
        if store is not None:
            self.panes.set_pane_layout(PaneLayout.from_text(str(store.value("window/panes", ""))))

    # Making it.

    def _lay_out(self) -> None:
        self.pages.addWidget(self.empty_state)
        self.pages.addWidget(self.work_page)
        everything = QWidget()
        layout = QVBoxLayout(everything)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.bottom_bar)
        self.setCentralWidget(everything)
        MessagePlace(self.message, self.pages, self.work_page.panel)
        self.photo_list.offer(self.all_actions)
        self.work_page.tools.offer(self.all_actions)

    def _connect_wishes(self) -> None:
        actions, top = self.all_actions, self.top_bar
        self.opening.chosen.connect(self.ask_and_open)
        self.opening.failed.connect(self.telling.warn)
        self.opening.more_chosen.connect(self.add_photos)
        self.drop_overlay.dropped.connect(self.dropping.take)
        self.dropping.open_wanted.connect(self.ask_and_open)
        self.dropping.sets_wanted.connect(self.queueing.add)
        self.dropping.add_wanted.connect(self.add_photos)
        self.dropping.refused.connect(self.telling.warn)
        self.dropping.told.connect(self.telling.inform)
        self.recent_folders.chosen.connect(self._on_recent_folder)
        self.printing.told.connect(self.telling.inform)
        self.printing.failed.connect(self.telling.warn)
        self.empty_state.folder_wanted.connect(self.opening.choose_folder)
        self.empty_state.photos_wanted.connect(self.opening.choose_photos)
        self.empty_state.sample_wanted.connect(self.opening.open_sample)
        top.open_button.clicked.connect(self.opening.choose_folder)
        top.save_button.clicked.connect(self.saving.choose)
        top.make_wanted.connect(self.make_clean_picture)
        top.cancel_wanted.connect(self.session.cancel_run)
        top.method_chosen.connect(self._on_method_chosen)
        top.features_chosen.connect(self._on_features_chosen)
        self.app_menu.settings_changed.connect(self._on_settings_changed)
        for action, slot in (
            (actions.open_folder, self.opening.choose_folder),
            (actions.open_photos, self.opening.choose_photos),
            (actions.add_photos, self.opening.choose_more),
            (actions.open_sample, self.opening.open_sample),
            (actions.queue, self.queueing.show),
            (actions.save_picture, self.saving.choose),
            (actions.quit, self.close),
            (actions.make, self.make_clean_picture),
            (actions.show_all, self.app_menu.choose_canvas),
            (actions.cancel, self.session.cancel_run),
            (actions.fit, self.panes.fit),
            (actions.zoom_in, self.panes.zoom_in),
            (actions.zoom_out, self.panes.zoom_out),
        ):
            action.triggered.connect(slot)
        self.pages.currentChanged.connect(self._show_top_bar)
        self.photo_list.row_selected.connect(self._on_row_selected)
        self.panes.wishes_changed.connect(self.session.show)
        self.compare_key.held.connect(self.panes.hold_reference)
        self.notifier.clicked.connect(self.bring)
        self.videos.done.connect(self._on_photos_of_videos)
        self.videos.noticed.connect(self.telling.inform)
        self.listed_photos.left.connect(self._stop_looking)
        self.measuring.left.connect(self.correcting.leave)
        self.measuring.settings_wanted.connect(self.app_menu.take)
        self.queueing.shown.connect(self._show_queue)
        self.queueing.left.connect(self._leave_queue)
        self.queueing.refused.connect(self.telling.warn)
        self.queueing.told.connect(self.telling.inform)
        self.queueing.open_wanted.connect(self.ask_and_open)
        self.closing.save_wanted.connect(self.projects.save)
        self.projects.saved.connect(self.closing.go_on)
        self.projects.not_saved.connect(self.closing.forget)
        self.closing.agreed.connect(self.close)
        self.closing.open_agreed.connect(self.open_paths)

    def _connect_session(self) -> None:
        session = self.session
        session.engine_loaded.connect(session.workers.devices_wanted)
        session.workers.engine.devices_found.connect(self.app_menu.offer_devices)
        session.state_changed.connect(self._show_state)
        session.photos_replaced.connect(self._on_photos_replaced)
        session.photos_changed.connect(self._on_photos_changed)
        session.thumbnail_made.connect(self.photo_list.photos.set_thumbnail)
        session.progressed.connect(self.bottom_bar.show_progress)
        session.snapshot_changed.connect(self.panes.show_snapshot)
        session.editing.changed.connect(self._show_state)
        self.panes.follow(session)
        session.update_finished.connect(self._show_state)
        self.correcting.refused.connect(self.telling.warn)
        self.correcting.told.connect(self.telling.inform)
        self.exporting.started.connect(self.telling.tell_saving)
        self.exporting.offer(self.all_actions)
        self.saving.offer(self.all_actions)
        self.projects.settings_wanted.connect(self.app_menu.take)
        self.projects.told.connect(self.telling.inform)
        self.projects.failed.connect(self.telling.warn)
        self.projects.offer(self.all_actions)

    # What the user asks for.

    @Slot(object, bool)
    def open_paths(self, paths: Sequence[Path], start: bool = False) -> None:
        """Open folders, files or a project in place of what is open; with `start`, make the clean picture at once."""
        self.message.clear()
        self.correcting.leave()
        if not self.projects.take(paths) and not self.videos.take(paths, starts=start, adds=False):
            self.session.open(paths, start=start, known=self.queueing.known_of(paths))

    @Slot(list, bool)
    def ask_and_open(self, paths: Sequence[Path], starts: bool = False) -> None:
        """Open as `open_paths` does, after a question where work would be lost; many folders become the queue."""
        if are_sets(paths):
            self.queueing.add(paths)
            return
        unsaved, name = self.projects.is_unsaved, self.projects.title
        if self.closing.may_open(paths, starts=starts, is_unsaved=unsaved, name=name):
            self.open_paths(paths, start=starts)

    @Slot(object)
    def _on_recent_folder(self, path: Path) -> None:
        self.ask_and_open([path])

    @Slot(list)
    def add_photos(self, paths: Sequence[Path]) -> None:
        """Take more photos to the open ones."""
        self.correcting.leave()
        if not self.videos.take(paths, starts=False, adds=True):
            self.session.add(paths)

    @Slot(list, bool, bool)
    def _on_photos_of_videos(self, paths: Sequence[Path], starts: bool, adds: bool) -> None:
        if adds and self.session.photos:
            self.session.add(paths)
        else:
            self.session.open(paths, start=starts)

    @Slot()
    def _show_queue(self) -> None:
        self.message.clear()
        self.pages.setCurrentWidget(self.queueing.page)
        self.queueing.page.table.setFocus()
        self._show_state()

    @Slot()
    def _leave_queue(self) -> None:
        self.message.clear()
        self.pages.setCurrentWidget(self.work_page if self.session.photos else self.empty_state)
        self._show_state()

    @Slot()
    def _stop_looking(self) -> None:
        self.photo_list.select_row(self.listed_photos.page.row)
        self.correcting.leave()

    @Slot()
    def make_clean_picture(self) -> None:
        """Begin a run with what is chosen above."""
        self.message.clear()
        self.session.start_run()

    @Slot(str)
    def _on_method_chosen(self, method: str) -> None:
        self.app_menu.take(replace(self.app_menu.settings, method=method))

    @Slot(str)
    def _on_features_chosen(self, features: str) -> None:
        self.app_menu.take(replace(self.app_menu.settings, features=features))

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        self.top_bar.show_settings(settings)
        if settings.theme != self.session.settings.theme:
            self.set_theme(themes.chosen_theme(settings.theme))
        self.session.change_settings(settings)
        self._show_state()

    @Slot()
    def bring(self) -> None:
        """Come to the front."""
        self.show()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    @Slot(list)
    def take_paths(self, paths: Sequence[Path]) -> None:
        """Come to the front, and open what a later start was to open."""
        self.bring()
        if paths:
            self.ask_and_open(paths, starts=True)

    # What the session tells.

    @Slot()
    def _on_photos_replaced(self) -> None:
        self.work_page.replace_photos(self.session.photos, self.session.selected_row)
        self._on_photos_changed()
        n = self.session.n_added
        if not self.session.is_same_work and not self.projects.has_settings:
            self.app_menu.forget_choices()
        self.listed_photos.tell_what_is_gone()
        if n:
            added = self.tr("{n} photos were added.").format(n=n) if n > 1 else self.tr("1 photo was added.")
            self.telling.inform(" ".join(filter(None, (self.dropping.take_note(), added))))

    @Slot()
    def _on_photos_changed(self) -> None:
        self.photo_list.photos.update_photos(self.session.photos)
        self._show_headline()

    @Slot(int)
    def _on_row_selected(self, row: int) -> None:
        self.session.select(row)
        if self.message.kind is not MessageKind.WARNING:  # it lies over what is said of the photo
            self.message.clear()
        self._show_headline()

    @Slot()
    def _show_state(self) -> None:
        session = self.session
        is_kept = self._is_queue_shown or self.listed_photos.is_shown or self.measuring.is_shown
        if not (is_kept or (session.result and self.correcting.is_elsewhere)):
            self.pages.setCurrentWidget(self.work_page if session.photos else self.empty_state)
        self._show_top_bar()
        self.bottom_bar.setVisible(bool(session.photos) and not self._is_queue_shown)
        self.top_bar.show_state(
            can_make=session.state is State.READY,
            is_running=session.is_busy,
            is_stopping=session.state is State.STOPPING,
            can_save=session.result is not None,
        )
        self.all_actions.add_photos.setEnabled(bool(session.photos))
        self.drop_overlay.show_whether_it_adds(bool(session.photos))
        self.all_actions.make.setEnabled(session.state is State.READY)
        self.all_actions.cancel.setEnabled(session.state is State.RUNNING)
        actions = self.all_actions
        for action in (actions.save_picture, actions.export, actions.print_picture, actions.copy_picture):
            action.setEnabled(session.result is not None)
        self.correcting.enable_actions()
        if session.state is State.LISTING:
            self.bottom_bar.show_idle(self.tr("Looking for photos..."))
        elif session.state is State.READY and session.result is None:
            self.bottom_bar.show_idle(self.tr("Ready."))

    @Slot()
    def _show_top_bar(self) -> None:
        # The views of correcting have a button of their own that is to be pressed next.
        self.top_bar.setVisible(bool(self.session.photos) and not self.correcting.is_elsewhere)

    @property
    def _is_queue_shown(self) -> bool:
        return self.pages.currentWidget() is self.queueing.page

    def _show_headline(self) -> None:
        self.work_page.show_headline(self.session.selected)
        self.correcting.enable_actions()

    # Qt's own events.

    def set_theme(self, theme: Theme) -> None:
        """Give the whole window other colours."""
        themes.apply_theme(theme)
        self.projects.theme = theme
        own = (self.top_bar, self.empty_state, self.message, self.work_page)
        for part in (*own, self.correcting, self.queueing, self.listed_photos.page):
            part.set_theme(theme)

    @Slot()
    def follow_system_theme(self) -> None:
        """Take the colours that the system asks for now, unless the user chose others."""
        if self.app_menu.settings.theme == "system":
            self.set_theme(themes.system_theme())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Listen to the keys that reach the window, whatever has the focus in it."""
        super().showEvent(event)
        self.compare_key.watch(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask where something would be lost; else vanish at once, stop what is on, and wait for it."""
        unsaved, name = self.projects.is_unsaved, self.projects.title
        is_running = self.session.is_busy or self.queueing.is_running
        if not self.closing.may_close(is_running=is_running, is_unsaved=unsaved, name=name):
            event.ignore()
            return
        if self._store is not None:
            self._store.setValue("window/geometry", self.saveGeometry())
            self._store.setValue("window/panes", self.panes.pane_layout.as_text())
        self.hide()
        self.notifier.withdraw()
        self.correcting.close()
        self.queueing.close()
        self.printing.close()
        self.session.close()
        self.projects.close()
        super().closeEvent(event)

    def close_without_asking(self) -> None:
        """Close, whatever is on or unsaved."""
        self.closing.is_agreed = True
        self.close()
