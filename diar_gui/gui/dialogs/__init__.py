"""The menu of the app and its dialogs: preferences, help and keys, about."""
