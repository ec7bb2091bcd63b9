"""The window itself: its page, bars, list of photos, drops, opening and closing."""
