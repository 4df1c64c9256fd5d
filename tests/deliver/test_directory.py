"""Publishing into a directory."""

import os
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.deliver.directory import SYNC_EACH, TEMP_FOLDER, Directory
from feeds.model.errors import OutputError
from feeds.model.feed import Output

OLD = 1_600_000_000_000_000_000
names = st.text("abcé -", min_size=1, max_size=3)
paths = st.lists(names.map("d".__add__), max_size=2).flatmap(
    lambda folders: names.map(lambda name: "/".join([*folders, f"f{name}"]))
)


@pytest.fixture
def root(tmp_path):
    """Return the place of an output that is not there yet."""
    return tmp_path / "output"


@pytest.fixture
def target(root):
    """Return the directory to publish to."""
    return Directory(root)


def output(path, body=b"body"):
    """Make an output."""
    return Output(path, "text/plain", body)


def digest(body):
    """Name some bytes as the directory does."""
    return blake2b(body, digest_size=12).hexdigest()


def tree(root):
    """Return the content of a directory: files with their bytes, folders with None."""
    found = sorted(root.rglob("*"))
    return {str(item.relative_to(root)): None if item.is_dir() else item.read_bytes() for item in found}


def test_files_are_put_with_their_folders(root, target):
    """Each comes back with what tells later that it was not touched."""
    (placed,) = target.write([output("a/b/c.html", b"new")])
    info = (root / "a/b/c.html").stat()
    assert (root / "a/b/c.html").read_bytes() == b"new"
    assert (placed.path, placed.digest, placed.size, placed.mtime, placed.changed) == (
        "a/b/c.html",
        digest(b"new"),
        3,
        info.st_mtime_ns,
        True,
    )


def test_what_fails_leaves_nothing_in_the_way(tmp_path):
    """Files that could not be put in their places take up no space while the run goes on."""
    (tmp_path / "b.html").mkdir()
    with pytest.raises(OutputError):
        Directory(tmp_path).write([Output("a.html", "text/html", b"a"), Output("b.html", "text/html", b"b")])
    assert list((tmp_path / ".feeds-tmp").iterdir()) == []


def test_equal_bytes_are_left_alone(root, target):
    """A file that lies there already keeps its time and its inode, so that its ETag stays."""
    target.write([output("same"), output("other", b"1")])
    os.utime(root / "same", ns=(OLD, OLD))
    before = (root / "same").stat()
    same, other = target.write([output("same"), output("other", b"2")])
    after = (root / "same").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert (same.changed, other.changed) == (False, True)
    assert (same.mtime, (root / "other").read_bytes()) == (OLD, b"2")


def test_a_file_is_replaced_whole(root, target):
    """Who has the old file open reads it to its end."""
    target.write([output("a", b"old" * 10_000)])
    with (root / "a").open("rb") as reader:
        start = reader.read(3)
        target.write([output("a", b"new")])
        assert start + reader.read() == b"old" * 10_000
    assert (root / "a").read_bytes() == b"new"


@pytest.mark.parametrize("replacing", [False, True])
def test_many_files_are_put_at_once(root, target, replacing):
    """Beyond a number they are synced together; what lies there then is the same."""
    outputs = [output(f"{number % 3}/{number}", b"new") for number in range(SYNC_EACH + 1)]
    if replacing:
        target.write(output(one.path, b"old") for one in outputs)
    assert all(placed.changed for placed in target.write(outputs))
    target.finish(len(outputs))
    assert {path: body for path, body in tree(root).items() if body} == {one.path: b"new" for one in outputs}


