"""Help: the keys, and in short how it all works."""

from PySide6.QtCore import QSortFilterProxyModel, Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTabWidget,
    QTextBrowser,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.dialogs import keys
from diar_gui.gui.look.labels import label

_SIZE_PX = (880, 620)


class HelpDialog(QDialog):
    """A list of keys that can be searched, and a text on how DIAR works."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.resize(*_SIZE_PX)
        self.search = QLineEdit()
        self.list = QTreeView()
        self.nothing_found = label(self.tr("No key does that."), "muted")
        self._found = QSortFilterProxyModel(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._keys_page(), self.tr("Keys"))
        self.tabs.addTab(self._text_page(), self.tr("How it works"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)
        self.search.setFocus()

    def _keys_page(self) -> QWidget:
        self.search.setPlaceholderText(self.tr("Search, for example: zoom"))
        self.search.setAccessibleName(self.tr("Search the keys"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self._found.setSourceModel(self._model())
        self._found.setFilterKeyColumn(-1)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list.setModel(self._found)
        self.list.setAccessibleName(self.tr("Keys"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.list.header().setSectionsMovable(False)
        self.list.header().setStretchLastSection(True)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.nothing_found.hide()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing_found)
        return page

    def _model(self) -> QStandardItemModel:
        model = QStandardItemModel(self)
        model.setHorizontalHeaderLabels([self.tr("Where"), self.tr("What happens"), self.tr("Keys")])
        for row in keys.rows():
            model.appendRow([QStandardItem(text) for text in row])
        return model

    def _text_page(self) -> QWidget:
        text = QTextBrowser()
        text.setAccessibleName(self.tr("How it works"))
        text.setOpenLinks(False)
        text.document().setDocumentMargin(14)
        # Two paragraphs to a text, so that translators see what belongs together.
        text.setMarkdown("\n\n".join(self._steps()))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.addWidget(text)
        return page

    def _steps(self) -> tuple[str, ...]:
        """Return the paragraphs on how it works, in Markdown."""
        return (
            self.tr(
                "**1. Take photos.** Three to ten photos of the same flat thing, from slightly different places: what "
                "glares or stands in front should be somewhere else in each of them."
            ),
            self.tr(
                "**2. Open the folder.** Drop it onto the window. DIAR finds what the photos have in common and lays "
                "them over one of them, the reference. A photo that does not fit is left out; its line in the list "
                "says why."
            ),
            self.tr(
                "**3. Make the clean picture.** For every spot DIAR decides how far each photo can be trusted there, "
                "and mixes what they show. Nothing is made up: every spot comes from your photos."
            ),
            self.tr(
                "**4. Look, and correct.** Compare with the reference, see which photo gave what, switch photos off or "
                "choose another reference."
            ),
            self.tr(
                "**5. Save.** Your photos are never changed, and no file is replaced unless you say so. Nothing leaves "
                "this computer."
            ),
        )

    @Slot(str)
    def _on_search(self, text: str) -> None:
        self._found.setFilterFixedString(text.strip())
        self.nothing_found.setVisible(self._found.rowCount() == 0)
