package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.RateCard.Component;
import reckoner.pricing.RateCard.Entry;
import reckoner.pricing.RateCard.NoClassPrice;
import reckoner.pricing.RateCard.Place;
import reckoner.pricing.RateCard.Priced;
import reckoner.pricing.RateCondition.Always;
import reckoner.pricing.RateCondition.Daily;
import reckoner.pricing.RateCondition.FromStart;
import reckoner.pricing.SizeRates.SizeRate;

class RateCardTest {
  private static final Instant NOON = Instant.parse("2026-03-13T12:00:00Z");
  private final SizeRates tiered =
      new SizeRates(
          List.of(new SizeRate(0, perMillion("3")), new SizeRate(200_000, perMillion("6"))));
  private final SizeRates flat = SizeRates.flat(perMillion("15"));

  @ParameterizedTest
  @CsvSource({"1,0", "199999,0", "200000,0", "200001,1", "200000.5,1", "1000000,1"})
  void aTierHoldsOnceTheInputExceedsItsStart(String inputTokens, int tier) {
    var card = always(Map.of(TokenClass.INPUT, tiered));
    assertEquals(
        new Priced(List.of(component(TokenClass.INPUT, inputTokens, 0, tier))),
        card.rate(NOON, Map.of(TokenClass.INPUT, new BigDecimal(inputTokens))));
  }

  @Test
  void cacheTokensCountToTheSizeAndTheTierReachesTheOutput() {
    var card =
        always(
            Map.of(
                TokenClass.INPUT,
                tiered,
                TokenClass.CACHE_READ,
                tiered,
                TokenClass.OUTPUT,
                tiered));
    var usage =
        quantities(
            TokenClass.INPUT, "100000", TokenClass.CACHE_READ, "100001", TokenClass.OUTPUT, "5");
    assertEquals(
        new Priced(
            List.of(
                component(TokenClass.INPUT, "100000", 0, 1),
                component(TokenClass.CACHE_READ, "100001", 0, 1),
                component(TokenClass.OUTPUT, "5", 0, 1))),
        card.rate(NOON, usage));
  }

  @Test
  void outputDoesNotCountToTheSize() {
    var card = always(Map.of(TokenClass.INPUT, tiered, TokenClass.OUTPUT, tiered));
    assertEquals(
        new Priced(
            List.of(
                component(TokenClass.INPUT, "200000", 0, 0),
                component(TokenClass.OUTPUT, "500000", 0, 0))),
        card.rate(NOON, quantities(TokenClass.INPUT, "200000", TokenClass.OUTPUT, "500000")));
  }

  @Test
  void aClassWithoutAPriceIsPartOfItsParent() {
    var card = always(Map.of(TokenClass.INPUT, flat, TokenClass.OUTPUT, flat));
    var usage =
        quantities(
            TokenClass.INPUT, "1", TokenClass.CACHE_READ_AUDIO, "2", TokenClass.REASONING, "4");
    assertEquals(
        new Priced(
            List.of(
                component(TokenClass.INPUT, "3", 0, 0), component(TokenClass.OUTPUT, "4", 0, 0))),
        card.rate(NOON, usage));
  }

  @Test
  void aMissingParentPriceIsUnpricedAndAZeroOfItIsNot() {
    var card = always(Map.of(TokenClass.INPUT, flat));
    assertEquals(
        new NoClassPrice(TokenClass.REASONING),
        card.rate(NOON, quantities(TokenClass.INPUT, "1", TokenClass.REASONING, "1")));
    assertEquals(
        new Priced(List.of(component(TokenClass.INPUT, "1", 0, 0))),
        card.rate(NOON, quantities(TokenClass.INPUT, "1", TokenClass.OUTPUT, "0")));
  }

  @Test
  void anEmptyPriceListIsUnpricedEvenForNoTokens() {
    assertEquals(new NoClassPrice(TokenClass.INPUT), always(Map.of()).rate(NOON, Map.of()));
  }

