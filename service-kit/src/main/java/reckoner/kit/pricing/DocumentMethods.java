package reckoner.kit.pricing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reckoner.kit.pricing.DocumentReader.Read;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.document.ComputedDocument;
import reckoner.pricing.document.Document;
import reckoner.pricing.document.Line;
import reckoner.pricing.model.PriceFault;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.ComputeDocumentResponse;
import reckoner.proto.pricing.v1.Step;

/** Documents out of lines. */
final class DocumentMethods {
  private final List<Refusal.Fault> unpriced = new ArrayList<>();
  private final Faults faults = new Faults();

  private final StepWriter writer = new StepWriter(faults);

  /** How lines were priced, by key. */
  private final Map<String, List<Step>> steps = new HashMap<>();

  private DocumentMethods() {}

  static ComputeDocumentResponse compute(ComputeDocumentRequest request) {
    return new DocumentMethods().document(request);
  }

  private ComputeDocumentResponse document(ComputeDocumentRequest request) {
    var reader = new DocumentReader(faults, request);
    var read = reader.lines();
    var frame = reader.frame(read);
    faults.throwIfAny();
    var lines = read.stream().map(this::priced).toList();
    faults.throwIfAny();
    if (!unpriced.isEmpty()) {
      throw new Refusal(
              PricingReason.USAGE_UNPRICED,
              unpriced.getFirst().field() + " " + unpriced.getFirst().message(),
              unpriced)
          .asException();
    }
    Document document = frame.with(lines);
    return new DocumentWriter(frame.rounding(), steps).document(ComputedDocument.of(document));
  }

  private Line priced(Read read) {
    var terms = read.terms();
    if (terms == null) {
      return read.line();
    }
    try {
      var priced = terms.charge(read.usage()).priced();
      steps.put(read.line().key(), writer.steps(read.field() + ".priced.usage", priced.steps()));
      var line = read.line();
      return new Line(
          line.key(),
          line.charge(),
          line.productGroup(),
          line.contract(),
          line.kind(),
          priced.amountExact(),
          line.creditsMayPay(),
          line.taxes());
    } catch (PriceFault fault) {
      var message = fault.code() + ": " + fault.getMessage();
      if (fault.code() == PriceFault.Code.UNPRICED) {
        unpriced.add(new Refusal.Fault(read.field() + ".priced", message));
      } else {
        faults.add(read.field() + ".priced", message);
      }
      return read.line();
    }
  }
}
