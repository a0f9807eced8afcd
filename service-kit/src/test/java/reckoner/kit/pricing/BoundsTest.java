package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import reckoner.kit.edge.RequestBounds;
import reckoner.proto.pricing.v1.ComputeDocumentRequest;
import reckoner.proto.pricing.v1.DrawDownRequest;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PricingServiceGrpc;

/** What a request may hold is bounded in its proto, where a client reads it. */
class BoundsTest {
  private final RequestBounds bounds = new RequestBounds();

  @Test
  void everyListAndMapOfARequestHasABound() {
    var service = PriceUsageRequest.getDescriptor().getFile().findServiceByName("PricingService");
    assertEquals(PricingServiceGrpc.SERVICE_NAME, service.getFullName());
    var seen = new TreeSet<String>();
    var unbounded = new TreeSet<String>();
    service.getMethods().forEach(method -> walk(method.getInputType(), seen, unbounded));
    assertTrue(seen.size() > 30, () -> "the messages were walked: " + seen);
    assertEquals(Set.of(), unbounded);
  }

  private static void walk(Descriptor message, Set<String> seen, Set<String> unbounded) {
    if (!seen.add(message.getFullName())) {
      return;
    }
    for (var field : message.getFields()) {
      if (field.isRepeated() && !isBounded(field)) {
        unbounded.add(field.getFullName());
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        walk(field.getMessageType(), seen, unbounded);
      }
    }
  }

  private static boolean isBounded(FieldDescriptor field) {
    var rules = field.getOptions().getExtension(ValidateProto.field);
    return field.isMapField() ? rules.getMap().hasMaxPairs() : rules.getRepeated().hasMaxItems();
  }

  @Test
  void aDocumentAtItsBoundsIsComputedAndOnePastThemRefused() {
    var request = ComputeDocumentRequest.newBuilder().setCurrency("USD");
    for (int i = 0; i < 10_000; i++) {
      request.addLinesBuilder().setKey("line" + i).setCharge("charge" + i % 1_000).setAmount("1");
    }
    for (int i = 0; i < 1_000; i++) {
      request.addCreditsBuilder().setId("credit" + i).setAmount("0.01");
      request
          .addBoundsBuilder()
          .setId("bound" + i)
          .setMinimum("11")
          .getScopeBuilder()
          .setCharge("charge" + i);
    }
    for (int i = 0; i < 20; i++) {
      request.addDiscountsBuilder().setId("discount" + i).setAmount("1");
    }
    bounds.check(request.build());
    var document = PricingMethods.computeDocument(request.build());
    assertEquals("10990.00", document.getTotals().getDue());
    request.addLinesBuilder().setKey("more").setAmount("1");
    request.addCreditsBuilder().setId("more").setAmount("1");
    request.addBoundsBuilder().setId("too-many");
    request.addDiscountsBuilder().setId("more").setAmount("1");
    assertEquals(List.of("lines", "discounts", "bounds", "credits"), broken(request.build()));
  }

  @Test
  void aDrawdownAtItsBoundsIsComputedAndOnePastThemRefused() {
    var request = DrawDownRequest.newBuilder();
    for (int i = 0; i < 1_000; i++) {
      request.addGrantsBuilder().setId("grant" + i).setPriority(i).setAmount("9");
    }
    for (int i = 0; i < 10_000; i++) {
      request
          .addChargesBuilder()
          .setId("charge" + i)
          .setAmount("1")
          .getEventTimeBuilder()
          .setSeconds(i);
    }
    bounds.check(request.build());
    assertEquals("1000", PricingMethods.drawDown(request.build()).getUncovered());
    request.addGrantsBuilder().setId("more").setAmount("1");
    request.addChargesBuilder().setId("more").setAmount("1").getEventTimeBuilder();
    assertEquals(List.of("grants", "charges"), broken(request.build()));
  }

  private List<String> broken(Message request) {
    return Ask.refused(() -> bounds.check(request)).faults().stream()
        .map(fault -> fault.field())
        .toList();
  }
}
