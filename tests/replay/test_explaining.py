"""What `feeds explain` says of a file that stands where another one stood."""

from __future__ import annotations


def test_a_file_is_explained_for_what_it_is(homes):
    """Of two entries that have had one name, the file that is there counts, whichever id it has."""
    for first, second in (("tag:example.org,2026:a", None), (None, "tag:example.org,2026:a")):
        home = homes()
        home.job("2026-01-05-dev.md", id=first)
        home.publish()
        (home.root / "sources" / "2026-01-05-dev.md").unlink()
        home.publish(now="2026-03-02")
        home.job("2026-01-05-dev.md", "Tout autre chose.", roles="Juriste", id=second)
        home.publish(now="2026-03-03")
        (id_,) = home.ids("jobs.json")
        lines = home.run("explain", "--json", "--now", "2026-03-03", "sources/2026-01-05-dev.md").report
        assert {line["field"]: line["value"] for line in lines}["id"] == id_
