"""What ``check`` finds in a plan and its people."""
