"""What people write and we read back; the only rooms that touch the disk."""
