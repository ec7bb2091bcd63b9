"""From the page "Colour and size" to the session's settings and corrections."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.colour_size.page import ColourSize, ColourSizePage
from diar_gui.gui.session.session import Session


class Measuring(QObject):
    """Opens the page and takes what is chosen there.

    settings_wanted: with settings for the open photos; left: the page is to be closed.

    Args:
        session: that is told.
        actions: of the window.
        pages: where the page takes the place of the panes.
    """

    settings_wanted = Signal(object)
    left = Signal()

    def __init__(self, session: Session, actions: Actions, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._session = session
        self._actions = actions
        self._pages = pages
        self.page = ColourSizePage()
        pages.addWidget(self.page)
        self.page.applied.connect(self._on_applied)
        self.page.cancelled.connect(self.left)
        self.page.straighten_wanted.connect(self._on_straighten)
        for slot in self.page.slots:
            slot.wanted.connect(session.workers.small_wanted)
            session.workers.display.small_read.connect(slot.show_read)
        actions.colour_size.triggered.connect(self.open)

    @property
    def is_shown(self) -> bool:
        """Whether the page is open."""
        return bool(self._session.photos) and self._pages.currentWidget() is self.page

    @Slot()
    def open(self) -> None:
        """Show the page."""
        settings, edits, result = self._session.settings, self._session.editing.edits, self._session.result
        straightening = edits.straightening
        size_mm = None if straightening is None else straightening.size_mm
        is_straight = result is not None and result.edits.straightening is not None and straightening is not None
        self._pages.setCurrentWidget(self.page)
        self.page.open(
            ColourSize(settings.flat_field, settings.target, settings.tone, settings.colour, size_mm),
            None if result is None else result.report,
            picture_size=result.stack.size if is_straight and result is not None else None,
            can_straighten=result is not None,
        )

    @Slot(object)
    def _on_applied(self, chosen: ColourSize) -> None:
        self.left.emit()
        session, edits = self._session, self._session.editing.edits
        straightening = edits.straightening
        if straightening is not None and chosen.size_mm != straightening.size_mm:
            aspect = None if chosen.size_mm is None else chosen.size_mm[0] / chosen.size_mm[1]
            sized = replace(straightening, aspect=aspect, size_mm=chosen.size_mm)
            session.edit(replace(edits, straightening=sized), self.tr("True size"))
        self.settings_wanted.emit(
            replace(
                session.settings,
                flat_field=chosen.flat_field,
                target=chosen.target,
                tone=chosen.tone,
                colour=chosen.colour,
            )
        )

    @Slot()
    def _on_straighten(self) -> None:
        self.left.emit()
        self._actions.straighten.trigger()
