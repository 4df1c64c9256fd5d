-- What was shown to subscribers, what its source leaves out, and where a page lies.

alter table entries add column shown integer not null default 0;
alter table entries add column missed integer not null default 0;
alter table entries add column missing text;
alter table entries add column page text not null default '';
update entries set shown = 1 where state = 'open' or first_seen < closed;
update entries set payload = cast(payload as text);
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
