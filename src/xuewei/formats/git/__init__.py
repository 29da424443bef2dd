"""Plans and scenarios under git: files of a revision, and the set-up of a repository."""
