package reckoner.catalog.template;

import com.google.protobuf.Message;
import java.util.List;
import java.util.TreeMap;
import reckoner.proto.catalog.v1.ExampleStep;

/** The computations beside the invoice of an example. */
public final class Steps {
  private Steps() {}

  public static List<StepResult> of(TemplateOffer of, Computations computations) {
    return of.example().getStepsList().stream()
        .map(step -> {
          var reply = reply(step, computations);
          var values = new TreeMap<String, String>();
          step.getExpectedMap().keySet().forEach(at -> values.put(at, ReplyValue.at(reply, at)));
          return new StepResult(step.getTitle(), values);
        })
        .toList();
  }

  private static Message reply(ExampleStep step, Computations computations) {
    return switch (step.getRequestCase()) {
      case DRAW_DOWN -> computations.drawDown(step.getDrawDown());
      case RENEW_GRANTS -> computations.renewGrants(step.getRenewGrants());
      case PRICE_COMMITTED -> computations.priceCommitted(step.getPriceCommitted());
      case PRICE_USAGE -> computations.priceUsage(step.getPriceUsage());
      case REQUEST_NOT_SET ->
          throw new IllegalStateException("the step %s asks nothing".formatted(step.getTitle()));
    };
  }
}
