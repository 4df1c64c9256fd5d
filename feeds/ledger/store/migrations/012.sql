-- When a closed job leaves, or left, the feeds that show it closed; null if it left them when it closed.
alter table entries add column leaves text;
