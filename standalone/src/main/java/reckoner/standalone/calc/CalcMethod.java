package reckoner.standalone.calc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reckoner.kit.pricing.PricingMethods;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.AllocateResponse;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;
import reckoner.proto.pricing.v1.Step;

/** The methods of {@code reckoner.pricing.v1.PricingService}, by the name that they have there. */
public enum CalcMethod {
  PRICE_USAGE(
      "PriceUsage",
      "prices usage under terms, with every step",
      """
      {"terms": {"price": {"graduated": {"tiers": [{"up_to": "5", "rate": {"amount": "7"}}, \
      {"rate": {"amount": "6.50"}}]}}}, "usage": [{"quantity": "12"}], "currency": "USD"}\
      """,
      PriceUsageRequest::newBuilder,
      request -> PricingMethods.priceUsage((PriceUsageRequest) request),
      reply -> {
        var line = (PriceUsageResponse) reply;
        return Stream.concat(
                line.getStepsList().stream().map(Step::getWords),
                Stream.of(
                    "exactly %s, rounded %s".formatted(line.getAmountExact(), line.getAmount())))
            .toList();
      }),
  ALLOCATE(
      "Allocate",
      "splits an amount so that the parts sum to it",
      """
      {"amount": "20", "weights": ["100", "25"], "currency": "USD"}\
      """,
      AllocateRequest::newBuilder,
      request -> PricingMethods.allocate((AllocateRequest) request),
      reply -> List.of(String.join(" + ", ((AllocateResponse) reply).getPartsList()))),
  PREVIEW_PERIODS(
      "PreviewPeriods",
      "lists the billing periods of a term",
      """
      {"start": "2026-01-31", "end": "2026-05-31", "cadence": {"unit": "MONTH"}, \
      "zone": "Europe/Berlin"}\
      """,
      PreviewPeriodsRequest::newBuilder,
      request -> PricingMethods.previewPeriods((PreviewPeriodsRequest) request),
      reply ->
          ((PreviewPeriodsResponse) reply)
              .getPeriodsList().stream()
                  .map(period ->
                      "%d: %s to %s%s"
                          .formatted(
                              period.getNumber(),
                              period.getStart(),
                              period.getEnd(),
                              period.getStub() ? ", a stub" : ""))
                  .toList()),
  PRORATE(
      "Prorate",
      "takes the part of an amount for a part of a period",
      """
      {"amount": "100", "whole_start": "2026-07-01", "whole_end": "2026-08-01", \
      "start": "2026-07-04", "end": "2026-08-01", "currency": "USD"}\
      """,
      ProrateRequest::newBuilder,
      request -> PricingMethods.prorate((ProrateRequest) request),
      reply -> {
        var part = (ProrateResponse) reply;
        return List.of(
            "%d/%d: exactly %s, rounded %s"
                .formatted(
                    part.getProration().getNumerator(),
                    part.getProration().getDenominator(),
                    part.getAmountExact(),
                    part.getAmount()));
      });

  private final String name;
  private final String purpose;
  private final String sample;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference
  private final Supplier<Message.Builder> newRequest;

  @SuppressWarnings("ImmutableEnumChecker") // a pure function
  private final Function<Message, Message> compute;

  @SuppressWarnings("ImmutableEnumChecker") // a pure function
  private final Function<Message, List<String>> words;

  CalcMethod(
      String name,
      String purpose,
      String sample,
      Supplier<Message.Builder> newRequest,
      Function<Message, Message> compute,
      Function<Message, List<String>> words) {
    this.name = name;
    this.purpose = purpose;
    this.sample = sample;
    this.newRequest = newRequest;
    this.compute = compute;
    this.words = words;
  }

  static Optional<CalcMethod> named(String name) {
    return Arrays.stream(values()).filter(method -> method.name.equals(name)).findFirst();
  }

  /** As the service calls it. */
  public String label() {
    return name;
  }

  public String purpose() {
    return purpose;
  }

  /** A line that asks for it. */
  public String sampleLine() {
    return "{\"method\": \"%s\", \"request\": %s}".formatted(name, sample);
  }

  Message request(String json) throws InvalidProtocolBufferException {
    var request = newRequest.get();
    JsonFormat.parser().merge(json, request);
    return request.build();
  }

  /** Of a request that its bounds allow. */
  Message reply(Message request) {
    return compute.apply(request);
  }

  /** A person's version of a reply, line by line. */
  List<String> inWords(Message reply) {
    return words.apply(reply);
  }
}
