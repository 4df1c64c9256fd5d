"""Local files: parse and normalise a chunk of them, for the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.collect.folder import FileInfo, Folder, read
from feeds.ledger import change_detection
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.public import quality
from feeds.ledger.store import codec
from feeds.ledger.store.rows import READ, Stamp
from feeds.model.errors import PostError, installation
from feeds.model.post import Document, Post
from feeds.model.problem import Message, unexpected
from feeds.normalise import identity, match_keys
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS
from feeds.normalise.organizations import References
from feeds.pipeline.executor import chunks
from feeds.pipeline.run import Project
from feeds.pipeline.sources.scan import FolderChanges


class ParseTask(NamedTuple):
    """Documents of a folder to parse.

    known: fingerprints by locator; documents that still have them are not normalised again.
    done: number of documents of the folder that are parsed after this task, of `total`.
    version: digest of what parsing depends on besides the document.
    """

    folder: Folder
    root: Path
    context: Context
    files: tuple[FileInfo, ...]
    known: Mapping[str, str]
    done: int
    total: int
    version: str


def tasks(project: Project, folders: Iterable[FolderChanges], organizations: References) -> Iterator[ParseTask]:
    """Split the changed documents of folders into tasks."""
    config = project.config
    for changes in folders:
        folder, done = changes.folder, 0
        language, base_url = folder.language or config.site.language, folder.base_url or config.site.url
        jobs = replace(config.jobs, country=folder.country or config.jobs.country)
        context = Context(
            *(config.site, jobs, organizations, language, base_url),
            vocabulary=config.vocabulary,
            folder=folder.path,
            include=folder.include,
            markdown=folder.markdown,
        )
        for files in chunks(changes.files):
            known = {found.locator: changes.known.get(found.locator, "") for found in files}
            done += len(files)
            if folder.dialect == "records":  # each file has many
                known = changes.known
            yield ParseTask(folder, project.root, context, files, known, done, len(changes.files), changes.context)


# Its words need most of the expressions that are compiled when they are needed, in 60 ms: once, before this process
# is copied.
_OFFER = """
<h2>Conditions</h2><p>\x02Contrat :\x03 CDI ou CDD de 6 mois à temps plein, 80 %</p><ul><li>Lieu : Paris</li>
<li>Télétravail possible 2 jours par semaine</li><li>Salaire : 40 k€</li><li>Dès mars 2026, 3 ans d'expérience</li></ul>
<p>Nous recrutons un CDI en télétravail à Lyon. Présence au bureau.</p><p>Postulez avant le 3 mai 2026 à a@example.org,
en cliquant sur <a href="https://example.org/">le formulaire</a>. Le poste est ouvert dès maintenant.</p>
"""


def prepare() -> None:
    """Load what parsing needs."""
    from feeds.normalise import html
    from feeds.normalise.job import facts

    html.render_markdown("*ready*", "https://example.org/", None)
    facts.read(_OFFER, None)


def parse(task: ParseTask) -> bytes:
    """Read and normalise documents; return them encoded, those that were refused with their problems."""
    parsed: list[ParsedDocument] = []
    for found in task.files:
        stamp = Stamp(found.size, found.mtime, found.inode, "")
        try:
            document = read(task.folder, found, task.root)
            stamp = stamp._replace(fingerprint=document.fingerprint)
            if task.known.get(found.locator) in (document.fingerprint, f"{READ}{document.fingerprint}"):
                parsed.append(ParsedDocument(found.locator, stamp, unchanged=True))
            elif task.folder.dialect == "records":
                parsed += _records(task, document, stamp)
            else:
                parsed.append(_post(task, document, stamp))
        except PostError as error:
            parsed.append(ParsedDocument(found.locator, stamp, (error.problem,)))
        except Exception as error:  # noqa: BLE001 - one bad post must not stop the others
            installation.check(error)
            parsed.append(ParsedDocument(found.locator, stamp, (unexpected(found.locator, Message("a post"), error),)))
    parsed.sort(key=lambda one: bool(one.facts and one.facts.permalink))  # no usual address is taken by a stated one
    return codec.pack(tuple(parsed))


def _post(task: ParseTask, document: Document, stamp: Stamp) -> ParsedDocument:
    post, problems = DIALECTS[task.folder.dialect](document, task.context)
    recorded = facts(task.context, post, name_of(task.folder, document.locator), _keys(post)) if post else None
    open_end = not document.body.endswith((b"\n", b"\r"))
    unread = {one.path for one in task.context.references.unread}
    lacks = bool(post and unread.intersection(one.detail for one in post.origins if one.how == "reference"))
    return ParsedDocument(document.locator, stamp, problems, recorded, open_end=open_end, lacks_reference=lacks)


def _records(task: ParseTask, document: Document, stamp: Stamp) -> tuple[ParsedDocument, ...]:
    from feeds.pipeline.sources import record_files  # most folders have none

    return record_files.parse(task, document, stamp)


def name_of(folder: Folder, locator: str) -> str:
    """Return the path of a document in the folder of its source."""
    return locator.removeprefix(folder.path.rstrip("/") + "/")


def parsed(task: ParseTask, result: bytes | BaseException) -> tuple[ParsedDocument, ...]:
    """Return the documents of a task, from the result of `parse` or from the error that stopped it."""
    if not isinstance(result, BaseException):
        return codec.unpack(result, tuple[ParsedDocument, ...])
    return tuple(
        ParsedDocument(
            found.locator,
            Stamp(found.size, found.mtime, found.inode, ""),
            (unexpected(found.locator, Message("a post that can be read"), result),),
        )
        for found in task.files
    )


def _keys(post: Post) -> tuple[tuple[str, int], ...]:
    """Return the key of the employer's page that a job of this site links to."""
    key = match_keys.page_key(post.external_url) if post.job else ""
    return ((key, match_keys.LOCAL),) if key else ()


def facts(context: Context, post: Post, name: str, keys: tuple[tuple[str, int], ...]) -> EntryFacts:
    """Return what the ledger records of a post.

    Args:
        context: what the post was normalised with.
        post: the post.
        name: its path in the folder of its source, or its id at the partner.
        keys: by which duplicates of it are recognised (see `feeds.ledger.matching.duplicates`).
    """
    published = post.published.at if post.published else None
    local = published.astimezone(ZoneInfo(context.site.timezone)) if published else None
    is_unicode = context.site.slugs == "unicode"
    return EntryFacts(
        id=post.claimed_id or identity.entry_id(context.site.url, post.source, name),
        slug=identity.slug(post, is_unicode=is_unicode),
        kind=post.kind,
        title=post.title,
        language=post.language,
        organization=post.job.hiring_organization.name if post.job else "",
        tags=post.tags,
        published=published,
        day=local.date() if local else None,
        stated=post.stated,
        digest=codec.digest(post),
        payload=codec.encode(replace(post, links=()) if post.links else post),
        text_digest=change_detection.digest_words(post.content_html),
        has_explicit_id=bool(post.claimed_id),
        requested_slug=identity.slug(post, is_unicode=is_unicode) if post.slug else "",
        aliases=post.aliases,
        updated=post.updated.at if post.updated else None,
        keys=keys,
        links=post.links,
        permalink=post.permalink,
        missing=quality.missing_fields(post),
        stated_dates=quality.stated_dates(post),
    )
