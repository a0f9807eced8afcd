package reckoner.kit.edge;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import org.slf4j.MDC;

/** Checks each request against its bounds before its handler sees it. */
@Singleton
@Bean(typed = BoundsInterceptor.class) // the edge alone is an interceptor of the server
class BoundsInterceptor implements ServerInterceptor {
  private static final int REQUEST_ID_LENGTH_MAX = 200;

  private final RequestBounds bounds = new RequestBounds();

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var listener = next.startCall(call, headers);
    if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      return listener; // the handler of a stream checks its messages by hand, each event by itself
    }
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q request) {
        if (request instanceof Message message) {
          var requestId = message.getDescriptorForType().findFieldByName("request_id");
          if (requestId != null) {
            MDC.put("request_id", cut(message.getField(requestId).toString()));
          }
          bounds.check(message);
        }
        super.onMessage(request);
      }
    };
  }

  private static String cut(String requestId) {
    return requestId.substring(0, Math.min(requestId.length(), REQUEST_ID_LENGTH_MAX));
  }
}
