-- Columns of different collations are not looked up by each other in an index: where usage was joined with its batches
-- or its exceptions, the tenant was compared row by row. Bytes are also compared faster than words.
alter table charge_allowance alter column tenant type text collate "C";
alter table contract alter column tenant type text collate "C";
alter table contract_charge alter column tenant type text collate "C";
alter table contract_period alter column tenant type text collate "C";
alter table contract_rate_limit alter column tenant type text collate "C";
alter table due_charge alter column tenant type text collate "C";
alter table outbox alter column tenant type text collate "C";
alter table outbox_head alter column tenant type text collate "C";
alter table period_adjustment alter column tenant type text collate "C";
alter table rate_bucket alter column tenant type text collate "C";
alter table spend_cursor alter column tenant type text collate "C";
alter table spend_look alter column tenant type text collate "C";
alter table spend_seen alter column tenant type text collate "C";
alter table spend_watch alter column tenant type text collate "C";
alter table threshold alter column tenant type text collate "C";
alter table threshold_reached alter column tenant type text collate "C";
alter table usage_batch alter column tenant type text collate "C";
alter table usage_exception alter column tenant type text collate "C";
alter table usage_ledger alter column tenant type text collate "C";
alter table usage_rejection alter column tenant type text collate "C";
