package reckoner.rating;

import java.util.List;
import java.util.Set;

/** Lets a service's writes fail from a given one on, and shows all that its database holds. */
final class WriteFaults {
  /** Tables that are no use case's own: the schema's history, the clock of tests, and our own. */
  private static final String TABLES =
      """
      select table_name::text from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and table_name not like 'flyway%' and table_name not like 'schema%'
        and table_name not in ('test_clock', 'fault_plan') order by 1
      """;

  /** How a write fails. */
  enum Kind {
    EXCEPTION(
        "UNEXPECTED", "raise exception 'a fault of the test at % of %', tg_op, tg_table_name"),
    SESSION_ENDED("DATABASE_UNAVAILABLE", "perform pg_terminate_backend(pg_backend_pid())");

    /** By which a caller is told. */
    final String reason;

    private final String statement;

    Kind(String reason, String statement) {
      this.reason = reason;
      this.statement = statement;
    }
  }

  private final Meter meter;

  private WriteFaults(Meter meter) {
    this.meter = meter;
  }

  static WriteFaults prepare(Meter meter, Kind kind) {
    Pages.sql(
        meter,
        """
        create sequence writes;
        create table fault_plan (first bigint not null);
        insert into fault_plan values (%d);
        create function fault() returns trigger language plpgsql as $$
        begin
          if nextval('writes') >= (select first from fault_plan) then
            perform setval(tg_argv[0]::regclass, 1);
            %s;
          end if;
          return null;
        end $$
        """
            .formatted(Integer.MAX_VALUE, kind.statement));
    for (var table : Pages.sql(meter, TABLES)) {
      Pages.sql(
          meter,
          """
          create sequence met_%1$s minvalue 0 start 0;
          create trigger fault_of_statement after insert or update or delete on %1$s
            for each statement execute function fault('met_%1$s');
          create constraint trigger fault_at_commit after insert or update or delete on %1$s
            deferrable initially deferred for each row execute function fault('met_%1$s')
          """
              .formatted(table));
    }
    return new WriteFaults(meter);
  }

  /** From this write on, counted from 1, every one fails. */
  void from(int write) {
    Pages.sql(
        meter,
        "update fault_plan set first = %d; select setval('writes', 1, false)".formatted(write));
  }

  void none() {
    from(Integer.MAX_VALUE);
  }

  /** Tables without a write that failed so far, but those. */
  List<String> neverMet(Set<String> but) {
    return Pages.sql(meter, TABLES).stream()
        .filter(table -> !but.contains(table))
        .filter(
            table -> Pages.sql(meter, "select last_value from met_" + table).equals(List.of("0")))
        .toList();
  }

  /**
   * Every row of every table, but aggregates of nothing, which only give a name to a sum, and the
   * instant up to which the ledger is sealed, which whoever asks moves on.
   */
  List<String> contents() {
    var rows =
        Pages.sql(meter, TABLES).stream()
            .map(table ->
                switch (table) {
                  case "usage_aggregate" -> "usage_aggregate t where events <> 0 or quantity <> 0";
                  case "usage_ledger" ->
                      "(select tenant, position, events, terms_revision from usage_ledger) t";
                  default -> table + " t";
                })
            .map(from ->
                "select $$%1$s $$ || coalesce(string_agg(t::text, ';' order by t::text), '') from %1$s"
                    .formatted(from))
            .toList();
    return Pages.sql(meter, String.join(" union all ", rows) + " order by 1");
  }
}
