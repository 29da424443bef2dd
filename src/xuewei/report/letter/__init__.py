"""The report as an official document in Word's format, by GB/T 9704."""
