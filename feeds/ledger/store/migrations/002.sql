-- What was shown to subscribers, what its source leaves out, and where a page lies.

-- Texts stand apart, so that a look at all entries need not read them.
create table texts (
    entry text primary key,
    payload text not null
);
insert into texts (entry, payload) select id, cast(payload as text) from entries;

create table entries_2 (
    id text primary key,
    source text not null,
    locator text not null,
    slug text not null unique,
    kind text not null,
    title text not null,
    language text not null,
    organization text not null,
    tags text not null,
    page text not null,
    state text not null,
    reason text not null,
    closed text,
    until text,
    first_seen text not null,
    published text not null,
    updated text not null,
    digest text not null,
    words text not null,
    changes text not null,
    shown integer not null,
    missed integer not null,
    missing text
);
insert into entries_2
select id, source, locator, slug, kind, title, language, organization, tags, '', state, reason, closed, until,
    first_seen, published, updated, digest, '', changes,
    case when state = 'open' or first_seen < closed then 1 else 0 end, 0, null
from entries;
drop table entries;
alter table entries_2 rename to entries;
create index entries_until on entries (until);
create index entries_digest on entries (digest);
create index entries_page on entries (page);

-- Addresses below the host that lead, or led, to an entry; the page that lies there now is not among them.
create table addresses (
    path text primary key,
    entry text not null
);

-- Entries of a feed that was published before, which no document has turned out to be yet.
-- `ours` tells those that this site itself published.
create table formers (
    id text primary key,
    path text not null,
    title text not null,
    words text not null,
    document text not null,
    published text,
    updated text,
    kind text not null,
    state text not null,
    reason text not null,
    closed text,
    changes text not null,
    shown integer not null,
    ours integer not null
);

-- The id of each Atom feed, given once.
create table feeds (
    name text primary key,
    id text not null
);
