package reckoner.standalone.calc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reckoner.kit.pricing.PricingMethods;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.AllocateResponse;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.DrawDownResponse;
import reckoner.proto.pricing.v1.EvaluateCommitmentsRequest;
import reckoner.proto.pricing.v1.EvaluateCommitmentsResponse;
import reckoner.proto.pricing.v1.LookupPriceRequest;
import reckoner.proto.pricing.v1.LookupPriceResponse;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.MeasureUsageResponse;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.PriceCommittedRequest;
import reckoner.proto.pricing.v1.PriceCommittedResponse;
import reckoner.proto.pricing.v1.PriceOrderRequest;
import reckoner.proto.pricing.v1.PriceOrderResponse;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceUsageResponse;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;
import reckoner.proto.pricing.v1.RenewGrantsRequest;
import reckoner.proto.pricing.v1.RenewGrantsResponse;
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
      }),
  COMPUTE_DOCUMENT(
      "ComputeDocument",
      "computes a document: discounts, minimums, maximums, credits, taxes, balance",
      """
      {"currency": "USD", "lines": [{"key": "calls", "amount": "300", "taxes": ["vat"]}, \
      {"key": "fee", "kind": "SUBSCRIPTION", "amount": "100", "taxes": ["vat"]}], \
      "discounts": [{"id": "welcome", "percent": "15"}], "bounds": [{"id": "least", "minimum": "200"}], \
      "credits": [{"id": "gift", "amount": "150"}], "taxes": [{"id": "vat", "percent": "8"}], "balance": "30"}\
      """,
      ComputeDocumentRequest::newBuilder,
      request -> PricingMethods.computeDocument((ComputeDocumentRequest) request),
      reply -> DocumentWords.of((ComputeDocumentResponse) reply)),
  DRAW_DOWN(
      "DrawDown",
      "pays charges from grants in a composed order",
      """
      {"grants": [{"id": "A", "priority": 1, "amount": "50"}, {"id": "B", "priority": 1, \
      "kind": "PROMOTIONAL", "amount": "20"}], "charges": [{"id": "c", "event_time": \
      "2026-07-01T00:00:00Z", "amount": "60"}]}\
      """,
      DrawDownRequest::newBuilder,
      request -> PricingMethods.drawDown((DrawDownRequest) request),
      reply -> CreditWords.of((DrawDownResponse) reply)),
  RENEW_GRANTS(
      "RenewGrants",
      "says what of expired grants lapses and what rolls over",
      """
      {"grants": [{"id": "A", "amount": "100000", "remaining": "60000", "expiry_time": \
      "2026-07-01T00:00:00Z"}], "time": "2026-07-01T00:00:00Z", "rollover": {"share": "0.5"}}\
      """,
      RenewGrantsRequest::newBuilder,
      request -> PricingMethods.renewGrants((RenewGrantsRequest) request),
      reply -> CreditWords.of((RenewGrantsResponse) reply)),
  EVALUATE_COMMITMENTS(
      "EvaluateCommitments",
      "counts spend to commitments and says what is lacking",
      """
      {"spends": [{"charge": "usage", "amount": "500"}], "commitments": [{"id": "prepaid", "kind": \
      "PREPAID", "amount": "400"}, {"id": "postpaid", "kind": "POSTPAID", "amount": "400"}], \
      "currency": "USD"}\
      """,
      EvaluateCommitmentsRequest::newBuilder,
      request -> PricingMethods.evaluateCommitments((EvaluateCommitmentsRequest) request),
      reply -> CommitmentWords.of((EvaluateCommitmentsResponse) reply)),
  PRICE_COMMITTED(
      "PriceCommitted",
      "prices quantities inside and past a commitment, window by window",
      """
      {"quantity": "10", "price": {"amount": "2"}, "overage_multiplier": "1.5", "true_up": true, \
      "quantities": ["15", "6", "10"], "currency": "USD"}\
      """,
      PriceCommittedRequest::newBuilder,
      request -> PricingMethods.priceCommitted((PriceCommittedRequest) request),
      reply -> CommitmentWords.of((PriceCommittedResponse) reply)),
  MEASURE_USAGE(
      "MeasureUsage",
      "measures the events of a period",
      """
      {"aggregation": {"windowed": {"size": "DAILY", "each": {"simple": "MAX"}, "then": {"simple": \
      "SUM"}}}, "start_time": "2026-07-01T00:00:00Z", "end_time": "2026-07-03T00:00:00Z", "events": \
      [{"quantity": "5", "time": "2026-07-01T08:00:00Z"}, {"quantity": "7", "time": \
      "2026-07-01T09:00:00Z"}, {"quantity": "4", "time": "2026-07-02T08:00:00Z"}]}\
      """,
      MeasureUsageRequest::newBuilder,
      request -> PricingMethods.measureUsage((MeasureUsageRequest) request),
      reply -> MeasureWords.of((MeasureUsageResponse) reply)),
  CHARGE_RECURRING(
      "ChargeRecurring",
      "bills a recurring charge with the changes within its period",
      """
      {"period": {"start": "2025-07-01", "end": "2025-08-01"}, "unit_price": "100", "changes": \
      [{"date": "2025-07-04", "terms": {"unit_price": "500"}}], "currency": "USD"}\
      """,
      ChargeRecurringRequest::newBuilder,
      request -> PricingMethods.chargeRecurring((ChargeRecurringRequest) request),
      reply -> RecurringWords.of((ChargeRecurringResponse) reply)),
  PRICE_ORDER(
      "PriceOrder",
      "says what a quantity that is added to a term adds to the rest of it",
      """
      {"start": "2025-01-01", "end": "2026-01-01", "from": "2025-08-18", "quantity": "7", \
      "unit_price": "5", "basis": "MONTH_OF_30_DAYS", "currency": "USD"}\
      """,
      PriceOrderRequest::newBuilder,
      request -> PricingMethods.priceOrder((PriceOrderRequest) request),
      reply -> RecurringWords.of((PriceOrderResponse) reply)),
  LOOKUP_PRICE(
      "LookupPrice",
      "says which of several prices applies, and why the others do not",
      """
      {"product": "seat", "event_time": "2026-07-01T00:00:00Z", "currency": "USD", \
      "contract_multipliers": [{"multiplier": "0.9"}], "list": [{"currency": "USD", "prices": \
      [{"product": "seat", "terms": {"price": {"per_unit": {"rate": {"amount": "29"}}}}}]}]}\
      """,
      LookupPriceRequest::newBuilder,
      request -> PricingMethods.lookupPrice((LookupPriceRequest) request),
      reply ->
          ((LookupPriceResponse) reply)
              .getRungsList().stream()
                  .map(rung ->
                      "%s: %s"
                          .formatted(
                              rung.getRung().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                              rung.getWords()))
                  .toList());

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
