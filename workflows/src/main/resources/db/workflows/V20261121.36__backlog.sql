-- What waits is counted every half minute; these keep the count from reading what does not wait.
create index contract_accepted on contract (tenant, contract) where state = 'ACCEPTED';
create index contract_period_blocked on contract_period (cutoff_time) where state = 'BLOCKED';
