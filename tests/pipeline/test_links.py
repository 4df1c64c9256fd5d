"""Symbolic links and paths that lead out of a folder publish nothing of what they lead to."""

import pytest

SECRET = "mot-de-passe-du-voisin"


@pytest.fixture
def private(tmp_path_factory):
    """Return a folder beside the project, with a file and an organisation that are not for publication."""
    folder = tmp_path_factory.mktemp("private")
    (folder / "secret.md").write_text(f"---\ntitle: {SECRET}\n---\n{SECRET}\n")
    return folder


def published(home):
    """Return all that was published, names included."""
    files = [path for path in home.output.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("name", "target"), [("secret.md", "secret.md"), ("more", ""), ("2026-01-06-a", "secret.md"), ("deep/more", "")]
)
def test_a_link_in_a_source_publishes_nothing_from_elsewhere(home, private, name, target):
    """It is reported as an error; the posts beside it are published."""
    home.job("2026-01-05-bonne.md", title="La bonne offre")
    link = home.root / "sources" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(private / target)
    ran = home.publish()
    assert ran.status == 1
    assert [problem["file"] for problem in ran.report["problems"] if problem["severity"] == "error"] == [
        f"sources/{name}"
    ]
    assert "La bonne offre" in published(home).decode()
    assert SECRET not in published(home).decode()


def test_a_link_in_a_folder_of_references_publishes_nothing_from_elsewhere(home, private):
    """A post that names the organisation shows the name that it wrote itself."""
    home.write("startups/carte.md", "---\ntitle: La Carte\n---\n")
    (home.root / "startups/voisin.md").symlink_to(private / "secret.md")
    (home.root / "startups/more").symlink_to(private)
    home.configure(references={"startup": "startups"})
    home.job("2026-01-05-bonne.md", title="La bonne offre", startup="carte")
    home.job("2026-01-05-autre.md", title="Une autre offre", startup="voisin")
    home.job("2026-01-05-chemin.md", title="Un chemin", startup=f"../{private.name}/secret")
    ran = home.publish()
    files = {problem["file"] for problem in ran.report["problems"] if problem["severity"] == "error"}
    assert files == {"startups/voisin.md", "startups/more"}
    assert "La Carte" in published(home).decode()
    assert SECRET not in published(home).decode()


def test_a_post_that_became_a_link_stays_as_it_was(home, private):
    """The link proves nothing about the post; only its removal does."""
    home.job("2026-01-05-bonne.md", title="La bonne offre")
    home.job("2026-01-06-autre.md", title="Une autre offre")
    home.publish()
    before = home.json("jobs.json")
    link = home.root / "sources/2026-01-05-bonne.md"
    link.unlink()
    link.symlink_to(private / "secret.md")
    ran = home.publish()
    assert ran.status == 1
    assert home.json("jobs.json") == before
    link.unlink()
    assert home.publish().status == 0
    assert len(home.json("jobs.json")["items"]) == 1


@pytest.mark.parametrize("path", ["../../{name}/secret.md", "{folder}/secret.md", "file://{folder}/secret.md"])
@pytest.mark.parametrize("key", ["image", "external_url", "slug", "redirect_from", "summary", "startup", "id"])
def test_a_path_in_front_matter_reads_and_writes_no_file(home, private, key, path):
    """It is an address or a name, never a file of this machine."""
    before = {file: file.read_bytes() for file in private.iterdir()}
    home.job("2026-01-05-bonne.md", **{"title": "La bonne offre", key: path.format(name=private.name, folder=private)})
    home.publish()
    assert SECRET not in published(home).decode()
    assert {file: file.read_bytes() for file in private.iterdir()} == before
    assert not [found for found in home.root.parent.iterdir() if found.name == "secret"]
