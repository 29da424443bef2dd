"""The version of xuewei."""

__version__ = "0.1.0"
