package reckoner.pricing.book;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.model.ChargeTerms;

/**
 * One fact of a price that is another one now.
 *
 * @param fact its name, such as {@code tier 2 ends at}; empty for the one rate of a price
 * @param before null for a fact that is new
 * @param after null for a fact that is no more
 * @param percent by how much a number changed; none for other facts and from 0
 */
public record TermsChange(
    String fact, @Nullable String before, @Nullable String after, Optional<String> percent) {

  /** All changes, in the order in which the facts are told; of another kind of price, one. */
  static List<TermsChange> between(ChargeTerms before, ChargeTerms after, PriceWords words) {
    if (!before.price().getClass().equals(after.price().getClass())) {
      return List.of(new TermsChange("", words.of(before), words.of(after), Optional.empty()));
    }
    var old = PriceFacts.of(before, words);
    var fresh = PriceFacts.of(after, words);
    var names = new LinkedHashSet<>(old.keySet());
    names.addAll(fresh.keySet());
    var changes = new ArrayList<TermsChange>();
    for (var name : names) {
      var was = old.get(name);
      var is = fresh.get(name);
      if (was == null ? is != null : !was.equals(is)) {
        changes.add(of(name, was, is));
      }
    }
    reordered(List.copyOf(old.keySet()), List.copyOf(fresh.keySet())).ifPresent(changes::add);
    return List.copyOf(changes);
  }

  /** The same facts in another order, which may decide between cells or windows that overlap. */
  private static Optional<TermsChange> reordered(List<String> before, List<String> after) {
    if (before.equals(after) || !Set.copyOf(before).equals(Set.copyOf(after))) {
      return Optional.empty();
    }
    var moved = IntStream.range(0, before.size()).filter(i -> !before.get(i).equals(after.get(i)));
    var places = moved.boxed().toList();
    return Optional.of(
        new TermsChange(
            "order",
            PriceWords.listed(places, before::get),
            PriceWords.listed(places, after::get),
            Optional.empty()));
  }

  private static TermsChange of(
      String name, PriceFacts.@Nullable Fact was, PriceFacts.@Nullable Fact is) {
    if (was == null || is == null) {
      return new TermsChange(name, whole(was), whole(is), Optional.empty());
    }
    if (!was.unit().equals(is.unit())) {
      return new TermsChange(name, whole(was), whole(is), Optional.empty());
    }
    var percent =
        was.number() == null || is.number() == null
            ? Optional.<String>empty()
            : Figures.percentChange(was.number(), is.number());
    return new TermsChange(name, was.words(), whole(is), percent);
  }

  private static @Nullable String whole(PriceFacts.@Nullable Fact fact) {
    return fact == null ? null : fact.words() + fact.unit();
  }

  /** In words, such as {@code tier 2: 0.04 → 0.035 per unit (−12.5 %)}. */
  public String words() {
    var name = fact.isEmpty() ? "" : fact + ": ";
    if (before == null) {
      return "%s%s is new".formatted(name, after);
    }
    if (after == null) {
      return "%s%s is no more".formatted(name, before);
    }
    return "%s%s → %s%s".formatted(name, before, after, percent.map(" (%s)"::formatted).orElse(""));
  }
}
