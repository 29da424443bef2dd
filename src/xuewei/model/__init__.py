"""What is known about people, pupils and seats: no files, no screen, no clock."""
