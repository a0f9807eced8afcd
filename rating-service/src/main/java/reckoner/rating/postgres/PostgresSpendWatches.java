package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.rating.SpendNews;
import reckoner.rating.SpendSnapshot;
import reckoner.rating.SpendWatches;
import reckoner.rating.Threshold;
import reckoner.rating.UsageLedger;
import reckoner.rating.wire.SpendForm;

/** Thresholds, the queue of periods to look at, and what was seen of them. */
@Singleton
class PostgresSpendWatches implements SpendWatches {
  private final SpendWatchRepository tables;
  private final UsageLedger ledgers;

  PostgresSpendWatches(SpendWatchRepository tables, UsageLedger ledgers) {
    this.tables = tables;
    this.ledgers = ledgers;
  }

  @Override
  public List<Stored> thresholds(String tenant, String contract) {
    return tables.thresholds(tenant, contract).stream()
        .map(row ->
            new Stored(SpendForm.storedThreshold(row.terms()), row.setTime(), row.isRemoved()))
        .toList();
  }

  @Override
  public void addThreshold(String tenant, String contract, Threshold threshold, Instant now) {
    tables.addThreshold(
        tenant, contract, threshold.threshold(), SpendForm.message(threshold).toByteArray(), now);
  }

  @Override
  public void removeThreshold(String tenant, String contract, String threshold, Instant now) {
    tables.removeThreshold(tenant, contract, threshold, now);
  }

  @Override
  public Optional<Duration> follow(String tenant, String contract) {
    return tables.follow(tenant, contract).map(Duration::ofSeconds);
  }

  @Override
  public void lockGathering(String tenant) {
    tables.ensureCursor(tenant);
    tables.lockCursor(tenant);
  }

  @Override
  public void watch(String tenant, String contract, Optional<Duration> follow, Instant now) {
    @Nullable Integer followS = follow.map(every -> (int) every.toSeconds()).orElse(null);
    tables.watch(tenant, contract, followS, now);
    tables.lookAtRunning(tenant, contract, now);
  }

  @Override
  public void unwatch(String tenant, String contract) {
    tables.unwatch(tenant, contract);
  }

  @Override
  public List<String> tenants(Instant now) {
    return tables.tenants(now);
  }

  @Override
  public void gather(String tenant, Instant now, long catalogPosition) {
    var cursor = tables.lockFreeCursor(tenant);
    if (cursor.isEmpty()) {
      return;
    }
    long position = ledgers.position(tenant); // what is at or below it is visible from here on
    if (position > cursor.get()) {
      tables.gatherChanged(tenant, cursor.get(), now);
      tables.moveCursor(tenant, position);
    }
    tables.gatherBegun(tenant, now);
    tables.gatherUnpriced(tenant, catalogPosition, now);
  }

  @Override
  public List<Look> take(Instant now, int limit) {
    return tables.free(now, limit).stream()
        .map(row -> {
          tables.take(row.tenant(), row.contract(), row.periodStart());
          return new Look(row.tenant(), row.contract(), row.periodStart(), row.mark());
        })
        .toList();
  }

  @Override
  public boolean lockWatch(Look look) {
    return tables.lockWatch(look.tenant(), look.contract()) == 1;
  }

  @Override
  public List<Seen> seen(String tenant, String contract, Collection<Instant> periodStarts) {
    if (periodStarts.isEmpty()) {
      return List.of();
    }
    return tables.seen(tenant, contract, List.copyOf(periodStarts)).stream()
        .map(row -> {
          var spend = SpendForm.storedSpend(row.snapshot());
          return new Seen(
              spend,
              Optional.ofNullable(row.sentTime()),
              Arrays.equals(row.sentHash(), SpendForm.hash(spend)));
        })
        .toList();
  }

  @Override
  public void see(String tenant, SpendSnapshot spend, long catalogPosition) {
    tables.see(
        tenant,
        spend.contract(),
        spend.period().start(),
        spend.usagePosition(),
        catalogPosition,
        spend.unpricedEvents() > 0,
        SpendForm.message(spend).toByteArray());
  }

  @Override
  public void tell(String tenant, SpendSnapshot spend, Instant now) {
    tables.tell(tenant, spend.contract(), spend.period().start(), SpendForm.hash(spend), now);
  }

  @Override
  public boolean reach(String tenant, SpendNews.Reached reached) {
    return tables.reach(
            tenant,
            reached.contract(),
            reached.threshold().threshold(),
            reached.span().start(),
            reached.time(),
            reached.at().usagePosition())
        == 1;
  }

  @Override
  public void done(Look look) {
    if (tables.done(look.tenant(), look.contract(), look.periodStart(), look.mark()) == 0) {
      again(look, Instant.EPOCH); // it changed meanwhile
    }
  }

  @Override
  public void again(Look look, Instant time) {
    tables.again(look.tenant(), look.contract(), look.periodStart(), look.mark(), time);
  }
}
