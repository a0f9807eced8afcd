package reckoner.workflows;

import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.text.ParseException;
import java.util.Objects;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenVerifier;
import reckoner.kit.testing.TestService;

/** Takes in only machines with a token, and answers with the status that a fake throws. */
final class FakeEdge implements ServerInterceptor {
  private final TokenVerifier tokens;

  FakeEdge() {
    try {
      this.tokens = new TokenVerifier(TestService.SIGNER.publicKeys());
    } catch (ParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var header = Objects.requireNonNull(headers.get(BearerCredentials.AUTHORIZATION));
    var caller = tokens.verify(header.substring("Bearer ".length()));
    if (caller.role() != Role.SERVICE) {
      throw new IllegalStateException("a process calls as " + caller.role());
    }
    var listener =
        Contexts.interceptCall(caller.in(io.grpc.Context.current()), call, headers, next);
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onHalfClose() {
        try {
          super.onHalfClose();
        } catch (StatusRuntimeException thrown) {
          var trailers = thrown.getTrailers();
          call.close(thrown.getStatus(), trailers == null ? new Metadata() : trailers);
        }
      }
    };
  }
}
