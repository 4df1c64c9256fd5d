"""Folder sources."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import feeds
from feeds.collect import SOURCES
from feeds.collect.folder import REFERENCE_ENDINGS, FileInfo, Folder, fingerprint, read, scan, unrecognised
from feeds.model.errors import PostError, SourceError

OLD = 1_600_000_000
POSTS = Folder("posts", "local")


@pytest.fixture
def root(tmp_path):
    """Return a project with an empty folder of posts."""
    (tmp_path / "posts").mkdir()
    return tmp_path


def write(root, path, body="text"):
    """Write a file that was not touched for years."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(body)
    os.utime(place, (OLD, OLD))
    return place


def found(root, folder=POSTS):
    """Return the locators of a complete scan without problems."""
    scanned = scan(folder, root)
    assert scanned.complete
    assert scanned.problems == ()
    return [file.locator for file in scanned.files]


def troubles(root, folder=POSTS):
    """Return what a scan refused, by file."""
    return {problem.file: str(problem.found) for problem in scan(folder, root).problems}


def test_posts_are_found_in_the_order_of_their_names(root):
    """Spaces, accents, folders and missing endings are all welcome; other files are not posts."""
    names = ["b.md", "a b.markdown", "équipe/offre à pourvoir.md", "no-ending", "x.MD", "deep/er/y.mkd"]
    for name in [*names, "picture.png", "notes.txt", "page.html"]:
        write(root, f"posts/{name}")
    assert found(root) == sorted(f"posts/{name}" for name in names)


def test_an_empty_folder_is_complete(root):
    """No posts is an answer too."""
    assert found(root) == []


