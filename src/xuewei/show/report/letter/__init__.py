"""The report as an official document in Word's format (python-docx), by GB/T 9704."""
