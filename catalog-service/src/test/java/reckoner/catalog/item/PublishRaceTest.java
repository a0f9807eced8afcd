package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.catalog.ImportForTests;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemVersion;

/** Several people do something with one item at once. */
class PublishRaceTest {
  private static final int ROUNDS = 10;
  private static final TestService SERVICE = TestService.start("catalog", Map.of());

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void ofTwoPublishersOfOneDraftExactlyOneWins() throws Exception {
    var client = new ItemClient(SERVICE, "two-publishers");
    for (int round = 1; round <= ROUNDS; round++) {
      var draft = client.create(renamed("round " + round));
      var outcomes =
          atOnce(
              () -> client.pricing().publishDraft(client.publishing(draft).build()),
              () -> client.pricing().publishDraft(client.publishing(draft).build()));
      assertEquals(
          List.of("DRAFT_UNKNOWN", "version " + round), outcomes.stream().sorted().toList());
    }
  }

  @Test
  void whoeverPublishesOrChangesADraftThatAnotherChangedLoses() throws Exception {
    var client = new ItemClient(SERVICE, "publish-or-change");
    for (int round = 1; round <= ROUNDS; round++) {
      var seen = client.create(renamed("seen " + round));
      var changed = renamed("changed " + round);
      var outcomes =
          atOnce(
              () -> client.pricing().publishDraft(client.publishing(seen).build()),
              () -> client.update(changed, seen.getEtag()));
      assertTrue(
          Set.of(
                  List.of("version " + round, "DRAFT_UNKNOWN"),
                  List.of("ETAG_MISMATCH", "version 0"))
              .contains(outcomes),
          outcomes::toString);
      if (outcomes.getLast().equals("version 0")) {
        var draft = client.get(ItemClient.item(ItemKind.PRODUCT, "resolution").setDraft(true));
        client.pricing().publishDraft(client.publishing(draft).build());
      }
    }
  }

  @Test
  void aProductIsArchivedOrNamedByANewBookNeverBoth() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      var client = new ItemClient(SERVICE, "archive-" + round);
      var product = client.publish(Samples.RESOLUTION);
      var draft = client.create(Samples.list("list", "resolution", "1"));
      var outcomes =
          atOnce(
              () -> client.archive(product),
              () -> client.pricing().publishDraft(client.publishing(draft).build()));
      assertTrue(
          Set.of(List.of("version 1", "REFERENCE_UNPUBLISHED"), List.of("REFERENCED", "version 1"))
              .contains(outcomes),
          outcomes::toString);
    }
  }

  @Test
  void aKeyIsThatOfAnItemOrOfAnImportNeverOfBoth() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      var tenant = "import-" + round;
      var client = new ItemClient(SERVICE, tenant);
      var outcomes =
          atOnce(
              () -> client.create(Samples.list("list", "resolution", "1")),
              () -> {
                ImportForTests.importList(SERVICE, tenant);
                return ItemVersion.getDefaultInstance();
              });
      assertTrue(
          Set.of(
                  List.of("version 0", "KEY_TAKEN_BY_ITEM"),
                  List.of("KEY_TAKEN_BY_IMPORT", "version 0"))
              .contains(outcomes),
          outcomes::toString);
    }
  }

  private static reckoner.proto.catalog.v1.Item renamed(String name) {
    return Samples.RESOLUTION.toBuilder().setName(name).build();
  }

  /** What came of each: its version, or the reason of its refusal. */
  @SafeVarargs
  private static List<String> atOnce(Callable<ItemVersion>... works) throws Exception {
    var latch = new CountDownLatch(1);
    var outcomes = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<ItemVersion>>();
      for (var work : works) {
        running.add(
            threads.submit(() -> {
              latch.await();
              return work.call();
            }));
      }
      latch.countDown();
      for (var one : running) {
        outcomes.add(outcome(one));
      }
    }
    return outcomes;
  }

  private static String outcome(Future<ItemVersion> work) throws Exception {
    try {
      return "version " + work.get().getVersion();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof StatusRuntimeException refused) {
        return RefusalStatus.reason(refused).orElse(refused.toString());
      }
      throw failure;
    }
  }
}