OTHERS = (
    *("README.md", "readme", "Readme.fr.md", "LICENSE", "LICENCE.md", "deep/_index.md", "_index.fr.md"),
    *("README-en.md", "README_pt-br.md", "LISEZMOI.md", "Lisez-moi.md", "COPYING", "CHANGELOG", "changelog.md", "TODO"),
    *("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "code-of-conduct.md", "SECURITY.md", "AUTHORS", "todo.md", "SUPPORT.md"),
    *("template.md", "Template - offre.md", "modele.md", "Modèle - annonce.md", "modèle d'offre.md", "offre-modele.md"),
    *("template-offre.md", "x.template.md", "x.bak.md", "x.orig.md", "~x.md", "~$x.md", "x~"),
    *("x.sync-conflict-20260105-101010-ABCDEFG.md", "x (conflicted copy 2026-01-05).md", "x (copie en conflit).md"),
    *("templates/a.md", "_templates/a.md", "deep/_layouts/a.md", "_includes/a.md", "node_modules/x/a.md"),
    *("Templates/a.md", "modèles/a.md", "Modeles/a.md", "archetypes/a.md", "layouts/a.md", "includes/deep/a.md"),
    *("_partials/a.md", "_data/a.md", "vendor/a.md", "_hidden/a.md", "_old/a.md", "deep/_Archive/a.md"),
)
POSTS_WITH_SUCH_NAMES = (
    *("a.md", "readme-of-a-job.md", "license-manager.md", "changelog-api.md", "security.md", "template-engineer.md"),
    *("todo-list-developer.md", "security-engineer.md", "authors-wanted.md", "modeleur-3d.md", "support.md", "old.md"),
    *("_posts/a.md", "_drafts/a.md", "_brouillons/a.md", "_privé/a.md", "data/a.md", "archive/a.md"),
    *("2026-01-05-modele-de-prix.md", "2026-01-05-template.md", "todo/a.md", "x (1).md", "_a.md"),
)


def test_files_about_a_folder_are_no_posts(root):
    """Nor are templates, backups and empty files; what was published from them stays."""
    for name in (*OTHERS, *POSTS_WITH_SUCH_NAMES):
        write(root, f"posts/{name}")
    (root / "posts/empty.md").touch()
    assert found(root) == sorted(f"posts/{name}" for name in POSTS_WITH_SUCH_NAMES)
    known = [f"posts/{name}" for name in (*OTHERS, "empty.md", "gone.md")]
    assert scan(POSTS, root).missing(known) == ("posts/gone.md",)
    assert scan(POSTS, root).ignored_of(known) == tuple(known[:-1])


@pytest.mark.parametrize("path", ["posts/templates", "posts/_archive", "posts/vendor"])
def test_a_source_may_be_such_a_folder(root, path):
    """Its `path` is the author's word."""
    write(root, f"{path}/a.md")
    assert found(root, Folder(path)) == [f"{path}/a.md"]


def test_include_names_them_all_the_same(root):
    """Its patterns are the author's word."""
    for name in OTHERS:
        write(root, f"posts/{name}")
    (root / "posts/empty.md").touch()
    included = found(root, Folder("posts", include=("README.md", "templates/", "empty.md")))
    assert included == ["posts/README.md", "posts/empty.md", "posts/templates/a.md"]


@pytest.mark.parametrize("ending", [".mdx", ".html", ".txt"])
def test_a_folder_of_other_files_is_a_note_that_names_include(root, ending):
    """Without a word, its author would wait for posts that never come."""
    write(root, f"posts/a{ending}")
    write(root, f"posts/deep/b{ending}")
    (problem,) = scan(POSTS, root).problems
    assert str(problem) == (
        f"posts: expected Markdown files, found only others ({ending})"
        f" (to read them as posts, add include: ['*{ending}'] to the source)"
    )
    assert problem.severity == "note"
    assert found(root, Folder("posts", include=(f"*{ending}",))) == [f"posts/a{ending}", f"posts/deep/b{ending}"]


@pytest.mark.parametrize("name", ["offre.example.se", "a.txt", "a.mdx", "a.old"])
@pytest.mark.parametrize("head", ["---\ntitle: x\n---\n", "+++\ntitle = 1\n+++\n", "\n---\n# c\n'a b': x\n---\n"])
def test_front_matter_in_other_files_is_noticed(root, name, head):
    """A file without front matter is none of ours."""
    write(root, f"posts/{name}", head)
    for other in ("b.csv", "c.html", "d.png"):
        write(root, f"posts/{other}", "--- b ---\n---\n\nx: y\n")
    assert [(problem.file, problem.severity) for problem in unrecognised(POSTS, root)] == [(f"posts/{name}", "note")]


def test_hidden_files_and_folders_are_passed_over(root):
    """What begins with a dot belongs to editors and to version control."""
    for name in (".a.md", ".git/b.md", "posts/.c"):
        write(root, f"posts/{name}")
    assert found(root) == []


def test_a_file_is_known_by_its_size_time_and_inode(root):
    """Path, size and times are found without reading a file."""
    place = write(root, "posts/a.md", "1234")
    (file,) = scan(POSTS, root).files
    assert (file.size, file.mtime, file.inode) == (4, OLD * 10**9, place.stat().st_ino)


@pytest.mark.parametrize("age", [0, -3600])
def test_the_time_of_a_young_file_does_not_count(root, age):
    """A second edit within one tick of the clock could leave the same time; so could a clock set back."""
    place = write(root, "posts/a.md")
    at = time.time() - age
    os.utime(place, (at, at))
    assert [file.mtime for file in scan(POSTS, root).files] == [0]


def test_include_chooses_instead_of_the_endings(root):
    """Patterns as in a .gitignore select the posts."""
    for name in ("a.txt", "b.md", "deep/c.txt"):
        write(root, f"posts/{name}")
    assert found(root, Folder("posts", include=("*.txt",))) == ["posts/a.txt", "posts/deep/c.txt"]
    assert found(root, Folder("posts", include=("/*.txt",))) == ["posts/a.txt"]


def test_exclude_takes_away(root):
    """Of the posts, those that a pattern names are none; a later pattern may bring one back."""
    for name in ("a.md", "NEWS.md", "drafts/b.md", "drafts/keep.md", "old/drafts/c.md"):
        write(root, f"posts/{name}")
    folder = Folder("posts", exclude=("NEWS.md", "/drafts/*", "!keep.md"))
    assert found(root, folder) == ["posts/a.md", "posts/drafts/keep.md", "posts/old/drafts/c.md"]


def test_patterns_are_below_the_folder(root):
    """The folder's own name is no part of what is matched."""
    write(root, "posts/posts.md")
    write(root, "posts/a.md")
    assert found(root, Folder("posts", exclude=("/posts/",))) == ["posts/a.md", "posts/posts.md"]


def test_reference_files_have_their_own_endings(root):
    """A folder of organisations holds YAML too, and nothing without an ending."""
    for name in ("a.yml", "b.yaml", "c.md", "no-ending"):
        write(root, f"posts/{name}")
    listed = scan(POSTS, root, REFERENCE_ENDINGS).files
    assert [file.locator for file in listed] == ["posts/a.yml", "posts/b.yaml", "posts/c.md"]


@pytest.mark.parametrize("path", ["posts/", "./posts", "."])
def test_a_path_may_be_written_in_any_way(root, path):
    """A locator is the path as it was written, then the file's own."""
    write(root, "posts/a.md")
    (file,) = scan(Folder(path), root).files
    assert file.locator.endswith("/a.md")
    assert read(Folder(path), file, root).body == b"text"


def test_a_name_that_is_not_utf8_is_refused(root):
    """It could be in no URL and no ledger; files that are not posts may have any name."""
    for name in (b"caf\xe9.md", b"caf\xe9.jpg"):
        Path(os.fsdecode(os.fsencode(root / "posts") + b"/" + name)).touch()
    Path(os.fsdecode(os.fsencode(root / "posts") + b"/dossi\xe9")).mkdir()
    write(root, "posts/a.md")
    scanned = scan(POSTS, root)
    assert [file.locator for file in scanned.files] == ["posts/a.md"]
    assert sorted(problem.file for problem in scanned.problems) == [
        r"posts/caf\xe9.md",
        r"posts/dossi\xe9",
    ]
    assert all(str(problem).encode() for problem in scanned.problems)


@pytest.mark.parametrize("target", ["posts/a.md", "posts/deep/a.md", "first.md", "posts/deep"])
def test_a_link_within_the_folder_is_followed(root, target):
    """It is listed under the name of the link; a chain of links may pass outside if it ends inside."""
    write(root, "posts/a.md")
    write(root, "posts/deep/a.md")
    (root / "first.md").symlink_to("posts/a.md")
    (root / "posts/link.md").symlink_to(root / target)
    name = "posts/link.md/a.md" if target == "posts/deep" else "posts/link.md"
    assert found(root) == ["posts/a.md", "posts/deep/a.md", name]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("a.md", "/etc/passwd"),
        ("a.md", "/proc/self/environ"),
        ("a", "../elsewhere/a.md"),
        ("a.md", "../elsewhere/nothing.md"),
        ("a.md", "inside.md"),  # a chain
        ("deep/a.md", "../../elsewhere/a.md"),
        ("more", "../elsewhere"),
        ("more", "../posts-2"),  # a sibling whose name begins alike
        ("deep/more", "/etc"),
        ("more.md", "../elsewhere/"),
    ],
)
def test_a_link_leads_no_further_than_the_folder(root, name, target):
    """It is reported; neither it nor what is below it is listed, and what was published from it stays."""
    for path in ("elsewhere/a.md", "posts-2/a.md", "posts/deep/b.md"):
        write(root, path)
    (root / "posts/inside.md").symlink_to("/etc/passwd")
    (root / "posts" / name).symlink_to(target)
    scanned = scan(POSTS, root)
    assert [file.locator for file in scanned.files] == ["posts/deep/b.md"]
    locator = f"posts/{name}"
    assert {problem.file: problem.severity for problem in scanned.problems} == {
        "posts/inside.md": "error",
        locator: "error",
    }
    assert "a link that leads out of this folder" in troubles(root)[locator]
    assert scanned.complete
    assert scanned.missing(["posts/gone.md", locator, f"{locator}/c.md", f"{locator}2"]) == (
        "posts/gone.md",
        f"{locator}2",
    )