def test_only_what_is_published_for_the_first_time_waits_for_the_end_to_be_synced(root, monkeypatch):
    synced = []
    monkeypatch.setattr("os.fsync", synced.append)
    monkeypatch.setattr("os.sync", lambda: synced.append("all"))
    target = Directory(root, first=True)
    target.write([output("a", b"one")])
    assert not synced
    target.write([output("a", b"two")])
    assert len(synced) == 1
    target.finish(2)
    assert synced[1:] == ["all"]
    Directory(root).write([output("b", b"one")])
    assert len(synced) == 3


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "..", "../a", "a/../../b", "a/..", "/a", "//a", "a//b", "a/", "./a", "a/./b"),
        *("a\\b", "..\\a", "a\0b", TEMP_FOLDER, f"{TEMP_FOLDER}/a", f"a/{TEMP_FOLDER}"),
    ],
)
def test_a_path_that_is_not_below_the_directory_is_refused(root, target, path):
    """Not even the outputs beside it are written: something is wrong with all of them."""
    with pytest.raises(OutputError, match="expected a path in the output directory"):
        target.write([output("fine"), output(path)])
    gone, kept = target.remove({path: digest(b"body")})
    assert (gone, list(kept)) == ([], [path])
    assert "expected a path in the output directory" in kept[path]
    assert tree(root) == {}


@pytest.mark.parametrize("path", ["out/a", "out/deep/a"])
def test_a_link_that_leads_out_is_not_followed(root, target, path, tmp_path):
    """No file and no folder is made outside, and none removed."""
    root.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a").write_bytes(b"body")
    (root / "out").symlink_to(tmp_path / "outside")
    with pytest.raises(OutputError, match="expected a path in the output directory, found a link out of it"):
        target.write([output(path, b"new")])
    gone, kept = target.remove({path: digest(b"body")})
    assert gone == []
    assert "expected a path in the output directory, found a link out of it" in kept[path]
    assert tree(tmp_path / "outside") == {"a": b"body"}


def test_a_link_within_the_directory_is_fine(root, target):
    """A publisher may arrange his own folders."""
    (root / "real").mkdir(parents=True)
    (root / "linked").symlink_to("real")
    target.write([output("linked/a")])
    assert (root / "real/a").read_bytes() == b"body"


def test_the_directory_itself_may_be_a_link(root, target, tmp_path):
    """Web roots often are."""
    (tmp_path / "www").mkdir()
    root.symlink_to(tmp_path / "www")
    target.write([output("a/b")])
    assert (tmp_path / "www/a/b").read_bytes() == b"body"


def test_a_file_that_is_a_link_is_replaced_not_followed(root, target, tmp_path):
    """What the link led to is not ours to write to."""
    root.mkdir()
    (tmp_path / "theirs").write_bytes(b"theirs")
    (root / "a").symlink_to(tmp_path / "theirs")
    target.write([output("a")])
    assert ((tmp_path / "theirs").read_bytes(), (root / "a").read_bytes()) == (b"theirs", b"body")


def test_only_our_own_bytes_are_removed(root, target):
    """A file changed by hand stays, and is not reported as removed."""
    target.write([output("ours"), output("theirs")])
    (root / "theirs").write_bytes(b"changed by hand")
    gone, kept = target.remove(dict.fromkeys(["ours", "theirs", "never"], digest(b"body")))
    assert (gone, kept) == (["ours", "never"], {"theirs": "one that was changed by hand"})
    assert tree(root) == {TEMP_FOLDER: None, "theirs": b"changed by hand"}


def test_a_folder_where_a_file_was_stays(root, target):
    """The file is gone, and the folder is not ours."""
    (root / "a").mkdir(parents=True)
    (root / "file").touch()
    assert target.remove({"a": digest(b"body"), "file/b": digest(b"body")}) == (["a", "file/b"], {})
    assert tree(root) == {"a": None, "file": b""}


def test_empty_folders_go_with_their_last_file(root, target):
    """Up to the first that holds something else; the directory itself stays."""
    target.write([output("a/b/c/d"), output("a/e"), output("f/g")])
    target.remove({"a/b/c/d": digest(b"body"), "f/g": digest(b"body")})
    target.finish(0)
    assert tree(root) == {"a": None, "a/e": b"body"}
    target.remove({"a/e": digest(b"body")})
    assert tree(root) == {}


