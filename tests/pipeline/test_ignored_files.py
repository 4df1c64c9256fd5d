"""Files that are no posts: nothing is published from them, and nothing that was published is taken away."""


def test_a_public_post_whose_file_is_emptied_stays_as_it_was(home):
    """It is reported; only its removal closes it."""
    place = home.job("2026-01-05-bonne.md", title="La bonne offre")
    home.job("2026-01-06-autre.md", title="Une autre offre")
    home.publish()
    before = home.json("jobs.json")
    place.write_bytes(b"")
    ran = home.publish()
    assert ran.status == 1
    assert [problem["file"] for problem in ran.report["problems"] if problem["severity"] == "warning"] == [
        "sources/2026-01-05-bonne.md"
    ]
    assert home.json("jobs.json") == before
    place.unlink()
    assert home.publish().status == 0
    assert len(home.json("jobs.json")["items"]) == 1


def test_a_new_file_that_is_no_post_is_published_nowhere(home):
    """Nor is it a problem."""
    home.job("2026-01-05-bonne.md", title="La bonne offre")
    for name in ("README.md", "_index.md", "templates/modele.md", "vide.md"):
        home.write(f"sources/{name}", "" if name == "vide.md" else "---\ntitle: Modèle\n---\nTexte\n")
    assert home.publish().status == 0
    files = [path.read_bytes() for path in home.output.rglob("*") if path.is_file()]
    assert not any("Modèle".encode() in body for body in files)


def test_check_names_front_matter_in_a_file_of_another_kind(home):
    """It is a note, which changes no exit status."""
    home.job("2026-01-05-bonne.md", title="La bonne offre")
    home.write("sources/offre.example.se", "---\ntitle: Une offre\n---\nTexte\n")
    ran = home.run("check", "--json", "--now", "2026-03-01T09:00:00Z")
    notes = {problem["file"] for problem in ran.report["problems"] if "another ending" in problem["text"]}
    assert notes == {"sources/offre.example.se"}