def test_an_excluded_link_is_no_problem(root):
    """Nor is one that is no post, such as a picture."""
    write(root, "elsewhere/a.md")
    (root / "posts/more").symlink_to(root / "elsewhere")
    (root / "posts/a.md").symlink_to(root / "elsewhere/a.md")
    (root / "posts/a.png").symlink_to(root / "elsewhere/a.md")
    assert found(root, Folder("posts", exclude=("more/", "a.md"))) == []


def test_the_folder_itself_may_be_a_link(root):
    """What it leads to is the folder."""
    write(root, "elsewhere/a.md")
    (root / "linked").symlink_to(root / "elsewhere")
    (root / "elsewhere/b.md").symlink_to("a.md")
    assert found(root, Folder("linked")) == ["linked/a.md", "linked/b.md"]


@pytest.mark.parametrize("target", ["posts/deep", "posts", ".", "/"])
def test_a_link_back_to_a_folder_above_is_refused(root, target):
    """No walk goes round in a circle, and no post is listed twice."""
    write(root, "posts/deep/a.md")
    (root / "posts/deep/loop").symlink_to(root / target)
    scanned = scan(POSTS, root)
    assert [file.locator for file in scanned.files] == ["posts/deep/a.md"]
    assert troubles(root) == {"posts/deep/loop": "a link back to a folder above it"}
    assert scanned.complete


def test_a_loop_of_links_ends_too(root):
    """A linked folder that links to itself is walked once."""
    write(root, "posts/.elsewhere/a.md")
    (root / "posts/.elsewhere/again").symlink_to(root / "posts/.elsewhere")
    (root / "posts/more").symlink_to(root / "posts/.elsewhere")
    assert [file.locator for file in scan(POSTS, root).files] == ["posts/more/a.md"]
    assert list(troubles(root)) == ["posts/more/again"]


