"""Tasks for `feeds.engine`, in a module that other processes can import."""

import os
import signal
import time


def double(chunk):
    """Do what is asked of each number: fail, die, or double it."""
    if "die" in chunk:
        time.sleep(0.2)  # let others begin, so that they are taken along
        os.kill(os.getpid(), signal.SIGKILL)
    if "fail" in chunk:
        raise TwoWords("fail", os.getpid())
    return tuple((2 * item, os.getpid()) for item in chunk)


def hide(chunk):
    """Return a value that cannot be pickled."""
    return lambda: chunk


class TwoWords(Exception):  # noqa: N818 - what it says is no matter
    """An error that cannot be made again from its message alone."""

    def __init__(self, word, process):
        super().__init__(word)
        self.process = process


def import_missing(chunk):
    """Import a library that is not installed."""
    import a_library_that_is_missing  # noqa: F401

    return chunk


def import_cut(chunk):
    """Import a library whose file is cut short."""
    import a_library_that_is_cut  # noqa: F401

    return chunk


def use_empty(chunk):
    """Use a library of which files are missing."""
    import a_library_that_is_empty

    return a_library_that_is_empty.function(chunk)