def test_a_folder_that_was_pruned_is_made_again(root, target):
    """What was removed may come back in the same run."""
    target.write([output("a/b")])
    target.remove({"a/b": digest(b"body")})
    target.write([output("a/b")])
    assert (root / "a/b").exists()


def test_what_a_killed_run_left_behind_is_cleared(root, target):
    """Half-written files never were in any published place, and go with the next run."""
    (root / TEMP_FOLDER).mkdir(parents=True)
    (root / TEMP_FOLDER / "123-0").write_bytes(b"half")
    target.write([output("a")])
    target.finish(1)
    assert tree(root) == {"a": b"body"}


def test_a_run_that_wrote_nothing_makes_nothing(root, target):
    """Finishing does not even make the directory."""
    target.finish(0)
    assert not root.exists()


@pytest.mark.parametrize("path", ["file/a", "file/deep/a", "folder"])
def test_what_stands_in_the_way_is_told(root, target, path):
    """A file for a folder, or a folder for a file: what lies there stays, and the error names it."""
    (root / "folder/inside").mkdir(parents=True)
    (root / "file").write_bytes(b"file")
    with pytest.raises(OutputError, match=r"cannot be written: .+"):
        target.write([output(path)])
    assert (root / "file").read_bytes() == b"file"


def test_a_directory_that_is_a_file_is_told(root, target):
    """Nothing can be published into a file."""
    root.write_bytes(b"file")
    with pytest.raises(OutputError, match="cannot be written"):
        target.write([output("a")])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to read-only folders")
def test_a_directory_that_is_read_only_is_told(root, target):
    """Neither writing nor removing ends in a traceback."""
    target.write([output("a")])
    target.finish(1)
    root.chmod(0o555)
    with pytest.raises(OutputError, match="cannot be written: Permission denied"):
        target.write([output("b")])
    assert target.remove({"a": digest(b"body")}) == (
        [],
        {"a": "one that cannot be removed: Permission denied"},
    )


def test_a_file_that_cannot_be_removed_is_told(target):
    """A name that no file system takes stops nobody: the others are removed."""
    target.write([output("b")])
    gone, kept = target.remove({"a" * 300: digest(b"body"), "b": digest(b"body")})
    assert (gone, kept) == (["b"], {"a" * 300: "one that cannot be removed: File name too long"})


def test_what_was_about_to_be_written_is_removed_whatever_it_holds(target):
    """Without a digest it is what a run that was cut off had begun."""
    target.write([output("a", b"new")])
    assert target.remove({"a": ""}) == (["a"], {})


def test_a_file_is_intact_while_its_size_and_time_are(root, target):
    """One that was touched, has another size or is gone is not."""
    placed = target.write([output(path, b"1") for path in ("touched", "longer", "gone", "intact")])
    files = [(one.path, one.size, one.mtime) for one in placed]
    assert list(target.modified(files)) == []
    os.utime(root / "touched", ns=(OLD, OLD))
    (root / "longer").write_bytes(b"12")
    os.utime(root / "longer", ns=(placed[1].mtime, placed[1].mtime))
    (root / "gone").unlink()
    assert list(target.modified(files)) == ["touched", "longer", "gone"]


@given(st.dictionaries(paths, st.binary(max_size=5), max_size=8))
def test_to_put_twice_is_to_put_once(tmp_path_factory, files):
    """The second time nothing changes, be it by the same run or by another; removing all leaves nothing."""
    root = tmp_path_factory.mktemp("output")
    outputs = [output(path, body) for path, body in files.items()]
    target = Directory(root)
    first = target.write(outputs)
    before = {path: (root / path).stat().st_mtime_ns for path in files}
    for again in (target, Directory(root)):
        assert not any(placed.changed for placed in again.write(outputs))
    assert {path: (root / path).stat().st_mtime_ns for path in files} == before
    assert {path: (root / path).read_bytes() for path in files} == files
    target.remove({placed.path: placed.digest for placed in first})
    target.finish(len(first))
    assert tree(root) == {}
