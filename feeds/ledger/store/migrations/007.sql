-- What is known of a text that differed in the last responses of a partner, as JSON (`ledger.moving_text`); else empty.
alter table documents add column moving_text text not null default '';
