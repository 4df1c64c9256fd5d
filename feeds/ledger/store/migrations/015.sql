-- What feeds select by and only the text of a post states. `input_digest`: of the text, and of what was looked for.
-- `keywords`: those that were found, `authors`: their names; both are lists in JSON.
create table post_facts (
    entry text primary key,
    input_digest text not null,
    keywords text not null,
    authors text not null
);
