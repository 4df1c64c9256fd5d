-- What the URL of a page that was found by trying has in common with those of similar pages.
alter table cached_documents add column shape text not null default '';
