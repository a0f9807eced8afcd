-- How long after a period's end usage still counts (RULES B5) is a term of the quote. Null: the quote does not say, and
-- 24 hours hold; what was accepted before had no other.
alter table quote add column usage_grace_s bigint check (usage_grace_s between 0 and 2678400);
alter table contract add column usage_grace_s bigint not null default 86400 check (usage_grace_s between 0 and 2678400);

-- without grace a period is cut off at its end
alter table contract_period drop constraint contract_period_check1;
alter table contract_period add constraint contract_period_cutoff_time_check check (period_end <= cutoff_time);
