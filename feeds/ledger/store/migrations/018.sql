-- What a document of a job lacks, as words ("employer date"), null if it was not parsed since; and the dates that it
-- states, as it states them. Both are for the quality of its source (`ledger.public.quality`).
alter table documents add column missing_fields text;
alter table documents add column stated_dates text not null default '';
-- What happened to the entries of sources, each with its last time. `event`: `closed`, `wrong closing`, `moved date`.
create table quality_events (
    source text not null,
    entry text not null,
    event text not null,
    at text not null,
    primary key (source, entry, event)
);
