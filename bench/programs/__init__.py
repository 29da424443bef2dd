"""Programs that run in a process of their own and print, on their last line, the seconds that their work took."""
