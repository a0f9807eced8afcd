package reckoner.standalone.demo;

import java.util.HashMap;
import java.util.stream.Collectors;
import reckoner.catalog.PriceList;
import reckoner.catalog.json.PriceListJson;

/** What can be said of the inputs before anything starts. */
final class InputCheck {
  private static final int FAULTS_SHOWN_MAX = 20;

  private InputCheck() {}

  /** Throws {@link BadInput} with the place of what is wrong. */
  static void check(DemoInputs inputs) {
    var reading = PriceListJson.read(inputs.prices().bytes());
    if (!reading.faults().isEmpty()) {
      throw new BadInput(
          "the price list %s has %d fault(s) and is not imported:%n%s"
              .formatted(
                  inputs.prices().name(),
                  reading.faults().size(),
                  reading.faults().stream()
                      .limit(FAULTS_SHOWN_MAX)
                      .map(fault -> "  " + fault.place() + ": " + fault.message())
                      .collect(Collectors.joining(System.lineSeparator()))));
    }
    var names = new HashMap<String, Trace>();
    for (var trace : inputs.traces()) {
      checkModel(inputs, reading.list(), trace);
      var other = names.put(trace.file().name(), trace);
      if (other != null && !other.equals(trace)) {
        throw new BadInput(
            "two traces have the file name %s, and a file's name is the source of its events: rename one"
                .formatted(trace.file().name()));
      }
    }
  }

  private static void checkModel(DemoInputs inputs, PriceList list, Trace trace) {
    var models =
        list.models().stream().filter(model -> model.provider().equals(trace.provider())).toList();
    if (models.isEmpty()) {
      throw new BadInput(
          "--trace %s=%s/%s: %s has no provider %s; it has %s"
              .formatted(
                  trace.file().name(),
                  trace.provider(),
                  trace.model(),
                  inputs.prices().name(),
                  trace.provider(),
                  list.models().stream()
                      .map(PriceList.Model::provider)
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
    if (models.stream().noneMatch(model -> means(model, trace.model()))) {
      throw new BadInput(
          "--trace %s=%s/%s: %s has no model of %s that %s could mean"
              .formatted(
                  trace.file().name(),
                  trace.provider(),
                  trace.model(),
                  inputs.prices().name(),
                  trace.provider(),
                  trace.model()));
    }
  }

  private static boolean means(PriceList.Model model, String reported) {
    return model.id().equals(reported) || model.match().accepts(reported);
  }
}
