-- What is remembered of partners between runs: how each server stands, and what it last gave.

create table standings (
    name text primary key,
    url text not null,
    moved text not null,
    gone text,
    asked text,
    due text,
    succeeded text,
    changed text,
    failures integer not null,
    trouble text not null,
    held text not null,
    read text not null,
    entries integer not null,
    way text not null,
    proof text not null,
    wait integer not null
);

-- The body is packed (zlib) and written in base64.
create table copies (
    source text not null,
    url text not null,
    ask text not null,
    role text not null,
    final text not null,
    media_type text not null,
    charset text not null,
    etag text not null,
    last_modified text not null,
    modified text not null,
    fetched text not null,
    fingerprint text not null,
    leads text not null,
    body text not null,
    primary key (source, url, ask)
);

-- What names the very offer that a document tells of, wherever it is told; `own` says that the document is
-- the one it names.
create table keys (
    source text not null,
    locator text not null,
    key text not null,
    own integer not null,
    primary key (source, locator, key)
);
create index keys_key on keys (key);
create index documents_entry on documents (entry);
