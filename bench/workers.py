from collections.abc import Iterator

from report import Setting, Yielded


def results(setting: Setting) -> Iterator[Yielded]:
    yield ""
