"""A reference that cannot be read any more changes nothing of what was published from it."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest
from conftest import Home

CARTE = (
    "title: La Carte\nincubator: fabrique\nwebsite: https://carte.example.org/\naddress: 1 rue Haute, 56000 Vannes\n"
)
FABRIQUE = "---\ntitle: La Fabrique\nwebsite: https://fabrique.example.org/\nlogo: https://fabrique.example.org/logo.png\n---\n"
MARKDOWN = f"---\n{CARTE}---\nLa carte de tous les guichets, tenue à jour par ses usagers.\n"
DAMAGED = {
    "wrong YAML": b"title: [La Carte\n",
    "a list": b"- La Carte\n- La Fabrique\n",
    "a text": b"La Carte est un service.\n",
    "empty": b"",
    "blank": b" \n\n",
    "no key": b"---\n---\n",
    "an empty mapping": b"{}\n",
    "no title": CARTE.partition("\n")[2].encode(),
    "an invisible title": CARTE.replace("La Carte", '"\\u200b\\u202e"').encode(),
    "an empty title": CARTE.replace("La Carte", "").encode(),
    "a title that is a list": CARTE.replace("La Carte", "[La, Carte]").encode(),
    "UTF-16": CARTE.encode("utf-16"),
    "ISO 8859-1": CARTE.replace("Haute", "Élevée").encode("latin-1"),
    "zero bytes": b"\0" * 200,
    "binary": bytes(range(256)),
    "cut in a word": CARTE[:10].encode(),
    "cut in an address": CARTE[: CARTE.index("56000")].encode(),
    "cut in a URL": CARTE[: CARTE.index(".org/")].encode(),
    "cut in a key": CARTE[: CARTE.index("site:")].encode(),
    "too large": CARTE.encode() + b"#" * 2_000_001,
}
FRONT_MATTER = {
    "wrong YAML": b"---\ntitle: [La Carte\n---\n",
    "empty": b"",
    "no front matter": b"La carte de tous les guichets.\n",
    "cut in the front matter": MARKDOWN[:40].encode(),
    "cut in the first line": b"--",
    "two front matters": f"---\n{CARTE}---\n---\ntitle: Autre\n---\n".encode(),
    "UTF-16": MARKDOWN.encode("utf-16"),
}


@pytest.fixture
def site(home: Home) -> Home:
    """Return a published site, two of whose jobs name a start-up of an incubator."""
    home.configure(references={"startup": "startups", "incubator": "incubators"})
    home.write("startups/carte.yaml", CARTE)
    home.write("startups/dossier.md", "---\ntitle: Le Dossier\n---\n")
    home.write("incubators/fabrique.md", FABRIQUE)
    home.job("2026-01-05-carte.md", title="Une offre", startup="carte")
    home.job("2026-01-06-ami.md", title="Une autre offre", friend="Région", startup="carte")
    home.job("2026-01-07-dossier.md", title="La troisième offre", startup="dossier")
    assert home.publish().status == 0
    return home


def organization(home: Home, title: str) -> dict[str, object]:
    """Return the employer of a published job, as JSON-LD."""
    (job,) = eligible(home, title)
    found: dict[str, object] = job["hiringOrganization"]
    return found


def eligible(home: Home, title: str) -> list[dict[str, Any]]:
    """Return the JobPosting of a published job, if it has one."""
    (item,) = [item for item in home.json("jobs.json")["items"] if item["title"] == title]
    return [job for job in home.json("jobs.jsonld")["@graph"] if job["url"] == item["url"]]


def assert_kept(home: Home, before: dict[str, bytes], *files: str) -> None:
    """Publish twice: nothing changes, each file is reported, and a new post has what the others have."""
    for _ in range(2):
        ran = home.publish(now="2026-03-02T09:00:00Z")
        assert ran.status == 1, ran.out
        assert home.tree() == before
        assert not ran.report["transitions"]
        problems = [problem for problem in ran.report["problems"] if problem["severity"] != "note"]
        assert {problem["file"] for problem in problems} == set(files)
    expected = organization(home, "Une offre")
    home.job("2026-03-01-neuve.md", title="Une offre neuve", startup="carte")
    assert home.publish(now="2026-03-02T09:00:00Z").status == 1
    assert organization(home, "Une offre neuve") == expected
    assert organization(home, "Une offre") == expected


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_yaml_file_changes_nothing(site: Home, name: str) -> None:
    before = site.tree()
    site.write("startups/carte.yaml", DAMAGED[name])
    assert all("what was published from it stays" in problem for problem in site.publish().problems)
    assert_kept(site, before, "startups/carte.yaml")
    site.write("startups/carte.yaml", CARTE.replace("La Carte", "La Grande Carte"))
    assert site.publish(now="2026-03-02T09:00:00Z").status == 0
    assert organization(site, "Une offre")["name"] == "La Grande Carte"


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_a_damaged_markdown_file_changes_nothing(site: Home, name: str) -> None:
    (site.root / "startups/carte.yaml").unlink()
    site.write("startups/carte.md", MARKDOWN)
    assert site.publish().status == 0
    before = site.tree()
    site.write("startups/carte.md", FRONT_MATTER[name])
    assert_kept(site, before, "startups/carte.md")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://carte.example.org/", "carte.example"),
        ("https://carte.example.org/", "[a, b]"),
        ("https://carte.example.org/", "{a: b}"),
        ("1 rue Haute, 56000 Vannes", "[]a"),
        ("1 rue Haute, 56000 Vannes", "{couleur: bleue}"),
        ("incubator: fabrique", "incubator: fabrik"),
        ("incubator: fabrique", "incubator: [fabrique]"),
    ],
)
def test_a_wrong_key_changes_nothing(site: Home, old: str, new: str) -> None:
    before = site.tree()
    site.write("startups/carte.yaml", CARTE.replace(old, new))
    assert_kept(site, before, "startups/carte.yaml")


def test_a_wrong_key_does_not_hold_the_others(site: Home) -> None:
    """What is understood of the file is published."""
    site.write("startups/carte.yaml", CARTE.replace("La Carte", "La Grande Carte").replace("https:", "ftp:"))
    assert site.publish().status == 1
    employer = organization(site, "Une offre")
    assert (employer["name"], employer["sameAs"]) == ("La Grande Carte", "https://carte.example.org/")


def test_keys_can_be_removed(site: Home) -> None:
    """An absent key is no wrong one; without a parent, an employer belongs to the publisher."""
    site.write("startups/carte.yaml", "title: La Carte\n")
    assert site.publish().status == 0
    publisher = {"@type": "Organization", "name": "Atelier du Nord", "sameAs": "https://nord.example.org/"}
    expected = {"@type": "Organization", "name": "La Carte", "parentOrganization": publisher}
    assert organization(site, "Une offre") == expected


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", ["startups/carte.yaml", "startups"])
def test_what_may_not_be_read_changes_nothing_until_it_may(site: Home, path: str) -> None:
    before = site.tree()
    (site.root / path).chmod(0)
    try:
        assert_kept(site, before, path)
    finally:
        (site.root / path).chmod(0o755)
    assert site.publish(now="2026-03-02T09:00:00Z").status == 0


@pytest.mark.parametrize("target", ["outside", "nothing", "itself"])
def test_a_link_that_is_not_followed_changes_nothing(site: Home, target: str) -> None:
    before = site.tree()
    shutil.move(site.root / "startups/carte.yaml", site.root / "carte.yaml")
    targets = {"outside": site.root / "carte.yaml", "nothing": site.root / "no", "itself": "carte.yaml"}
    (site.root / "startups/carte.yaml").symlink_to(targets[target])
    for _ in range(2):
        ran = site.publish(now="2026-03-02T09:00:00Z")
        assert ran.status == 1
        assert site.tree() == before
        assert {one["file"] for one in ran.report["problems"] if one["severity"] == "error"} == {"startups/carte.yaml"}


@pytest.mark.parametrize("kind", ["missing", "emptied", "a file", "a link to nothing", "other files"])
@pytest.mark.parametrize("folder", ["startups", "incubators"])
def test_a_folder_that_is_lost_changes_nothing(site: Home, folder: str, kind: str) -> None:
    before = site.tree()
    path = site.root / folder
    shutil.move(path, site.root / "elsewhere")
    if kind in ("emptied", "other files"):
        path.mkdir()
    if kind == "other files":
        (path / "lost+found").mkdir()
        (path / ".DS_Store").write_text("")
    if kind == "a file":
        path.write_text("")
    if kind == "a link to nothing":
        path.symlink_to(site.root / "nothing")
    is_listed = kind in ("emptied", "other files")
    assert_kept(site, before, folder if is_listed else str(site.root / "config.yaml"))
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    shutil.move(site.root / "elsewhere", path)
    assert site.publish(now="2026-03-02T09:00:00Z").status == 0


def test_a_part_of_a_folder_that_is_lost_changes_nothing(site: Home) -> None:
    """A link to nothing may have led to a folder full of files."""
    (site.root / "startups/more").mkdir()
    shutil.move(site.root / "startups/carte.yaml", site.root / "startups/more/carte.yaml")
    assert site.publish().status == 0
    before = site.tree()
    shutil.rmtree(site.root / "startups/more")
    (site.root / "startups/more").symlink_to(site.root / "nothing")
    ran = site.publish()
    assert ran.status == 1
    assert site.tree() == before


@pytest.mark.parametrize("file", ["startups/carte.yaml", "incubators/fabrique.md"])
def test_a_deleted_file_that_posts_name_changes_nothing(site: Home, file: str) -> None:
    """It is reported with those that name it."""
    site.write("incubators/autre.md", "---\ntitle: Autre\n---\n")
    assert site.publish().status == 0
    before = site.tree()
    (site.root / file).unlink()
    assert_kept(site, before, file)
    (problem,) = site.publish().problems
    assert ("sources/2026-01-05-carte.md and 2 more" if "carte" in file else "startups/carte.yaml") in problem


def test_a_deleted_file_is_forgotten_with_the_last_post_that_names_it(site: Home) -> None:
    """A post that names it later names no employer, and has no JobPosting."""
    (site.root / "startups/carte.yaml").unlink()
    site.job("2026-01-05-carte.md", title="Une offre", startup="dossier")
    assert site.publish(now="2026-03-02T09:00:00Z").status == 1
    site.job("2026-01-06-ami.md", title="Une autre offre", friend="Région")
    assert site.publish(now="2026-03-02T09:00:00Z").status == 0
    assert site.publish(now="2026-03-02T09:00:00Z").status == 0
    site.job("2026-03-01-neuve.md", title="Une offre neuve", startup="carte")
    assert site.publish(now="2026-03-02T09:00:00Z").status == 1
    assert eligible(site, "Une offre neuve") == []


@pytest.mark.parametrize("how", ["posts edited", "posts deleted", "not named"])
def test_a_file_can_be_deleted_with_what_names_it(site: Home, how: str) -> None:
    if how == "not named":
        site.write("startups/seule.md", "---\ntitle: Seule\n---\n")
        assert site.publish().status == 0
        (site.root / "startups/seule.md").unlink()
    else:
        (site.root / "startups/carte.yaml").unlink()
        for name in ("2026-01-05-carte.md", "2026-01-06-ami.md"):
            if how == "posts deleted":
                (site.root / "sources" / name).unlink()
            else:
                site.job(name, title=name, startup="dossier")
    for _ in range(2):
        ran = site.publish(now="2026-03-02T09:00:00Z")
        assert ran.status == 0, ran.out


def test_a_renamed_file_is_found_by_its_title(site: Home) -> None:
    """A post that names it by its title needs no other file."""
    site.job("2026-01-05-carte.md", title="Une offre", startup="La Carte")
    site.job("2026-01-06-ami.md", title="Une autre offre", startup="La Carte")
    assert site.publish().status == 0
    before = organization(site, "Une offre")
    (site.root / "startups/carte.yaml").rename(site.root / "startups/nouvelle.yaml")
    assert site.publish().status == 0
    assert organization(site, "Une offre") == before


def test_a_file_can_change_its_ending(site: Home) -> None:
    """Its id is the same."""
    before = site.tree()
    (site.root / "startups/carte.yaml").unlink()
    site.write("startups/carte.md", MARKDOWN)
    assert site.publish().status == 0
    assert site.tree() == before


def test_references_can_be_removed_from_the_configuration(site: Home) -> None:
    """The posts keep names that people read; an id is none, so it is shown nowhere. Nothing closes or is notified."""
    site.job("2026-01-08-nom.md", title="Une offre nommée", startup="La Carte")
    assert site.publish().status == 0
    site.configure()
    ran = site.publish(now="2026-03-02T09:00:00Z")
    assert (ran.status, ran.report["transitions"]) == (1, [])
    assert organization(site, "Une offre nommée")["name"] == "La Carte"
    assert eligible(site, "Une offre") == []
    assert [problem for problem in ran.problems if "'carte'" in problem and "`references:`" in problem]
    assert all(b'"carte"' not in output and b">carte<" not in output for output in site.tree().values())
    site.configure(references={"startup": "startups", "incubator": "incubators"})
    assert site.publish(now="2026-03-02T09:00:00Z").status == 0
    assert organization(site, "Une offre")["name"] == "La Carte"


def test_a_wrong_folder_in_the_configuration_changes_nothing(site: Home) -> None:
    before = organization(site, "Une offre")
    site.configure(references={"startup": "start-ups", "incubator": "incubators"})
    assert site.publish(now="2026-03-02T09:00:00Z").status == 1
    assert organization(site, "Une offre") == before


def test_a_changed_file_is_published_and_is_no_news(site: Home) -> None:
    """Many posts may name it: none of them was edited."""
    for number in range(12):
        site.job(f"2026-02-{number + 1:02}-offre.md", title=f"Offre {number}", startup="carte")
    assert site.publish().status == 0
    updated = {item["id"]: item["date_modified"] for item in site.json("jobs.json")["items"]}
    site.write("startups/carte.yaml", CARTE.replace("La Carte", "La Grande Carte"))
    ran = site.publish(now="2026-03-02T09:00:00Z")
    assert (ran.status, ran.report["transitions"]) == (0, [])
    assert organization(site, "Offre 3")["name"] == "La Grande Carte"
    assert {item["id"]: item["date_modified"] for item in site.json("jobs.json")["items"]} == updated


@pytest.mark.parametrize("kind", ["wrong file", "empty file", "missing folder", "wrong part"])
def test_a_reference_that_is_lost_with_the_ledger_changes_nothing(site: Home, kind: str) -> None:
    """What is untouched stays as it was published; what is new or edited names no employer."""
    employer, before = organization(site, "Une offre"), site.json("jobs.json")["items"]
    shutil.rmtree(site.root / ".feeds")
    if kind == "missing folder":
        shutil.move(site.root / "startups", site.root / "elsewhere")
    elif kind == "wrong part":
        (site.root / "startups/carte.yaml").rename(site.root / "carte.yaml")
        (site.root / "startups/more").symlink_to(site.root / "nothing")
    else:
        site.write("startups/carte.yaml", {"wrong file": "title: [", "empty file": "- \n"}[kind])
    for _ in range(2):
        ran = site.publish(now="2026-03-02T09:00:00Z")
        assert (ran.status, ran.report["transitions"]) == (1, [])
        assert organization(site, "Une offre") == employer
        assert site.json("jobs.json")["items"] == before
    site.job("2026-01-05-carte.md", title="Une offre", startup="carte", contrat="CDD")
    assert site.publish(now="2026-03-03T09:00:00Z").status == 1
    assert eligible(site, "Une offre") == []
    if kind == "missing folder":
        shutil.move(site.root / "elsewhere", site.root / "startups")
    elif kind == "wrong part":
        (site.root / "startups/more").unlink()
        (site.root / "carte.yaml").rename(site.root / "startups/carte.yaml")
    else:
        site.write("startups/carte.yaml", CARTE)
    assert site.publish(now="2026-03-04T09:00:00Z").status == 0
    assert organization(site, "Une offre") == employer
    assert organization(site, "Une autre offre")["name"] == "Région"
