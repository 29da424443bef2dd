"""``python -m xuewei``."""

from xuewei.cli.app import main

main()
