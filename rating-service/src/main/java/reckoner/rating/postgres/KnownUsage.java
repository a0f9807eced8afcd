package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.store.BinaryColumns;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageEvent;
import reckoner.rating.wire.UsageReader;

/** Finds the facts that held of events at a position: the event's own, or its last amendment. */
final class KnownUsage {
  private static final String FIND =
      """
      select e.body
      from unnest(?::smallint[], ?::uuid[]) as k(shard, event_key)
        left join lateral (
          select c.amendment
          from usage_correction c
          where c.tenant = ? and c.shard = k.shard and c.event_key = k.event_key
            and (select b.position from usage_batch b
              where b.tenant = c.tenant and b.batch = c.batch) <= ?
          order by c.generation desc limit 1
        ) c on true
        cross join lateral (
          select body from usage_event
          where tenant = ? and shard = k.shard
            and event_key = coalesce(c.amendment, k.event_key)
          offset 0) e -- by its key, as are those known before
      """;

  private KnownUsage() {}

  static List<UsageEvent> find(
      Connection connection, String tenant, List<UsageEvent.Key> keys, long positionMax)
      throws SQLException {
    try (var find = connection.prepareStatement(FIND)) {
      new BinaryColumns<>(connection, find, 1, keys.stream().map(KeyHash::of).toList())
          .int2(KeyHash::shard)
          .uuid(KeyHash::high, KeyHash::low);
      find.setString(3, tenant);
      find.setLong(4, positionMax);
      find.setString(5, tenant);
      var events = new ArrayList<UsageEvent>();
      var rows = find.executeQuery();
      while (rows.next()) {
        events.add(UsageReader.stored(rows.getBytes(1)));
      }
      return events;
    }
  }
}
