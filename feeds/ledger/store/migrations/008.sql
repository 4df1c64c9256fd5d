-- Versions that are to be published on their first day, of entries that were public before: what a post says until then
-- is kept here, and `entries` and `posts` keep what was last public. `facts`: an `EntryFacts` as JSON.
create table withheld (
    entry text primary key,
    facts text not null
);
