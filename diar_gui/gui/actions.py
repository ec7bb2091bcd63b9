"""All that can be done, as actions with names and keys."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from diar_gui.gui.session.editing import Editing

_Keys = QKeySequence.StandardKey
_Sequence = QKeySequence | QKeySequence.StandardKey | str


class Actions(QObject):
    """The window's actions; whoever can do it connects to `triggered`.

    Args:
        editing: whose steps are undone and redone.
        parent: Qt's.
    """

    def __init__(self, editing: Editing, parent: QObject) -> None:
        super().__init__(parent)
        self.open_folder = self._action(self.tr("Open folder..."), _Keys.Open)
        self.open_photos = self._action(self.tr("Open photos..."), "Ctrl+Shift+O")
        self.add_photos = self._action(self.tr("Add photos..."))
        self.open_sample = self._action(self.tr("Open the sample"))
        self.queue = self._action(self.tr("Many folders..."), "Ctrl+Shift+B")
        self.open_project = self._action(self.tr("Open project..."), "Ctrl+Alt+O")
        self.save_project = self._action(self.tr("Save project"), "Ctrl+Shift+S")
        self.save_project_as = self._action(self.tr("Save project as..."))
        self.save_picture = self._action(self.tr("Save clean picture..."), _Keys.Save)
        self.export = self._action(self.tr("Export..."), "Ctrl+E")
        self.print_picture = self._action(self.tr("Print..."), _Keys.Print)
        self.copy_picture = self._action(self.tr("Copy the clean picture"), _Keys.Copy)
        self.full_screen = self._action(self.tr("Full screen"), "F11", is_checkable=True)
        self.quit = self._action(self.tr("Quit"), "Ctrl+Q")
        self.undo = editing.stack.createUndoAction(self, self.tr("Undo"))
        self.undo.setShortcuts(_Keys.Undo)
        self.redo = editing.stack.createRedoAction(self, self.tr("Redo"))
        self.redo.setShortcuts(_Keys.Redo)
        self.make = self._action(self.tr("Make clean picture"), "Ctrl+Return")
        self.cancel = self._action(self.tr("Cancel"), "Esc")
        self.straighten = self._action(self.tr("Straighten..."), "Ctrl+T")
        self.adjust = self._action(self.tr("Light and colour..."), "Ctrl+L")
        self.colour_size = self._action(self.tr("Colour and size..."), "Ctrl+Shift+L")
        self.unstraighten = self._action(self.tr("Remove the straightening"))
        self.discard_corrections = self._action(self.tr("Discard all corrections"))
        self.look = self._action(self.tr("Look at this photo"))
        self.remove_photo = self._action(self.tr("Remove this photo from the list"), _Keys.Delete)
        self.remove_photo.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # of the list
        self.toggle_photo = self._action(self.tr("Use this photo"), "T", is_checkable=True)
        self.make_reference = self._action(self.tr("Make this the reference"), "R")
        self.show_all = self._action(self.tr("Show all that the photos saw"), "Shift+R", is_checkable=True)
        self.place = self._action(self.tr("Place this photo by hand..."), "P")
        self.brush_use = self._action(self.tr("Brush: use this photo here"), "U")
        self.brush_never = self._action(self.tr("Brush: never this photo here"), "N")
        self.fit = self._action(self.tr("Fit the picture"), "Ctrl+0")
        self.zoom_in = self._action(self.tr("Zoom in"), _Keys.ZoomIn)
        self.zoom_out = self._action(self.tr("Zoom out"), _Keys.ZoomOut)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _action(self, text: str, *keys: _Sequence, is_checkable: bool = False) -> QAction:
        action = QAction(text, self)
        action.setCheckable(is_checkable)
        sequences: list[QKeySequence] = []
        for key in keys:
            sequences += QKeySequence.keyBindings(key) if isinstance(key, _Keys) else [QKeySequence(key)]
        action.setShortcuts(sequences)
        return action

    @property
    def of_a_photo(self) -> tuple[QAction, ...]:
        """Those that concern the selected photo, as its menu lists them."""
        return (
            self.look,
            self.toggle_photo,
            self.make_reference,
            self.place,
            self.brush_use,
            self.brush_never,
            self.remove_photo,
        )
