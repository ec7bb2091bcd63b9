"""Many folders at once in the window: the page that lists them, and the thread on which `diar_gui.batch` works."""
