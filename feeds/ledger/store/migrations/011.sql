-- The path of a page that its author chose, relative to the site; "" where the slug decides.
alter table entries add column permalink text not null default '';
create index entries_permalink on entries (lower(permalink));
