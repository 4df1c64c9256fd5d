-- The job of an entry as lists show it, in JSON; empty until the entry is saved next, `null` for an article.
alter table entries add column job text not null default '';
