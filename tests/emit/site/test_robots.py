"""robots.txt as crawlers read it."""

from urllib.robotparser import RobotFileParser

from feeds.emit.site import robots


def test_all_may_be_read_and_the_sitemap_is_named(site):
    """A crawler may fetch everything and finds the sitemap."""
    output = robots.emit(site)
    rules = RobotFileParser()
    rules.parse(output.body.decode("ascii").splitlines())
    assert (output.path, output.media_type) == ("robots.txt", "text/plain")
    assert rules.can_fetch("*", "https://jobs.example.org/posts/1/")
    assert rules.site_maps() == ["https://jobs.example.org/sitemap.xml"]
