"""What the panes are to show, computed away from the screen."""
