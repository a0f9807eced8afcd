package reckoner.standalone.templates;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import reckoner.catalog.template.Prices;
import reckoner.catalog.template.Template;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemServiceGrpc.ItemServiceBlockingStub;
import reckoner.proto.catalog.v1.LookupPriceRequest;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;

/** A running catalog service, to which templates are applied and which is asked for prices. */
final class ServedCatalog {
  private final ItemServiceBlockingStub items;

  ServedCatalog(Channel channel) {
    this.items = ItemServiceGrpc.newBlockingStub(channel);
  }

  void apply(Template template) {
    items.applyFile(
        ApplyFileRequest.newBuilder()
            .setRequestId("apply " + template.name())
            .setFileName(template.name() + ".yaml")
            .setFormat(FileFormat.YAML)
            .setContent(ByteString.copyFromUtf8(template.file()))
            .build());
  }

  /** The prices of a contract that pins the first version of the template's list. */
  Prices prices(Template template) {
    var book = template.items().stream().filter(Item::hasPriceBook).findFirst().orElseThrow();
    return (product, dimensions, time) -> lookup(book, product, dimensions, time);
  }

  private Optional<Prices.Found> lookup(
      Item book, String product, Map<String, String> dimensions, Instant time) {
    var reply =
        items.lookupPrice(
            LookupPriceRequest.newBuilder()
                .setProduct(product)
                .putAllDimensions(dimensions)
                .setEventTime(Wire.timestamp(time))
                .setCurrency(book.getPriceBook().getCurrency())
                .setLadder(
                    PriceLadder.newBuilder()
                        .setList(VersionName.newBuilder().setKey(book.getKey()).setVersion(1)))
                .build());
    if (!reply.hasFound()) {
      return Optional.empty();
    }
    var entry = reply.getFound().getEntry();
    return Optional.of(
        new Prices.Found(
            "%s from %s".formatted(entry.getDimensionsMap(), entry.getStartTime()),
            entry.getTerms()));
  }
}
