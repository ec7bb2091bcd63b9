"""The menu bar, which lists all that can be done."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QMenuBar

from diar_gui.gui.actions import Actions
from diar_gui.gui.dialogs.app_menu import AppMenu


def fill_menu_bar(bar: QMenuBar, actions: Actions, app_menu: AppMenu) -> tuple[QMenu, QMenu]:
    """List the actions; return the empty menus of recent folders and of recent projects.

    Args:
        bar: of the window.
        actions: of the window.
        app_menu: help and about; what leads to the preferences.
    """
    translate = QCoreApplication.translate
    a = actions
    file = bar.addMenu(translate("Menus", "&File"))
    recent = QMenu(translate("Menus", "Recent projects"), file)
    recent_folders = QMenu(translate("Menus", "Recent folders"), file)
    file.addAction(a.open_folder)
    file.addMenu(recent_folders)
    file.addActions([a.open_photos, a.add_photos, a.queue, a.open_sample])
    file.addSeparator()
    file.addAction(a.open_project)
    file.addMenu(recent)
    file.addActions([a.save_project, a.save_project_as])
    file.addSeparator()
    file.addActions([a.save_picture, a.export, a.print_picture])
    file.addSeparator()
    file.addAction(a.quit)
    edit = bar.addMenu(translate("Menus", "&Edit"))
    edit.addActions([a.undo, a.redo, a.discard_corrections])
    edit.addSeparator()
    edit.addAction(a.copy_picture)
    edit.addSeparator()
    edit.addActions([a.straighten, a.unstraighten, a.adjust, a.colour_size])
    edit.addSeparator()
    edit.addAction(app_menu.preferences_action)
    photo = bar.addMenu(translate("Menus", "&Photo"))
    photo.addActions([a.make, a.cancel])
    photo.addSeparator()
    photo.addActions(list(a.of_a_photo))
    photo.insertAction(a.place, a.show_all)
    view = bar.addMenu(translate("Menus", "&View"))
    view.addActions([a.fit, a.zoom_in, a.zoom_out])
    view.addSeparator()
    view.addAction(a.full_screen)
    app_menu.setTitle(translate("Menus", "&Help"))
    bar.addMenu(app_menu)
    return recent_folders, recent
