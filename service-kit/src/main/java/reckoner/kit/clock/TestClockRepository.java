package reckoner.kit.clock;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface TestClockRepository extends GenericRepository<TestClockRow, Boolean> {
  @Query("select only_row, time from test_clock")
  Optional<TestClockRow> find();

  @Query(
      """
      insert into test_clock (time) values (:time)
      on conflict (only_row) do update set time = greatest(test_clock.time, excluded.time)
      """)
  int advance(Instant time);
}
