"""Every command of the program with its options: the program itself loads one only when it is called."""

from __future__ import annotations

from functools import cache

import click

from xuewei.cli.app import COMMANDS, program
from xuewei.cli.careful import Unloaded


@cache
def commands() -> dict[str, click.Command]:
    """The program itself, every group and every command by the words that call it, all of them loaded."""
    found: dict[str, click.Command] = {"": program()}
    for name in (each for words in COMMANDS for each in (words.split()[0], words)):
        before, _, word = name.rpartition(" ")
        group = found[before]
        assert isinstance(group, click.Group)
        command = group.commands[word]
        if name not in found:
            found[name] = command.load() if isinstance(command, Unloaded) else command
    return found
