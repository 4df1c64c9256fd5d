-- Where lists of entries are cut into pages. `list`: its path, as `jobs` or `jobs/contract/cdi`. `number`: of the page;
-- the first page, which has none, holds what is newer than all cuts. `published` and `entry`: of the newest entry of
-- the page when it was cut.
create table list_pages (
    list text not null,
    number bigint not null,
    published text not null,
    entry text not null,
    primary key (list, number)
);
