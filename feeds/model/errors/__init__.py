"""Exceptions, each with the exit status of the command that it ends.

    FeedsError
    ├── ConfigError      the configuration is wrong; carries every Problem found       exit 2
    ├── UsageError       the command line wants something impossible                   exit 2
    ├── LedgerError      the ledger is missing, locked, damaged or of a newer version  exit 2
    │   └── DamagedError a value of the ledger is damaged                              exit 2
    ├── LockedError      another run holds the lock                                    exit 3
    ├── LateError        the run took longer than it may                               exit 4
    ├── InstallationError  a library cannot be imported                                exit 4
    ├── SourceError      a source could not be read at all                             reported
    │   └── FetchError   a request without a usable response                            reported
    ├── PostError        a document is no post; carries the Problem                    reported
    └── OutputError      an output is wrong or could not be written                    exit 4
        └── ThemeError   a template of the theme is wrong; carries the Problem         reported

A bad post, source or output is data (`Problem`) between stages and an exception only inside one.
"""

from __future__ import annotations

from feeds.model.problem import Message, Problem, listed, verbatim


class FeedsError(Exception):
    """Base of all errors of this package; `exit_status` is what the command ends with."""

    exit_status = 1

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class ConfigError(FeedsError):
    """The configuration is wrong; nothing was touched."""

    exit_status = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(listed([problem.message for problem in problems], "\n"))
        self.problems = problems


class UsageError(FeedsError):
    """The command line wants something impossible; nothing was touched."""

    exit_status = 2


class LedgerError(FeedsError):
    """The ledger cannot be used; nothing was touched."""

    exit_status = 2


class DamagedError(LedgerError):
    """A value that was read from the ledger is damaged; where it is opened, its file and the remedy are added.

    What exactly is damaged is for those who repair the program, so it is not translated.
    """

    def __init__(self, what: str) -> None:
        super().__init__(verbatim(what))


class LockedError(FeedsError):
    """Another run holds the lock."""

    exit_status = 3


class LateError(FeedsError):
    """The run took longer than it may; the next one finishes the work."""

    exit_status = 4


class InstallationError(FeedsError):
    """A library cannot be imported; what was published stays."""

    exit_status = 4


class SourceError(FeedsError):
    """A source could not be read; what was published from it stays."""


class FetchError(SourceError):
    """A request without a usable response.

    transient: whether the same request may succeed later without a change: true of timeouts and broken
        connections, not of a private address or a document that is too large.
    reason: the message without the URL.
    """

    def __init__(self, message: Message, *, transient: bool = False, reason: str = "") -> None:
        super().__init__(message)
        self.transient, self.reason = transient, reason


class PostError(FeedsError):
    """A document is no post."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class OutputError(FeedsError):
    """An output is wrong or could not be written; the published one stays."""

    exit_status = 4


class ThemeError(OutputError):
    """A template of the theme is missing or broken; the published pages stay."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem

    def __reduce__(self) -> tuple[type[ThemeError], tuple[Problem]]:
        """Return what a copy is made of, as by pickle in another process."""
        return ThemeError, (self.problem,)
