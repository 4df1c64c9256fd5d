-- Version 1. Times are RFC 3339 text in UTC to the second, so that they compare as text; sizes and inodes are integers.

create table meta (
    name text primary key,
    value text not null
);

-- One row for each document of each source, as it was when last read.
create table documents (
    source text not null,
    locator text not null,
    size bigint not null,
    mtime bigint not null,
    inode bigint not null,
    fingerprint text not null,
    entry text not null,
    problems text not null,
    primary key (source, locator)
);

create table entries (
    id text primary key,
    source text not null,
    locator text not null,
    slug text not null unique,
    kind text not null,
    title text not null,
    language text not null,
    organization text not null,
    tags text not null,
    state text not null,
    reason text not null,
    closed text,
    until text,
    first_seen text not null,
    published text not null,
    updated text not null,
    digest text not null,
    changes text not null,
    payload text not null
);

create index entries_until on entries (until);

create table archives (
    feed text not null,
    entry text not null,
    number integer not null,
    primary key (feed, entry)
);

create table outputs (
    path text primary key,
    source_key text not null,
    digest text not null,
    size bigint not null,
    mtime bigint not null
);
