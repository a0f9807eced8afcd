package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.util.List;
import reckoner.rating.Outbox;
import reckoner.rating.SpendNews;
import reckoner.rating.wire.SpendForm;

/** The outbox's tables. */
@Singleton
class PostgresOutbox implements Outbox {
  private final OutboxRepository tables;

  PostgresOutbox(OutboxRepository tables) {
    this.tables = tables;
  }

  @Override
  public void add(String tenant, List<SpendNews> news) {
    tables.advance(tenant, news.size());
    long sequence = head(tenant) - news.size();
    for (var one : news) {
      sequence++;
      var message = SpendForm.message(one);
      tables.add(
          tenant, sequence, message.getWhatCase().name(), one.contract(), message.toByteArray());
    }
  }

  @Override
  public long head(String tenant) {
    return tables.head(tenant).orElse(0L);
  }

  @Override
  public List<Entry> after(String tenant, long sequence, int limit) {
    return tables.after(tenant, sequence, limit).stream()
        .map(row -> new Entry(row.sequence(), row.kind(), row.contract(), row.body()))
        .toList();
  }

  @Override
  public int expire(int limit) {
    return tables.expire(RETENTION.toSeconds(), limit);
  }
}
