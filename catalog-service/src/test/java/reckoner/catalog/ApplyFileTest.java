package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.AppliedItem.Action;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.ApplyFileResponse;
import reckoner.proto.catalog.v1.ExportFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.GetItemRequest;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemServiceGrpc.ItemServiceBlockingStub;

/** Files applied to and exported from a real catalog; each test is a tenant of its own. */
class ApplyFileTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  @SuppressWarnings("NullAway.Init") // started before any test
  private static TestService service;

  private final String tenant = "tenant-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void start() {
    service = TestService.start("catalog", Map.of());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private ItemServiceBlockingStub as(Role role) {
    return service.as(tenant, role, (ManagedChannel c) -> ItemServiceGrpc.newBlockingStub(c));
  }

  private static ApplyFileRequest.Builder file(String name, String text) {
    return ApplyFileRequest.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .setFileName(name)
        .setContent(ByteString.copyFromUtf8(text));
  }

  private ApplyFileResponse apply(String name, String text) {
    return as(Role.PRICING).applyFile(file(name, text).build());
  }

  private ApplyFileResponse rehearse(String name, String text) {
    return as(Role.PRICING).applyFile(file(name, text).setDryRun(true).build());
  }

  private String export(ExportFileRequest.Builder request) {
    return as(Role.VIEWER).exportFile(request.build()).getContent().toStringUtf8();
  }

  private static List<Action> actions(ApplyFileResponse reply) {
    return reply.getItemsList().stream().map(item -> item.getAction()).distinct().toList();
  }

  private List<FieldViolation> refused(String reason, ApplyFileRequest request) {
    var failure = CatalogClient.refused(reason, () -> as(Role.PRICING).applyFile(request));
    return RefusalStatus.faults(failure).getFieldViolationsList();
  }

  @Test
  void aFileIsAppliedOnceAndAnExportChangesNothing() throws Exception {
    var example = Files.readString(EXAMPLES.resolve("catalog.yaml"));
    var prices = Files.readString(EXAMPLES.resolve("prices.csv"));
    assertEquals(List.of(Action.CREATED), actions(rehearse("catalog.yaml", example)));
    assertEquals("", export(ExportFileRequest.newBuilder()), "a rehearsal stores nothing");

    var first = apply("catalog.yaml", example);
    assertEquals(List.of(Action.CREATED), actions(first));
    assertEquals(
        List.of("resolutions", "tokens", "seat", "resolution", "model-tokens", "list", "starter"),
        first.getItemsList().stream().map(item -> item.getKey()).toList());
    assertEquals(List.of(Action.UNCHANGED), actions(apply("catalog.yaml", example)));
    assertEquals(List.of(Action.CREATED), actions(apply("prices.csv", prices)));
    assertEquals(List.of(Action.UNCHANGED), actions(apply("prices.csv", prices)));

    for (var format : List.of(FileFormat.YAML, FileFormat.JSON)) {
      var exported = export(ExportFileRequest.newBuilder().setFormat(format));
      var request = file("", exported).setFormat(format).build();
      var again = as(Role.PRICING).applyFile(request);
      assertEquals(8, again.getItemsCount());
      assertEquals(List.of(Action.UNCHANGED), actions(again));
    }
    assertEquals(
        prices,
        export(ExportFileRequest.newBuilder().setFormat(FileFormat.CSV).addKeys("partners")));
  }

  @Test
  void whatDiffersIsPublishedAndSaid() throws Exception {
    var example = Files.readString(EXAMPLES.resolve("catalog.yaml"));
    apply("catalog.yaml", example);
    var changed = example.replace("price: {flat: 29}", "price: {flat: 31}");
    var rehearsed = rehearse("catalog.yaml", changed);
    var request = file("catalog.yaml", changed).build();
    var applied = as(Role.PRICING).applyFile(request);
    assertEquals(rehearsed, applied, "a rehearsal says what would be done");
    var list = applied.getItems(5);
    assertEquals(Action.PUBLISHED, list.getAction());
    assertEquals(2, list.getVersion());
    assertEquals(List.of("seat: fee: 29.00 → 31.00 (+6.9 %)"), list.getDifferencesList());
    assertEquals(applied, as(Role.PRICING).applyFile(request), "the same request again");
    assertEquals(
        1,
        applied.getItemsList().stream()
            .filter(item -> item.getAction() != Action.UNCHANGED)
            .count());
  }

  @Test
  void itemsMayStandBeforeWhatTheyName() {
    var reply =
        apply(
            "a.yaml",
            """
            kind: price-book
            key: list
            currency: USD
            prices:
              - {product: seat, terms: {price: {flat: 1}}}
            ---
            {kind: product, key: seat, unit: seat}
            """);
    assertEquals(
        List.of("list", "seat"), reply.getItemsList().stream().map(i -> i.getKey()).toList());
    var price =
        as(Role.VIEWER)
            .getItem(
                GetItemRequest.newBuilder().setKind(ItemKind.PRICE_BOOK).setKey("list").build());
    assertEquals(1, price.getVersion());
  }

  @Test
  void aFileOfWhichOneItemIsRefusedChangesNothing() {
    var faults =
        refused(
            "FILE_REFUSED",
            file(
                    "a.yaml",
                    """
                    {kind: product, key: seat, unit: seat}
                    ---
                    kind: product
                    key: calls
                    unit: call
                    meter: none
                    ---
                    kind: price-book
                    key: list
                    currency: USD
                    prices:
                      - {product: calls, terms: {price: {flat: 1}}}
                    """)
                .build());
    assertEquals(1, faults.size(), "what names the refused item is not said to lack it");
    assertEquals("a.yaml:4:1", faults.getFirst().getField());
    assertTrue(
        faults.getFirst().getDescription().startsWith("key: REFERENCE_UNPUBLISHED: "),
        faults.getFirst().getDescription());
    assertEquals("", export(ExportFileRequest.newBuilder()));
  }

  @Test
  void itemsThatNameEachOtherInACircleAreRefused() {
    var meter =
        "{kind: meter, key: a, unit: call,"
            + " aggregation: {formula: {expression: x, meters: {x: b}}}}\n";
    var file =
        "- {kind: meter, key: c, unit: call, aggregation: {simple: count}}\n- "
            + meter
            + "- "
            + meter.replace("key: a", "key: b").replace("x: b", "x: a");
    var faults = refused("FILE_REFUSED", file("a.yaml", file).build());
    assertEquals("a.yaml:2:17", faults.getFirst().getField());
    assertEquals(1, faults.size(), "the second lacks only the first, which was refused");
  }

  @Test
  void everyFaultOfAFileIsNamedWithItsLine() {
    var faults =
        refused(
            "FILE_INVALID",
            file(
                    "a.yaml",
                    """
                    kind: price-book
                    key: List
                    currency: USD
                    prices:
                      - product: seat
                        terms:
                          price: {per_unit: -1}
                      - product: seat
                        trems: 3
                    """)
                .build());
    assertEquals(
        List.of("a.yaml:2:1", "a.yaml:7:15", "a.yaml:8:5", "a.yaml:9:5"),
        faults.stream().map(FieldViolation::getField).toList(),
        faults.toString());
    refused("FILE_INVALID", file("a.txt", "kind: product").build());
  }

  @Test
  void theEffectiveTimeIsThatOfWhatIsPublished() {
    var time = Wire.timestamp(Instant.parse("2100-01-01T00:00:00Z"));
    as(Role.PRICING)
        .applyFile(
            file("a.yaml", "{kind: product, key: seat, unit: seat}")
                .setEffectiveTime(time)
                .build());
    var read =
        as(Role.VIEWER)
            .getItem(GetItemRequest.newBuilder().setKind(ItemKind.PRODUCT).setKey("seat").build());
    assertEquals(time, read.getEffectiveTime());
    var faults =
        refused("FILE_REFUSED", file("a.yaml", "{kind: product, key: seat, unit: chair}").build());
    assertEquals("a.yaml:1:17", faults.getFirst().getField());
  }

  @Test
  void whatCannotBeExportedIsRefused() {
    apply("a.yaml", "{kind: product, key: seat, unit: seat}");
    CatalogClient.refused(
        "ITEM_UNKNOWN", () -> export(ExportFileRequest.newBuilder().addKeys("other")));
    CatalogClient.refused(
        "CSV_CANNOT_SAY",
        () ->
            export(
                ExportFileRequest.newBuilder()
                    .setFormat(FileFormat.CSV)
                    .setKind(ItemKind.PRODUCT)));
    assertEquals(
        "kind: product\nkey: seat\nunit: seat\n",
        export(ExportFileRequest.newBuilder().setKind(ItemKind.PRODUCT).addKeys("seat")));
  }
}
