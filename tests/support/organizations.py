"""Organisations of reference files that were never read before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.normalise import organizations
from feeds.normalise.dialects import organization_file
from feeds.normalise.organizations import OrganizationFile, References


def build(folders: Mapping[str, Iterable[Document]]) -> tuple[References, tuple[Problem, ...]]:
    """Return the organisations of each front matter key, and the problems; an invalid file is left out."""
    files: list[OrganizationFile] = []
    problems: list[Problem] = []
    for key, documents in folders.items():
        for document in documents:
            try:
                file, found = organization_file.read(key, document)
            except PostError as error:
                problems.append(error.problem)
            else:
                files.append(file)
                problems += found
    built = organizations.build(files)
    return built.references, (*problems, *built.problems)
