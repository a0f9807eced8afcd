package reckoner.catalog.grpc;

import com.google.type.TimeOfDay;
import java.time.LocalTime;
import java.util.TreeMap;
import reckoner.catalog.ImportPriceList.Imported;
import reckoner.catalog.LookupRates.Answer;
import reckoner.catalog.LookupRates.Found;
import reckoner.catalog.LookupRates.NoPrice;
import reckoner.catalog.LookupRates.UnknownModel;
import reckoner.catalog.LookupRates.UnknownProvider;
import reckoner.catalog.PriceList;
import reckoner.catalog.PriceListDifference;
import reckoner.kit.wire.Wire;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCondition;
import reckoner.pricing.SizeRates;
import reckoner.proto.catalog.v1.ClassRates;
import reckoner.proto.catalog.v1.CostBookVersion;
import reckoner.proto.catalog.v1.DailyWindow;
import reckoner.proto.catalog.v1.ImportNotice;
import reckoner.proto.catalog.v1.ImportPriceListResponse;
import reckoner.proto.catalog.v1.LookupRatesResponse;
import reckoner.proto.catalog.v1.PriceBookVersion;
import reckoner.proto.catalog.v1.RateEntry;
import reckoner.proto.catalog.v1.SizeRate;

/** The catalog's types as protos. */
final class CatalogMessages {
  private CatalogMessages() {}

  static ImportPriceListResponse imported(Imported imported, PriceList.Reading reading) {
    var response =
        ImportPriceListResponse.newBuilder()
            .setCostBookVersion(version(imported.costs()))
            .setPriceBookVersion(version(imported.prices()))
            .setUnchanged(imported.unchanged())
            .setProviders(reading.list().providers())
            .setModels(reading.list().models().size())
            .setPricedModels(reading.list().pricedModels().size())
            .setPrices(reading.list().prices());
    reading.notices().forEach(notice -> response.addNotices(notice(notice)));
    imported.difference().ifPresent(difference -> differences(difference, response));
    return response.build();
  }

  private static void differences(
      PriceListDifference difference, ImportPriceListResponse.Builder response) {
    difference.first().forEach(one -> response.addDifferences(one.words()));
    if (difference.more() > 0) {
      response.addDifferences("and %,d more".formatted(difference.more()));
    }
  }

  private static ImportNotice notice(PriceList.Notice notice) {
    return ImportNotice.newBuilder()
        .setKind(ImportNotice.Kind.valueOf(notice.kind().name()))
        .setName(notice.name())
        .setCount(notice.count())
        .addAllPlaces(notice.places())
        .build();
  }

  static CostBookVersion version(reckoner.catalog.CostBookVersion version) {
    return CostBookVersion.newBuilder()
        .setCostBook(version.costBook())
        .setVersion(version.version())
        .setContentHash(version.contentHash())
        .setPublishTime(Wire.timestamp(version.publishTime()))
        .setPosition(version.position())
        .build();
  }

  static PriceBookVersion version(reckoner.catalog.PriceBookVersion version) {
    return PriceBookVersion.newBuilder()
        .setPriceBook(version.priceBook())
        .setVersion(version.version())
        .setContentHash(version.contentHash())
        .setCurrency(version.currency())
        .setCostBook(version.costBook())
        .setPublishTime(Wire.timestamp(version.publishTime()))
        .setPosition(version.position())
        .setModels(version.models())
        .build();
  }

  static LookupRatesResponse answer(Answer answer) {
    var response = LookupRatesResponse.newBuilder();
    switch (answer) {
      case UnknownProvider() -> response.setOutcome(LookupRatesResponse.Outcome.UNKNOWN_PROVIDER);
      case UnknownModel() -> response.setOutcome(LookupRatesResponse.Outcome.UNKNOWN_MODEL);
      case NoPrice(var model) ->
          response.setOutcome(LookupRatesResponse.Outcome.NO_PRICE).setModel(model);
      case Found found -> {
        response
            .setOutcome(LookupRatesResponse.Outcome.FOUND)
            .setModel(found.model())
            .setPriceBookVersion(version(found.prices()))
            .setCostBookVersion(version(found.costs()))
            .setMultiplier(Wire.decimal(found.multiplier()));
        found.rates().entries().forEach(entry -> response.addEntries(entry(entry)));
      }
    }
    return response.build();
  }

  private static RateEntry entry(RateCard.Entry entry) {
    var message = RateEntry.newBuilder();
    switch (entry.condition()) {
      case RateCondition.Always() -> {}
      case RateCondition.FromStart(var start) -> message.setStartTime(Wire.timestamp(start));
      case RateCondition.Daily(var start, var end) ->
          message.setDailyWindow(
              DailyWindow.newBuilder().setStart(timeOfDay(start)).setEnd(timeOfDay(end)));
    }
    new TreeMap<>(entry.rates())
        .forEach(
            (tokenClass, rates) -> message.addClassRates(classRates(tokenClass.wireName(), rates)));
    return message.build();
  }

  private static ClassRates classRates(String tokenClass, SizeRates rates) {
    var message = ClassRates.newBuilder().setTokenClass(tokenClass);
    rates
        .tiers()
        .forEach(tier ->
            message.addSizeRates(
                SizeRate.newBuilder()
                    .setAboveInputTokens(tier.above())
                    .setAmount(Wire.decimal(tier.rate().amount()))
                    .setPer(tier.rate().per())));
    return message.build();
  }

  private static TimeOfDay timeOfDay(LocalTime time) {
    return TimeOfDay.newBuilder()
        .setHours(time.getHour())
        .setMinutes(time.getMinute())
        .setSeconds(time.getSecond())
        .setNanos(time.getNano())
        .build();
  }
}