@pytest.mark.parametrize("target", ["nowhere", "broken.md"])
def test_a_link_that_leads_nowhere_makes_the_answer_incomplete(root, target):
    """A folder that is not mounted today has not lost its posts."""
    write(root, "posts/a.md")
    (root / "posts/broken.md").symlink_to(target)
    scanned = scan(POSTS, root)
    assert [file.locator for file in scanned.files] == ["posts/a.md"]
    assert not scanned.complete
    assert "a broken link" in troubles(root)["posts/broken.md"]


def test_a_link_that_led_to_no_post_is_nobodys_business(root):
    """A picture, or what `exclude` names; without an ending it may have been a folder of posts."""
    for name in ("d.png", "old.md", "old", "team"):
        (root / f"posts/{name}").symlink_to("nowhere")
    assert set(troubles(root)) == {"posts/old.md", "posts/old", "posts/team"}
    assert set(troubles(root, Folder("posts", exclude=("old*",)))) == {"posts/team"}
    assert found(root, Folder("posts", exclude=("old*", "team/"))) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its folders")
def test_a_pipe_is_refused_unread(root):
    """Reading one would wait for ever."""
    os.mkfifo(root / "posts/pipe.md")
    os.mkfifo(root / "posts/pipe.png")
    assert troubles(root) == {"posts/pipe.md": "a pipe, socket or device"}


def test_a_missing_folder_is_no_answer(root):
    """Nothing may be taken to be gone because a folder is."""
    with pytest.raises(SourceError, match="nowhere: expected a folder, found nothing"):
        scan(Folder("nowhere"), root)
    write(root, "file")
    with pytest.raises(SourceError, match="found a file"):
        scan(Folder("file"), root)


SCAN_AS_NOBODY = """
import os
from pathlib import Path
from feeds.collect.folder import Folder, scan
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
scanned = scan(Folder("posts"), Path())
print([file.locator for file in scanned.files], scanned.complete, sorted(p.file for p in scanned.problems))
"""


def test_a_folder_that_may_not_be_listed_makes_the_answer_incomplete(root):
    """Its files are unknown, which is not gone."""
    write(root, "posts/a.md")
    write(root, "posts/closed/b.md")
    write(root, "posts/listed/c.md")
    root.chmod(0o755)
    (root / "posts/closed").chmod(0)
    (root / "posts/listed").chmod(0o444)
    command = [sys.executable, "-c", SCAN_AS_NOBODY]
    package = {**os.environ, "PYTHONPATH": str(Path(feeds.__file__).parents[1])}
    try:
        ran = subprocess.run(command, cwd=root, env=package, capture_output=True, text=True, check=True)
    finally:
        (root / "posts/closed").chmod(0o755)
        (root / "posts/listed").chmod(0o755)
    assert ran.stdout == "['posts/a.md'] False ['posts/closed', 'posts/listed/c.md']\n"


def test_a_file_is_read_with_its_fingerprint(root):
    """The bytes are those of the file, and the fingerprint depends on nothing else."""
    write(root, "posts/a.md", "text")
    document = read(POSTS, scan(POSTS, root).files[0], root)
    assert (document.source, document.locator, document.body) == ("local", "posts/a.md", b"text")
    assert document.fingerprint == fingerprint(b"text") != fingerprint(b"text ")


def test_a_file_that_is_too_large_is_refused(root):
    """Up to the limit it is read; one byte more is a problem with both numbers."""
    folder = Folder("posts", max_bytes=1000)
    write(root, "posts/a.md", "x" * 1000)
    write(root, "posts/b.md", "x" * 1001)
    fits, exceeds = scan(folder, root).files
    assert len(read(folder, fits, root).body) == 1000
    with pytest.raises(PostError, match=r"^posts/b\.md: expected at most 1,000 bytes, found 1,001 \("):
        read(folder, exceeds, root)


def test_a_file_that_has_grown_since_is_read_up_to_the_limit(root):
    """It counts as it is now, and never for more than the limit."""
    folder = Folder("posts", max_bytes=1000)
    place = write(root, "posts/a.md", "x")
    (seen,) = scan(folder, root).files
    place.write_text("x" * 1000)
    assert len(read(folder, seen, root).body) == 1000
    place.write_text("x" * 5000)
    with pytest.raises(PostError, match=r"expected at most 1,000 bytes, found 5,000 \("):
        read(folder, seen, root)


def test_a_file_that_cannot_be_read_is_refused(root):
    """One that went away since it was listed is a problem of that post alone."""
    with pytest.raises(PostError, match=r"posts/a\.md: expected a readable file, found No such file"):
        read(POSTS, FileInfo("posts/a.md", 4, 0, 0), root)


def test_every_kind_of_source_is_called_by_its_name():
    """The value of `kind` is the name under which it is registered."""
    assert {kind: source("x").kind for kind, source in SOURCES.items()} == {kind: kind for kind in SOURCES}
