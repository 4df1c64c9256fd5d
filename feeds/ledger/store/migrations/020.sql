-- What decides the place of entries in lists and feeds, which of these they are in, and which entries changed since
-- that was determined: so that a run reads what changed alone. All of it is derived from other tables.
create table listed (
    entry text primary key,
    revision text not null,
    path text not null,
    url text not null,
    state text not null,
    published text not null,
    updated text not null,
    changed_at text not null,
    closed text,
    ended text,
    leaves text,
    shown integer not null,
    weight integer not null,
    until text
);
create index listed_until on listed (until);
create index listed_path on listed (path);

-- The keys hold all columns, so that no statement reads the table itself.
create table members (
    collection text not null,
    entry text not null,
    included integer not null,
    label text not null default '',
    primary key (collection, entry, included, label)
);
create index members_entry on members (entry, collection, included, label);

create table collections (
    name text primary key,
    label text not null default ''
);

alter table entries add column changed integer not null default 1;
create index entries_changed on entries (changed) where changed = 1;
alter table outputs add column collection text not null default '';
create index outputs_collection on outputs (collection);
