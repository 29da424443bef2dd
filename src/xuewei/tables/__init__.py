"""Views, and the notes and words that every answer is shown with. Prints nothing itself."""
