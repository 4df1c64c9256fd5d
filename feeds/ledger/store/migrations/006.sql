-- `edition`: fingerprint of the document when the content of the entry was last edited. A program that only reads or
-- renders it differently leaves it as it is, so that `updated` does not move and no notification is sent.
alter table entries add column edition text not null default '';
update entries set edition = coalesce((
    select fingerprint from documents where documents.source = entries.source and documents.locator = entries.locator
), '');
alter table previous_entries add column edition text not null default '';

-- Revisions of pages and feeds now contain editions; to a target without any, all that is published is known.
delete from acknowledged where kind in ('websub', 'indexnow');
