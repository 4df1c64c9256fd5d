-- Relative links of posts, with where they lead. `target`: the path of a file or the id of an entry, "" if nothing is
-- there, null if that is not known yet. `url`: what is published, "" to show no link. `problem`: as
-- `codec.encode_problems` has it.
create table links (
    entry text not null,
    token text not null,
    path text not null,
    suffix text not null,
    fallback text not null,
    line bigint not null,
    target text,
    url text not null,
    problem text not null,
    primary key (entry, token)
);
create index links_target on links (target);

-- Files that posts link to, as last read; `size` is -1 where there is none. `output`: where it is published, if it may
-- be. `length`, in bytes, and `media_type` are those of what is published. `version`: of the program that read it.
create table linked_files (
    locator text primary key,
    size bigint not null,
    mtime bigint not null,
    inode bigint not null,
    version text not null,
    output text not null,
    media_type text not null,
    length bigint not null,
    problem text not null
);

-- Files that an entry had when an archive document with it was written: that document never changes.
create table archived_files (
    entry text not null,
    output text not null,
    primary key (entry, output)
);

alter table entries add column links_digest text not null default '';
