-- Reference files as last read, so that what was published from one stays if it cannot be read any more. `digest` is of
-- what the file states (`organization`, JSON; both are empty if it was never read), `content` the text of YAML.
create table reference_files (
    name text not null,
    locator text not null,
    size bigint not null,
    mtime bigint not null,
    inode bigint not null,
    fingerprint text not null,
    version text not null,
    digest text not null,
    organization text not null,
    content text not null,
    problems text not null,
    primary key (name, locator)
);
delete from meta where name = 'references';
