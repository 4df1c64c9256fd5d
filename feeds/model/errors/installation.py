"""Broken installations: libraries that cannot be imported, wherever that is noticed.

Libraries are imported where they are used, so the first to notice is often a handler that keeps one bad
input from stopping the others. Such an input is not at fault, and without the library nothing can be published.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import ModuleType

from feeds.model.errors import InstallationError, LedgerError
from feeds.model.problem import Message

NOT_OF_THE_LIBRARY = (MemoryError, RecursionError)  # an input may cause them while a library is imported
IMPORT = "IMPORT_NAME"


def check(error: BaseException) -> None:
    """Raise an unforeseen error that no input is at fault for.

    Raises:
        InstallationError: its cause is a library that cannot be imported.
        LedgerError: it is one.
    """
    if isinstance(error, LedgerError):
        raise error
    if broken := find(error):
        raise broken from (None if broken is error else error)


def find(error: BaseException) -> InstallationError | None:
    """Return the error of a library that cannot be imported, if it is the cause of another one.

    That is an ImportError, any error that left an import statement (such as the SyntaxError of a file that is
    cut short), and a module without an attribute (of which files are missing).
    """
    for one in _causes(error):
        if isinstance(one, InstallationError):
            return one
        library = _library(one)
        if library and not isinstance(one, NOT_OF_THE_LIBRARY):
            return InstallationError(
                Message(
                    "%(library)s: the library cannot be imported: %(name)s: %(one)s (install this "
                    "program and its libraries again)",
                    library=library,
                    name=type(one).__name__,
                    one=one,
                )
            )
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and those that it was raised from or while they were handled."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _library(error: BaseException) -> str:
    """Return the name of the library that an error shows to be broken, or ""."""
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        return error.obj.__name__
    imported = _imported(error)
    if isinstance(error, ImportError):
        return error.name or imported or "a library"
    return imported


def _imported(error: BaseException) -> str:
    """Return what the innermost import statement imports that an error passed through, or ""."""
    name, trace = "", error.__traceback__
    while trace:
        code, at = trace.tb_frame.f_code, trace.tb_lasti
        if 0 <= at < len(code.co_code) and dis.opname[code.co_code[at]] == IMPORT:
            name = next((one.argval for one in dis.get_instructions(code) if one.offset == at), "")
        trace = trace.tb_next
    return str(name)
