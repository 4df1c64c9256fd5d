"""The picture of a post, from the keys of the usual tools."""

import pytest

from feeds.model.post import Document, Post
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown

CONTEXT = Context(Site("Example Jobs", "https://jobs.example.org/"), base_url="https://www.example.org/blog/")
PICTURE = "https://www.example.org/blog/x.png"


def read(matter: str) -> Post:
    """Return the post with this front matter."""
    body = f"---\ntitle: x\n{matter}\n---\nText.".encode()
    post, problems = job_markdown.normalise(Document("posts", "posts/x.md", body, ""), CONTEXT)
    assert post
    assert [problem for problem in problems if problem.severity != "note"] == []
    return post


@pytest.mark.parametrize(
    "matter",
    [
        "image: x.png",
        "Image: x.png",
        "cover: x.png",
        "images: [x.png]",
        "featured_image: x.png",
        "featuredImage: x.png",
        "heroImage: ./x.png",
        "thumbnail: x.png",
        "banner: x.png",
        "coverImage: x.png",
        "feature_image: https://www.example.org/blog/x.png",
        "header: {image: x.png, caption: Photo}",
        "header: {overlay_image: x.png, overlay_filter: 0.5}",
        "cover: {image: x.png, hidden: false, relative: true}",
        "image: {src: x.png}",
        "image: {path: x.png, lqip: data}",
        "image: '{{ site.url }}/blog/x.png'",
        "cover: {image: '{{site.baseurl}}/blog/x.png'}",
        "image: \"{{ '/blog/x.png' | relative_url }}\"",
        "image:\n  url: x.png",
        "image: {src: {src: x.png}}",
        "images: [{src: x.png}]",
        "image: false\ncover: x.png",
        "header: true\nimage: x.png",
        "header: Bienvenue\nimage: x.png",
        "thumbnail: small.png\nimage: x.png",
        "banner: Nous recrutons\nthumbnail: x.png",
    ],
)
def test_each_key_is_the_picture(matter):
    """Of several keys the first one with a picture counts, of thumbnails the last."""
    post = read(matter)
    assert (post.image, post.attachments) == (PICTURE, ())


@pytest.mark.parametrize(
    "matter",
    [
        "image: x.png\nimage_alt: Une équipe",
        "image: x.png\nalt: Une *équipe*",
        "heroImage: x.png\nheroImageAlt: Une équipe",
        "cover: {image: x.png, alt: Une équipe}",
        "image: {src: x.png, alt: Une équipe}",
        "images: [{src: x.png, alt: Une équipe}]",
        "header: {image: x.png, image_description: Une équipe}",
        "image: {src: x.png, alt: <b>Une</b> équipe}\nalt: Autre",
    ],
)
def test_the_alternative_text(matter):
    """It is plain text, beside the address or in a key of its own."""
    assert read(matter).image_alt == "Une équipe"


@pytest.mark.parametrize(
    "matter", ["header: true", "cover: {hidden: true}", "banner: Bienvenue", "image: false", "hero:"]
)
def test_what_is_no_picture(matter):
    """Options of a theme and texts are none."""
    assert read(matter).image == ""


def test_further_pictures_are_attachments():
    """Those of all keys but thumbnails, each once, with their texts."""
    post = read("images: [x.png, {src: y.jpg, alt: Y}, x.png]\nthumbnail: z.png\ncover: x.png")
    assert post.image == PICTURE
    assert [(file.url, file.media_type, file.title) for file in post.attachments] == [
        ("https://www.example.org/blog/y.jpg", "image/jpeg", "Y")
    ]


@pytest.mark.parametrize(
    "matter",
    [
        "image: https://https://www.example.org/x.png",
        "cover: {image: 'http://https//www.example.org/x.png'}",
        "enclosure: https://https://www.example.org/x.mp3",
        "canonical_url: https://http://www.example.org/x/",
        "external_url: https://https://www.example.org/x/",
    ],
)
def test_an_address_with_two_schemes_is_reported(matter):
    """It leads nowhere, so it is no address."""
    body = f"---\ntitle: x\n{matter}\ndate: 2026-01-05\n---\nText.".encode()
    post, problems = job_markdown.normalise(Document("posts", "posts/x.md", body, ""), CONTEXT)
    assert [(one.line, one.expected) for one in problems] == [(3, "an address with one scheme")]
    assert "//www" not in repr(post).replace(repr(post.origins), "")
