package reckoner.pricing.book;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.BookDifference.Cell;
import reckoner.pricing.book.BookDifference.Range;
import reckoner.pricing.model.ChargeTerms;

/** The differences of one cell, over the pieces of time in which neither version changes. */
final class CellDifference {
  /** A piece of time with the terms that both versions have in it; null for none. */
  private record Piece(
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable ChargeTerms before,
      @Nullable ChargeTerms after) {
    boolean isLike(Piece other) {
      return Objects.equals(before, other.before) && Objects.equals(after, other.after);
    }
  }

  private CellDifference() {}

  static void add(
      Cell cell, List<BookEntry> before, List<BookEntry> after, List<BookDifference> differences) {
    var pieces = pieces(before, after);
    for (int i = 0; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      var old = piece.before();
      var fresh = piece.after();
      var range = new Range(piece.from(), piece.until());
      if (old != null && fresh != null) {
        // terms may differ in a policy that decides nothing
        if (!TermsChange.between(old, fresh, PriceWords.units()).isEmpty()) {
          differences.add(new BookDifference.Changed(cell, range, old, fresh));
        }
      } else if (old != null) {
        // where the same terms go on beside it, the price is not gone but shorter
        if (i > 0 && old.equals(pieces.get(i - 1).after())) {
          differences.add(new BookDifference.EndMoved(cell, old, piece.until(), piece.from()));
        } else if (i + 1 < pieces.size() && old.equals(pieces.get(i + 1).after())) {
          differences.add(new BookDifference.StartMoved(cell, old, piece.from(), piece.until()));
        } else {
          differences.add(new BookDifference.Removed(cell, range, old));
        }
      } else if (fresh != null) {
        if (i > 0 && fresh.equals(pieces.get(i - 1).before())) {
          differences.add(new BookDifference.EndMoved(cell, fresh, piece.from(), piece.until()));
        } else if (i + 1 < pieces.size() && fresh.equals(pieces.get(i + 1).before())) {
          differences.add(new BookDifference.StartMoved(cell, fresh, piece.until(), piece.from()));
        } else {
          differences.add(new BookDifference.Added(cell, range, fresh));
        }
      }
    }
  }

  private static List<Piece> pieces(List<BookEntry> before, List<BookEntry> after) {
    var old = Timeline.of(before);
    var fresh = Timeline.of(after);
    var bounds = new TreeSet<Instant>();
    Stream.of(old, fresh).flatMap(Timeline::changes).forEach(bounds::add);
    var pieces = new ArrayList<Piece>();
    @Nullable Instant from = null;
    for (var until : bounds) {
      add(piece(from, until, old, fresh), pieces);
      from = until;
    }
    add(piece(from, null, old, fresh), pieces);
    return pieces;
  }

  private static Piece piece(
      @Nullable Instant from,
      @Nullable Instant until,
      Timeline<BookEntry> before,
      Timeline<BookEntry> after) {
    var at = from == null ? Instant.MIN : from;
    return new Piece(from, until, terms(before.at(at)), terms(after.at(at)));
  }

  private static @Nullable ChargeTerms terms(@Nullable BookEntry entry) {
    return entry == null ? null : entry.terms();
  }

  /** Joins it to the piece before where both versions go on as they were. */
  private static void add(Piece piece, List<Piece> pieces) {
    if (!pieces.isEmpty() && pieces.getLast().isLike(piece)) {
      var last = pieces.removeLast();
      pieces.add(new Piece(last.from(), piece.until(), piece.before(), piece.after()));
    } else {
      pieces.add(piece);
    }
  }
}
