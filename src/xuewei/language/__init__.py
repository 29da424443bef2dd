"""Every sentence that a person reads, in Chinese and English; nothing else knows a language."""
