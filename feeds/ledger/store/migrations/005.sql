-- The names of the field for tables, columns and keys of meta; no value changes but the state `lost`, now `stale`.

alter table texts rename to posts;
alter table addresses rename to aliases;

alter table entries rename column until to next_transition;
alter table entries rename column words to text_digest;
alter table entries rename column missed to times_missed;
alter table entries rename column missing to missing_since;
update entries set state = 'stale' where state = 'lost';
drop index entries_until;
create index entries_next_transition on entries (next_transition);

alter table outputs rename column source_key to input_digest;

-- Entries of a feed that was published before this ledger, which no document has turned out to be yet.
-- `published_here`: by this site itself, not by another program.
alter table formers rename to previous_entries;
alter table previous_entries rename column words to text_digest;
alter table previous_entries rename column document to document_digest;
alter table previous_entries rename column ours to published_here;
update previous_entries set state = 'stale' where state = 'lost';

-- What is remembered of a partner. `recorded`: digest of the options under which its documents were last
-- recorded; `proof`: what it proves when the partner leaves an entry out; `min_interval`: in seconds.
alter table standings rename to source_states;
alter table source_states rename column moved to moved_to;
alter table source_states rename column gone to gone_since;
alter table source_states rename column asked to last_fetch;
alter table source_states rename column due to next_poll;
alter table source_states rename column succeeded to last_success;
alter table source_states rename column changed to last_change;
alter table source_states rename column trouble to last_error;
alter table source_states rename column held to quarantined;
alter table source_states rename column read to recorded;
alter table source_states rename column way to parser_key;
alter table source_states rename column wait to min_interval;

-- `request_body`: of a POST, else empty; `listed_modified`: what the list states of a page (a sitemap's lastmod).
alter table copies rename to cached_documents;
alter table cached_documents rename column ask to request_body;
alter table cached_documents rename column final to final_url;
alter table cached_documents rename column modified to listed_modified;
alter table cached_documents rename column leads to links;

-- Keys by which one offer is recognised in several documents; `rank`: how well the document knows the offer.
alter table keys rename to offer_keys;
alter table offer_keys rename column own to rank;
drop index keys_key;
create index offer_keys_key on offer_keys (key);

-- The outbox. Without `released` a notification waits for what it is about to be delivered.
alter table notices rename to notifications;
alter table notifications rename column since to released;
alter table notifications rename column due to next_attempt;
alter table notifications rename column trouble to last_error;

-- The revision of each subject that a target was sent; the row without a subject is when to try that target again.
alter table told rename to acknowledged;

update meta set name = 'clock' where name = 'now';
update meta set name = 'next_transition' where name = 'coming';
update meta set name = 'last_notification' where name = 'notices';
update meta set name = 'published_key' where name = 'published';
update meta set name = 'entry_counts' where name = 'counts';
update meta set name = 'reference_problems' where name = 'reference problems';
update meta set name = 'status_file' where name = 'status file';
update meta set name = 'alerted ' || substr(name, 6) where name like 'told %';
update meta set value = replace(replace(replace(replace(replace(value, '"last": ', '"last_run": '),
    '"succeeded": ', '"last_success": '), '"status": ', '"exit_status": '), '"trouble": ', '"last_error": '),
    '"unread": ', '"unreadable": ')
where name = 'runs';
update meta set value = replace(value, ' lost":', ' stale":') where name = 'entry_counts';
