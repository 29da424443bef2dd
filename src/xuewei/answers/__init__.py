"""The questions: a folder each, its calculation, its view and its words beside each other."""
