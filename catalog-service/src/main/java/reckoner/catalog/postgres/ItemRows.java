package reckoner.catalog.postgres;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the queries of items and prices give. */
final class ItemRows {
  private ItemRows() {}

  @MappedEntity("item")
  record Item(@Id String tenant, String kind, String key, long revision) {}

  @Introspected
  record Draft(long revision, byte[] shown, String contentHash) {}

  @Introspected
  record Content(byte[] content) {}

  /** A version, or a draft, which has no times. */
  @Introspected
  record Stored(
      String kind,
      String key,
      int version,
      long revision,
      byte[] shown,
      String contentHash,
      @Nullable Instant effectiveTime,
      @Nullable Instant publishTime,
      long position,
      @Nullable Instant archiveTime,
      @Nullable Long archivePosition) {}

  @Introspected
  record Reference(String kind, String key, int version, boolean offered) {}

  @Introspected
  record Size(long items, long bytes) {}

  @Introspected
  record Offered(String key, byte[] content) {}

  @Introspected
  record Price(int ordinal, byte[] entry) {}

  @Introspected
  record Book(String key, int version, String currency, String contentHash) {}
}
