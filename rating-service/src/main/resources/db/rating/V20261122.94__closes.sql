-- A close changes its period's row once: with room beside it, none of the row's indexes is written again.
alter table contract_period set (fillfactor = 50);

-- The record of a request to close a period has no reply of its own (it is empty): the period has it.
update schema_compatibility set oldest_program = '20261122.94';
