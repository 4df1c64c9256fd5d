"""The command `feeds`, and `python -m feeds`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; `--version` imports nothing else."""
    if sys.argv[1:] == ["--version"]:
        from feeds._version import __version__

        sys.stdout.write(f"feeds {__version__}\n")
        return 0
    if sys.getfilesystemencoding() != "utf-8":
        from feeds.cli.utf8_mode import restart

        restart()
    import gc

    # What a run imports and reads lives to its end, so collecting garbage every few hundred objects
    # finds none.
    gc.set_threshold(100_000, 20, 20)
    try:
        from feeds.cli import run

        return run(sys.argv[1:])
    except Exception as error:
        from feeds.model.errors import installation

        broken = installation.find(error)
        if broken is None:
            raise
        sys.stderr.write(f"feeds: {broken}\n")
        return broken.exit_status


if __name__ == "__main__":
    sys.exit(main())
