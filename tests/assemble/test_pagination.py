"""Pages of lists: nothing is lost, and a change of one entry changes few pages."""

from hypothesis import given
from hypothesis import strategies as st
from support.listings import DAY, NOON, ids, listed

from feeds.assemble.pagination import FIRST, of_list, paginate
from feeds.model.entry import Listed
from feeds.model.feed import Cut

SIZE = 4
NUMBERS = st.sets(st.integers(0, 60), max_size=40)


def entries(numbers):
    return [Listed.of(listed(number)) for number in numbers]


def by_number(pages):
    return {page.number: page.entries for page in pages}


def test_a_long_list_is_cut_from_its_oldest_entry():
    """The first page has what is left; pages are numbered from the oldest, beginning with 2."""
    pages, cuts = paginate(entries(range(13)), (), of_list(SIZE))
    assert [(page.number, ids(page.entries)) for page in pages] == [
        (1, [12, 11, 10, 9, 8]),
        (3, [7, 6, 5, 4]),
        (2, [3, 2, 1, 0]),
    ]
    assert cuts == (Cut(3, NOON + 7 * DAY, "urn:007"), Cut(2, NOON + 3 * DAY, "urn:003"))
    assert [page.until for page in pages] == [None, NOON + 7 * DAY, NOON + 3 * DAY]


def test_a_list_without_entries_has_its_first_page():
    """There is something to show under its address."""
    assert paginate((), (), of_list(SIZE)) == (((FIRST, None, ()),), ())


@given(NUMBERS, NUMBERS)
def test_nothing_is_lost_or_doubled(before, after):
    """Whatever was cut before: all entries are there, in order, on pages that are neither empty nor too long."""
    _, cuts = paginate(entries(before), (), of_list(SIZE))
    pages, cuts = paginate(entries(after), cuts, of_list(SIZE))
    assert [one for page in pages for one in ids(page.entries)] == sorted(after, reverse=True)
    assert all(len(page.entries) < 2 * SIZE for page in pages)
    assert all(page.entries for page in pages[1:])
    assert len(pages[0].entries) >= min(SIZE // 2, len(after))
    assert len(by_number(pages)) == len(pages)
    assert paginate(entries(after), cuts, of_list(SIZE)) == (pages, cuts)


@given(NUMBERS)
def test_a_new_entry_changes_the_first_page_only(numbers):
    """If that becomes too long, it is cut once; no other page changes."""
    before, cuts = paginate(entries(numbers), (), of_list(SIZE))
    after, _ = paginate(entries({*numbers, 99}), cuts, of_list(SIZE))
    assert by_number(before[1:]).items() <= by_number(after).items()
    assert len(after) - len(before) == (len(before[0].entries) == 2 * SIZE - 1)


@given(st.sets(st.integers(0, 60), min_size=1, max_size=40), st.data())
def test_a_closed_entry_changes_its_page(numbers, data):
    """And a neighbour at most, if its page becomes short."""
    before, cuts = paginate(entries(numbers), (), of_list(SIZE))
    closed = data.draw(st.sampled_from(sorted(numbers)))
    (page,) = (page for page in before if closed in ids(page.entries))
    after, _ = paginate(entries(numbers - {closed}), cuts, of_list(SIZE))
    changed = {number for number, shown in by_number(after).items() if by_number(before).get(number) != shown}
    if len(page.entries) > SIZE or page is before[0]:
        assert changed <= {page.number, FIRST, max((cut.number for cut in cuts), default=FIRST) + 1}
    assert len(changed) <= 2


@given(NUMBERS, st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 60)), max_size=5))
def test_any_cuts_do(numbers, wrong):
    """Cuts from a damaged ledger leave no entry out."""
    cuts = [Cut(number, NOON + day * DAY, "urn:x") for number, day in wrong]
    pages, _ = paginate(entries(numbers), cuts, of_list(SIZE))
    assert [one for page in pages for one in ids(page.entries)] == sorted(numbers, reverse=True)
