"""What is known and computed of people, pupils and seats: no files, no screen, no clock, no sentences."""