  @Test
  void everyEventIsOneRequestWhereRequestsHaveAPrice() {
    var card = always(Map.of(TokenClass.INPUT, flat, TokenClass.REQUEST, flat));
    assertEquals(
        new Priced(
            List.of(
                component(TokenClass.INPUT, "7", 0, 0), component(TokenClass.REQUEST, "1", 0, 0))),
        card.rate(NOON, Map.of(TokenClass.INPUT, new BigDecimal(7))));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-12T23:59:59.999999Z,0", "2026-03-13T00:00:00Z,1", "2026-03-14T00:29:59Z,1",
    "2026-03-14T00:30:00Z,2", "2026-03-14T16:29:59.999999Z,2", "2026-03-14T16:30:00Z,1",
    "2026-03-01T01:00:00Z,2"
  })
  void theLastEntryWhoseConditionHoldsIsInForce(Instant time, int entry) {
    var card =
        new RateCard(
            List.of(
                new Entry(new Always(), Map.of(TokenClass.INPUT, flat)),
                new Entry(
                    new FromStart(Instant.parse("2026-03-13T00:00:00Z")),
                    Map.of(TokenClass.INPUT, flat)),
                new Entry(
                    new Daily(LocalTime.of(0, 30), LocalTime.of(16, 30)),
                    Map.of(TokenClass.INPUT, flat))));
    assertEquals(
        new Priced(List.of(component(TokenClass.INPUT, "1", entry, 0))),
        card.rate(time, Map.of(TokenClass.INPUT, BigDecimal.ONE)));
  }

  @Test
  void whereNoConditionHoldsTheFirstEntryIsInForce() {
    var rates = Map.of(TokenClass.INPUT, flat);
    var card =
        new RateCard(
            List.of(
                new Entry(new FromStart(NOON.plusSeconds(1)), rates),
                new Entry(new FromStart(NOON.plusSeconds(2)), rates)));
    assertEquals(
        new Priced(List.of(component(TokenClass.INPUT, "1", 0, 0))),
        card.rate(NOON, Map.of(TokenClass.INPUT, BigDecimal.ONE)));
  }

  @Test
  void anEntryThatAlwaysHoldsIsInForceBeforeThoseAboveIt() {
    var rates = Map.of(TokenClass.INPUT, flat);
    var card =
        new RateCard(
            List.of(new Entry(new FromStart(NOON), rates), new Entry(new Always(), rates)));
    assertEquals(
        new Priced(List.of(component(TokenClass.INPUT, "1", 1, 0))),
        card.rate(NOON, Map.of(TokenClass.INPUT, BigDecimal.ONE)));
  }

  @Test
  void aPlaceHasItsRateAndAClassWithoutOneIsRefused() {
    var card = always(Map.of(TokenClass.INPUT, tiered));
    assertEquals(perMillion("3"), card.rate(TokenClass.INPUT, new Place(0, 0)));
    assertEquals(perMillion("6"), card.rate(TokenClass.INPUT, new Place(0, 1)));
    assertEquals(
        "OUTPUT has no rate at Place[entry=0, tier=0]",
        assertThrows(
                IllegalArgumentException.class, () -> card.rate(TokenClass.OUTPUT, new Place(0, 0)))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "16:29:59,false",
    "16:30:00,true",
    "23:59:59,true",
    "00:00:00,true",
    "00:29:59,true",
    "00:30:00,false"
  })
  void aWindowMayRunOverMidnight(String timeOfDay, boolean holds) {
    assertEquals(
        holds,
        new Daily(LocalTime.of(16, 30), LocalTime.of(0, 30))
            .holdsAt(Instant.parse("2026-03-13T" + timeOfDay + "Z")));
  }

  @Test
  void allowancesAreUsedByStartThenWindowThenTier() {
    var rates = Map.of(TokenClass.INPUT, tiered);
    var card =
        new RateCard(
            List.of(
                new Entry(new FromStart(NOON), rates),
                new Entry(new Daily(LocalTime.of(9, 0), LocalTime.of(10, 0)), rates),
                new Entry(new Always(), rates)));
    var places =
        List.of(
            new Place(0, 0), new Place(0, 1), new Place(1, 1), new Place(1, 0), new Place(2, 0));
    assertEquals(
        List.of(
            new Place(2, 0), new Place(1, 0), new Place(1, 1), new Place(0, 0), new Place(0, 1)),
        places.stream().sorted(Comparator.comparing(card::allowanceRank)).toList());
  }

  @Test
  void whatAlwaysHoldsComesBeforeAWindowFromMidnight() {
    var rates = Map.of(TokenClass.INPUT, tiered);
    var card =
        new RateCard(
            List.of(
                new Entry(new Daily(LocalTime.MIDNIGHT, LocalTime.NOON), rates),
                new Entry(new Always(), rates)));
    var places = List.of(new Place(0, 0), new Place(1, 1), new Place(0, 1), new Place(1, 0));
    assertEquals(
        List.of(new Place(1, 0), new Place(1, 1), new Place(0, 0), new Place(0, 1)),
        places.stream().sorted(Comparator.comparing(card::allowanceRank)).toList());
  }

  @Test
  void tiersOutOfOrderAreRefused() {
    var rate = perMillion("1");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new SizeRates(
                List.of(new SizeRate(0, rate), new SizeRate(9, rate), new SizeRate(9, rate))));
    assertThrows(
        IllegalArgumentException.class, () -> new SizeRates(List.of(new SizeRate(5, rate))));
    assertThrows(IllegalArgumentException.class, () -> new SizeRates(List.of()));
  }

  @Test
  void aCardHasAnEntryAndAWindowALength() {
    assertThrows(IllegalArgumentException.class, () -> new RateCard(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Daily(LocalTime.NOON, LocalTime.NOON));
  }

  @Test
  void everyClassIsFoundByItsNameAndNoOtherNameIsAClass() {
    for (var tokenClass : TokenClass.values()) {
      assertEquals(Optional.of(tokenClass), TokenClass.ofWireName(tokenClass.wireName()));
    }
    assertEquals(Optional.empty(), TokenClass.ofWireName("INPUT"));
    assertEquals(Optional.empty(), TokenClass.ofWireName(""));
  }

  private static RateCard always(Map<TokenClass, SizeRates> rates) {
    return new RateCard(List.of(new Entry(new Always(), rates)));
  }

  private static Rate perMillion(String amount) {
    return new Rate(new BigDecimal(amount), 1_000_000);
  }

  private static Component component(TokenClass tokenClass, String quantity, int entry, int tier) {
    return new Component(tokenClass, new BigDecimal(quantity), new Place(entry, tier));
  }

  private static Map<TokenClass, BigDecimal> quantities(Object... pairs) {
    var map = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((TokenClass) pairs[i], new BigDecimal((String) pairs[i + 1]));
    }
    return map;
  }
}
