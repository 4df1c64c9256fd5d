-- Who is to be told of what was delivered, and what they were told.

-- What waits to be told. Without `since` it waits to be delivered first.
create table notices (
    kind text not null,
    target text not null,
    subject text not null,
    revision text not null,
    body text not null,
    number bigint not null,
    since text,
    due text,
    attempts integer not null,
    trouble text not null,
    primary key (kind, target, subject, revision)
);

-- The revision in which each target knows of a subject, or in which nobody tries any more to tell it.
-- The row without a subject says until when a target is to be left alone, if so.
create table told (
    kind text not null,
    target text not null,
    subject text not null,
    revision text not null,
    primary key (kind, target, subject)
);
