package reckoner.rating.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.MethodDescriptor;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.edge.Admission;
import reckoner.kit.edge.Failures;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.rating.IncomingUsage;
import reckoner.rating.TakeUsage;
import reckoner.rating.cloudevents.JsonEvents;
import reckoner.rating.cloudevents.ProtobufEvents;
import reckoner.rating.wire.UsageBatch;
import reckoner.rating.wire.UsageReader;

/**
 * Takes usage as CloudEvents. It is the same call as {@code IngestUsage}: its permission, its
 * bounds, its results; each request is a batch and answered after its commit.
 */
@Controller(CloudEventsEndpoint.PATH)
@Requires(property = Underway.SETTING, value = "true")
class CloudEventsEndpoint {
  static final String PATH = "/v1/cloudevents";

  private static final MethodDescriptor<?, ?> RPC = RatingServiceGrpc.getIngestUsageMethod();
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private final Admission admission;
  private final Underway underway;
  private final Bodies bodies;
  private final TakeUsage takeUsage;
  private final BusinessClock clock;
  private final String service;

  CloudEventsEndpoint(
      Admission admission,
      Underway underway,
      Bodies bodies,
      TakeUsage takeUsage,
      BusinessClock clock,
      @Value("${micronaut.application.name:}") String service) {
    this.admission = admission;
    this.underway = underway;
    this.bodies = bodies;
    this.takeUsage = takeUsage;
    this.clock = clock;
    this.service = service;
  }

  /** The body is read only once the caller is admitted; what is not read is passed over. */
  @Post(consumes = MediaType.ALL, produces = MediaType.ALL)
  @ExecuteOn(TaskExecutors.IO)
  HttpResponse<byte[]> take(HttpRequest<?> request, @Body @Nullable InputStream body) {
    MDC.put("service", service);
    MDC.put("rpc", "POST " + PATH);
    try (var stream = body == null ? InputStream.nullInputStream() : body;
        var _ = underway.begin()) {
      var headers = request.getHeaders();
      var tenant = tenant(headers);
      var mode = ContentMode.of(headers);
      return bodies.with(
          stream,
          headers.contentLength(),
          bytes -> answer(mode, tenant, events(mode, headers, bytes)));
    } catch (Throwable failure) { // errors too, such as that of a stack too deep, get a reason
      return Problem.of(Failures.status(failure, PATH));
    } finally {
      MDC.clear();
    }
  }

  private String tenant(HttpHeaders headers) {
    return admission
        .admit(RPC, Optional.ofNullable(headers.get(HttpHeaders.AUTHORIZATION)))
        .orElseThrow(() -> new IllegalStateException("ingest is not public"))
        .tenant();
  }

  private List<IncomingUsage> events(ContentMode mode, HttpHeaders headers, byte[] body) {
    var reader = new UsageReader(clock.instant());
    return switch (mode) {
      case BINARY -> List.of(HeaderEvent.read(headers, body, reader));
      case JSON -> List.of(JsonEvents.one(body, reader));
      case JSON_BATCH -> JsonEvents.batch(body, reader);
      case PROTOBUF -> List.of(ProtobufEvents.one(body, reader));
      case PROTOBUF_BATCH -> ProtobufEvents.batch(body, reader);
    };
  }

  private MutableHttpResponse<byte[]> answer(
      ContentMode mode, String tenant, List<IncomingUsage> events) {
    var response = UsageBatch.response(takeUsage.run(tenant, events));
    return !mode.isBatch() && isRefused(response.getResults(0))
        ? Problem.of(response.getResults(0))
        : HttpResponse.ok(json(response)).contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private static boolean isRefused(EventResult result) {
    return result.getStatus() == EventResult.Status.REJECTED
        || result.getStatus() == EventResult.Status.CONFLICT;
  }

  private static byte[] json(IngestUsageResponse response) {
    try {
      return JSON.print(response).getBytes(StandardCharsets.UTF_8);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("every response has a JSON form", impossible);
    }
  }
}
