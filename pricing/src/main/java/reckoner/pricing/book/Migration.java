package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.Rounding;
import reckoner.pricing.book.BookDifference.Cell;
import reckoner.pricing.book.MigratingContract.Expected;
import reckoner.pricing.book.MigrationPreview.Amounts;
import reckoner.pricing.book.MigrationPreview.Line;
import reckoner.pricing.book.MigrationPreview.Missing;
import reckoner.pricing.book.MigrationPreview.Outcome;
import reckoner.pricing.model.PriceFault;

/** What a plan does to one contract. */
final class Migration {
  private final MigrationPlan plan;
  private final Instant now;
  private final PriceWords words;
  private final PinnedBook<BookEntry> book;
  private final Map<String, TreeSet<Instant>> ends = new HashMap<>();

  Migration(MigrationPlan plan, Instant now, PriceWords words) {
    this.plan = plan;
    this.now = now;
    this.words = words;
    this.book = PinnedBook.fixed(PriceIndex.of(plan.to()));
    for (var entry : plan.to().entries()) {
      var of = ends.computeIfAbsent(entry.product(), _ -> new TreeSet<>());
      Optional.ofNullable(entry.end()).ifPresent(of::add);
    }
  }

  Outcome of(MigratingContract contract) {
    if (contract.pinnedVersion() != plan.fromVersion()) {
      return new MigrationPreview.NotConcerned(contract.pinnedVersion());
    }
    var dates = contract.dates();
    var end = dates.end();
    if (end.isPresent() && !now.isBefore(end.get())) {
      return new MigrationPreview.Ended(end.get());
    }
    return switch (plan.rule(contract)) {
      case NEVER -> new MigrationPreview.Grandfathered();
      case RENEWAL ->
          end.isPresent() ? from(contract, end.get()) : new MigrationPreview.Grandfathered();
      case NEXT_PERIOD -> from(contract, dates.nextPeriod(now));
      case NOW -> from(contract, dates.today(now));
    };
  }

  private Outcome from(MigratingContract contract, Instant from) {
    var after = contract.ladder().withPrices(plan.rung(), book);
    var missing = new ArrayList<Missing>();
    var lines = new ArrayList<Line>();
    var sum = Amounts.none();
    for (var expected : contract.expected()) {
      var period = expected.period();
      if (period != null && !from.isBefore(period.end())) {
        continue;
      }
      var lacking = missing(contract.ladder(), after, expected, from);
      missing.addAll(lacking);
      if (lacking.isEmpty()) {
        var line = line(contract, after, expected, from);
        lines.add(line);
        sum = line.amounts() == null ? sum : sum.plus(line.amounts());
      }
    }
    return missing.isEmpty()
        ? new MigrationPreview.Moves(from, List.copyOf(lines), sum)
        : new MigrationPreview.Blocked(from, List.copyOf(missing));
  }

  /** Looks at the first instant and at each one at which a price of the new book ends. */
  private List<Missing> missing(Ladder before, Ladder after, Expected expected, Instant from) {
    var dimensions = expected.usage().dimensions();
    var first = first(expected.period(), from);
    var times = new TreeSet<>(List.of(first));
    var period = expected.period();
    if (period != null) {
      times.addAll(
          ends.getOrDefault(expected.product(), new TreeSet<>()).subSet(first, period.end()));
    }
    for (var time : times) {
      if (before.find(expected.product(), dimensions, time) != null
          && after.find(expected.product(), dimensions, time) == null) {
        var reason =
            after.explain(expected.product(), dimensions, time).rungs().stream()
                .filter(judged -> judged.rung() == plan.rung())
                .map(Answer.Judged::words)
                .findFirst()
                .orElseThrow();
        return List.of(new Missing(cell(expected), time, reason));
      }
    }
    var price = after.find(expected.product(), dimensions, first);
    if (price == null) {
      return List.of();
    }
    try {
      price.charge(List.of(expected.usage()));
      return List.of();
    } catch (PriceFault fault) {
      return List.of(new Missing(cell(expected), first, fault.code() + ": " + fault.getMessage()));
    }
  }

  private Line line(MigratingContract contract, Ladder after, Expected expected, Instant from) {
    var dimensions = expected.usage().dimensions();
    var time = first(expected.period(), from);
    var old = contract.ladder().find(expected.product(), dimensions, time);
    var fresh = after.find(expected.product(), dimensions, time);
    if (old == null || fresh == null) {
      return new Line(
          cell(expected),
          expected.period(),
          null,
          fresh == null ? List.of() : List.of("new, " + words.of(fresh.entry().terms())));
    }
    var usage = List.of(expected.usage());
    var amounts =
        Amounts.of(
            old.charge(usage).priced().amountExact(),
            fresh.charge(usage).priced().amountExact(),
            Rounding.of(contract.currency()));
    var changes =
        TermsChange.between(old.entry().terms(), fresh.entry().terms(), words).stream()
            .map(TermsChange::words)
            .toList();
    return new Line(cell(expected), expected.period(), amounts, changes);
  }

  /** When the new version first prices what is expected in a period. */
  private static Instant first(@Nullable Period period, Instant from) {
    return period == null || from.isAfter(period.start()) ? from : period.start();
  }

  private static Cell cell(Expected expected) {
    return new Cell(expected.product(), expected.usage().dimensions());
  }
}
