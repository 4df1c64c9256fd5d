-- The order of day and month that the dates of a source stated so far, or `both`; empty if none did.
alter table source_states add column day_order text not null default '';
