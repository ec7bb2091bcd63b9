"""The four panes: matches, warped photo, weights, clean picture; and the brush."""
