package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.Rounding;
import reckoner.pricing.book.BookDifference.Cell;
import reckoner.pricing.book.MigratingContract.Expected;
import reckoner.pricing.book.MigrationPreview.Amounts;
import reckoner.pricing.book.MigrationPreview.Line;
import reckoner.pricing.book.MigrationPreview.Missing;
import reckoner.pricing.book.MigrationPreview.Outcome;
import reckoner.pricing.model.ChargeTerms;

/** What a plan does to one contract. */
final class Migration {
  private final MigrationPlan plan;
  private final Instant now;
  private final PriceWords words;
  private final PinnedBook<BookEntry> book;

  Migration(MigrationPlan plan, Instant now, PriceWords words) {
    this.plan = plan;
    this.now = now;
    this.words = words;
    this.book = PinnedBook.fixed(PriceIndex.of(plan.to()));
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
    return switch (contract.rule()) {
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
      var first = first(period, from);
      var lacking = missing(contract.ladder(), after, expected, first);
      if (lacking.isPresent()) {
        missing.add(lacking.get());
      } else {
        var line = line(contract, after, expected, first);
        lines.add(line);
        sum = line.amounts() == null ? sum : sum.plus(line.amounts());
      }
    }
    return missing.isEmpty()
        ? new MigrationPreview.Moves(from, List.copyOf(lines), sum)
        : new MigrationPreview.Blocked(from, List.copyOf(missing));
  }

  /** Looks at the first instant and at each one in the period at which an answer may change. */
  private Optional<Missing> missing(Ladder before, Ladder after, Expected expected, Instant first) {
    var times = new TreeSet<>(List.of(first));
    var period = expected.period();
    if (period != null) {
      var rest = new Period(first, period.end());
      Stream.of(before, after)
          .flatMap(ladder -> ladder.changes(expected.product(), expected.usage().dimensions()))
          .filter(rest::contains)
          .forEach(times::add);
    }
    return times.stream()
        .filter(time -> !ExpectedPrice.of(before, expected, time).isUnpriced())
        .flatMap(time -> lack(after, expected, time).stream())
        .findFirst();
  }

  private Optional<Missing> lack(Ladder after, Expected expected, Instant time) {
    return switch (ExpectedPrice.of(after, expected, time)) {
      case ExpectedPrice.Amount _ -> Optional.empty();
      case ExpectedPrice.Faulty(_, var fault) ->
          Optional.of(new Missing(cell(expected), time, fault.code() + ": " + fault.getMessage()));
      case ExpectedPrice.None() ->
          after.explain(expected.product(), expected.usage().dimensions(), time).rungs().stream()
              .filter(judged -> judged.rung() == plan.rung())
              .map(judged -> new Missing(cell(expected), time, judged.words()))
              .findFirst();
    };
  }

  private Line line(MigratingContract contract, Ladder after, Expected expected, Instant time) {
    var old = ExpectedPrice.of(contract.ladder(), expected, time);
    var fresh = ExpectedPrice.of(after, expected, time);
    var amounts =
        old instanceof ExpectedPrice.Amount(_, var was)
                && fresh instanceof ExpectedPrice.Amount(_, var is)
            ? Amounts.of(was, is, Rounding.of(contract.currency()))
            : null;
    return new Line(
        cell(expected), expected.period(), amounts, changes(old.terms(), fresh.terms()));
  }

  private List<String> changes(Optional<ChargeTerms> old, Optional<ChargeTerms> fresh) {
    if (fresh.isEmpty()) {
      return List.of();
    }
    var terms = fresh.get();
    return old.map(
            was -> TermsChange.between(was, terms, words).stream().map(TermsChange::words).toList())
        .orElseGet(() -> List.of("new, " + words.of(terms)));
  }

  /** When the new version first prices what is expected in a period. */
  private static Instant first(@Nullable Period period, Instant from) {
    return period == null || from.isAfter(period.start()) ? from : period.start();
  }

  private static Cell cell(Expected expected) {
    return new Cell(expected.product(), expected.usage().dimensions());
  }
}
