package reckoner.rating.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosePeriodsResponse;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.rating.RatingReason;

/** What a call that closes many periods has under way, and what it makes of faults. */
class CloseStreamTest {
  private static final List<ClosePeriodRequest> REQUESTS =
      IntStream.range(0, 300)
          .mapToObj(i -> ClosePeriodRequest.newBuilder().setContract("c" + i).build())
          .toList();

  private static final List<String> CONTRACTS =
      REQUESTS.stream().map(ClosePeriodRequest::getContract).toList();

  private final AtomicInteger begun = new AtomicInteger();

  private byte[] close(ClosePeriodRequest request) {
    begun.incrementAndGet();
    return ClosedPeriod.newBuilder().setContract(request.getContract()).build().toByteArray();
  }

  private static PacedClient<byte[]> client(int ready) {
    return new PacedClient<>(ready, _ -> {});
  }

  private static ClosePeriodsResponse read(byte[] response) {
    try {
      return ClosePeriodsResponse.parseFrom(response);
    } catch (InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }

  private static List<String> contracts(PacedClient<byte[]> client) {
    return client.got().stream().map(response -> read(response).getClosed().getContract()).toList();
  }

  @Test
  @Tag("F84")
  void whatASlowClientHasNotTakenHoldsUpTheRest() throws Exception {
    var client = client(3);
    new CloseStream(this::close, REQUESTS, client).start();
    client.stuck.await();
    assertEquals(CONTRACTS.subList(0, 3), contracts(client));
    assertTrue(begun.get() <= 3 + CloseStream.AT_A_TIME, () -> begun.get() + " were begun");
    client.read(300);
    client.ended.await();
    assertEquals(CONTRACTS, contracts(client));
    assertEquals(300, begun.get());
  }

  @Test
  void nothingBeginsOnceTheClientHasLeft() throws Exception {
    var client = client(3);
    var closing = new CloseStream(this::close, REQUESTS, client).start();
    client.stuck.await();
    client.leave();
    client.read(300);
    closing.join();
    assertEquals(3, client.got().size());
    assertTrue(begun.get() <= 3 + CloseStream.AT_A_TIME, () -> begun.get() + " were begun");
  }

  @Test
  void whatFailsIsTheAnswerOfOne() throws Exception {
    var client = client(300);
    new CloseStream(
            request ->
                switch (request.getContract()) {
                  case "c1" -> throw Refusal.of(RatingReason.PERIOD_OPEN, "not yet").asException();
                  case "c2" -> throw new IllegalStateException("a bug");
                  case "c3" -> throw new StackOverflowError();
                  default -> close(request);
                },
            REQUESTS,
            client)
        .start();
    client.ended.await();
    var got = client.got();
    assertEquals(300, got.size());
    assertEquals("not yet", read(got.get(1)).getRefused().getMessage());
    for (int i = 2; i < 4; i++) {
      var message = read(got.get(i)).getRefused().getMessage();
      assertTrue(message.startsWith("something failed that should not"), message);
    }
    assertEquals(CONTRACTS.subList(4, 300), contracts(client).subList(4, 300));
  }

  @Test
  void linesOfTheLogSayWhoseCloseItIs() throws Exception {
    var said = new ConcurrentLinkedQueue<String>();
    var client = client(300);
    MDC.put("tenant", "acme");
    try {
      new CloseStream(
              request -> {
                said.add(MDC.get("tenant") + " " + MDC.get("request_id"));
                return close(request);
              },
              List.of(ClosePeriodRequest.newBuilder().setRequestId("r1").build()),
              client)
          .start();
    } finally {
      MDC.remove("tenant");
    }
    client.ended.await();
    assertEquals(List.of("acme r1"), List.copyOf(said));
  }
}
