-- The mapping of a source with `mapping: auto`, as it was recognised first, in JSON.
alter table source_states add column mapping text not null default '';
