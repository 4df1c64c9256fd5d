"""Environment variables that the targets of notifications name, and that are not set."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.model.problem import Message, Problem
from feeds.notify import targets, texts
from feeds.pipeline.run import Options, Project


def problems(project: Project, options: Options) -> Iterator[Problem]:
    """Yield a problem for each variable of a target that is not set, whether or not anything is to be sent."""
    for (kind, target), settings in targets(project.config.notify).items():
        named = " ".join(texts(settings))
        if "${" not in named:
            continue
        from feeds.collect.secrets import variables  # most targets have no secrets

        for name in dict.fromkeys(variables(named)):
            if not options.secrets.get(name):
                yield Problem(
                    project.file,
                    Message("%(target)s to accept notifications", target=target),
                    Message("the environment variable %(name)s is not set", name=name),
                    Message("set it; what is to be sent waits for three days"),
                    field=f"notify.{kind}",
                )
