"""Views of a picture: zoom and pan, what is drawn on it, the divider, the magnifier."""
