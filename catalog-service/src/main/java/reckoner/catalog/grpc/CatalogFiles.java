package reckoner.catalog.grpc;

import com.google.protobuf.ByteString;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import reckoner.catalog.CatalogReason;
import reckoner.catalog.file.CatalogFile;
import reckoner.catalog.file.FileFault;
import reckoner.catalog.file.LocatedItem;
import reckoner.catalog.item.ApplyItems;
import reckoner.catalog.item.ExportItems;
import reckoner.catalog.item.ItemKind;
import reckoner.catalog.item.wire.ProtoItems;
import reckoner.kit.edge.RequestBounds;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.AppliedItem;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.ApplyFileResponse;
import reckoner.proto.catalog.v1.ExportFileRequest;
import reckoner.proto.catalog.v1.ExportFileResponse;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;

/** The catalog as files. */
@Singleton
final class CatalogFiles {
  private final ApplyItems applyItems;
  private final ExportItems exportItems;
  private final ProtoItems form;
  private final Transactions transactions;
  private final RequestBounds bounds = new RequestBounds();

  CatalogFiles(
      ApplyItems applyItems, ExportItems exportItems, ProtoItems form, Transactions transactions) {
    this.applyItems = applyItems;
    this.exportItems = exportItems;
    this.form = form;
    this.transactions = transactions;
  }

  /** The items of a file; refuses one that has faults, with their lines. */
  List<LocatedItem> read(ApplyFileRequest request) {
    var format =
        request.getFormat() == FileFormat.FILE_FORMAT_UNSPECIFIED
            ? CatalogFile.format(request.getFileName())
                .orElseThrow(() ->
                    Refusal.of(
                            CatalogReason.FILE_INVALID,
                            "the name of the file does not end with .yaml, .yml, .json or .csv, and"
                                + " no format is stated")
                        .asException())
            : request.getFormat();
    var reading = CatalogFile.read(format, request.getContent().toByteArray(), this::faults);
    if (reading.faultCount() > 0) {
      throw refusal(
          CatalogReason.FILE_INVALID,
          request.getFileName(),
          reading.faults(),
          reading.faultCount());
    }
    return reading.items();
  }

  private List<Refusal.Fault> faults(Item item) {
    var faults = new ArrayList<Refusal.Fault>();
    try {
      bounds.check(item);
    } catch (Refused refused) {
      faults.addAll(refused.refusal().faults());
    }
    // what lacks within a field that breaks a bound follows from it
    var bounded = faults.stream().map(Refusal.Fault::field).toList();
    form.faults(item).stream()
        .filter(fault -> bounded.stream().noneMatch(fault.field()::startsWith))
        .forEach(faults::add);
    return faults;
  }

  /** Publishes what differs; refuses all of it where anything is refused, with the lines. */
  ApplyFileResponse apply(String tenant, ApplyFileRequest request, List<LocatedItem> located) {
    var items = located.stream().map(one -> form.read(one.item())).toList();
    var effective =
        Optional.of(request)
            .filter(ApplyFileRequest::hasEffectiveTime)
            .map(stated -> Wire.instant(stated.getEffectiveTime()));
    var outcome = applyItems.run(tenant, items, effective);
    if (!outcome.refused().isEmpty()) {
      var faults = new ArrayList<FileFault>();
      outcome
          .refused()
          .forEach((place, refusal) ->
              faults.add(
                  located
                      .get(place)
                      .fault(
                          new Refusal.Fault(
                              "key", refusal.reason().name() + ": " + refusal.message()))));
      throw refusal(CatalogReason.FILE_REFUSED, request.getFileName(), faults, faults.size());
    }
    var response = ApplyFileResponse.newBuilder();
    outcome.applied().values().forEach(applied -> response.addItems(message(applied)));
    return response.build();
  }

  private static AppliedItem message(ApplyItems.Applied applied) {
    var version = applied.version();
    return AppliedItem.newBuilder()
        .setKind(reckoner.proto.catalog.v1.ItemKind.valueOf(version.name().kind().name()))
        .setKey(version.name().key())
        .setAction(AppliedItem.Action.valueOf(applied.action().name()))
        .setVersion(version.number())
        .addAllDifferences(applied.differences())
        .setContentHash(version.contentHash())
        .build();
  }

  private static Refused refusal(
      CatalogReason reason, String fileName, List<FileFault> faults, int count) {
    var name = fileName.isEmpty() ? "file" : fileName;
    return new Refusal(
            reason,
            "%s%s"
                .formatted(
                    faults.getFirst().in(name),
                    count == 1 ? "" : " (and %,d more)".formatted(count - 1)),
            faults.stream()
                .map(fault ->
                    new Refusal.Fault(
                        "%s:%d:%d".formatted(name, fault.line(), fault.column()),
                        fault.path().isEmpty()
                            ? fault.message()
                            : fault.path() + ": " + fault.message()))
                .toList())
        .asException();
  }

  /** Does all of it and undoes it. */
  ApplyFileResponse rehearse(String tenant, ApplyFileRequest request, List<LocatedItem> located) {
    try {
      return transactions.write(() -> {
        throw new Rehearsed(apply(tenant, request, located));
      });
    } catch (Rehearsed end) {
      return end.reply;
    }
  }

  /** Takes the reply out of a transaction that is rolled back. */
  private static final class Rehearsed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ApplyFileResponse reply;

    Rehearsed(ApplyFileResponse reply) {
      super(null, null, false, false);
      this.reply = reply;
    }
  }

  /** Writes the newest published versions. */
  ExportFileResponse export(String tenant, ExportFileRequest request) {
    var format =
        request.getFormat() == FileFormat.FILE_FORMAT_UNSPECIFIED
            ? FileFormat.YAML
            : request.getFormat();
    var items =
        exportItems
            .run(tenant, kind(request, format), new HashSet<>(request.getKeysList()))
            .stream()
            .map(ProtoItems::parsed)
            .toList();
    var file =
        ByteString.copyFrom(CatalogFile.write(format, items).getBytes(StandardCharsets.UTF_8));
    if (file.size() > ExportItems.BYTES_MAX) {
      throw ExportItems.tooLarge();
    }
    return ExportFileResponse.newBuilder().setContent(file).build();
  }

  private static Optional<ItemKind> kind(ExportFileRequest request, FileFormat format) {
    if (request.getKind() != reckoner.proto.catalog.v1.ItemKind.ITEM_KIND_UNSPECIFIED) {
      return Optional.of(ItemKind.valueOf(request.getKind().name()));
    }
    return format == FileFormat.CSV ? Optional.of(ItemKind.PRICE_BOOK) : Optional.empty();
  }
}
