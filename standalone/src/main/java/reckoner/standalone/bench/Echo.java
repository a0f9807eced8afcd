package reckoner.standalone.bench;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.util.List;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.PriceEventRequest;
import reckoner.proto.rating.v1.PriceEventResponse;
import reckoner.standalone.platform.Guests;
import reckoner.standalone.platform.Service;

/**
 * The limit of pricing: an RPC of the same messages behind the same interceptors that does nothing
 * but answer. It lives in the benchmark only.
 */
public final class Echo implements BindableService {
  private static final String SERVICE = "reckoner.bench.EchoService";
  static final MethodDescriptor<PriceEventRequest, PriceEventResponse> METHOD =
      EstimateServiceGrpc.getPriceEventMethod().toBuilder()
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "PriceEvent"))
          .setSchemaDescriptor(null)
          .build();

  private volatile PriceEventResponse answer = PriceEventResponse.getDefaultInstance();

  /** What from now on every call is answered. */
  void answer(PriceEventResponse same) {
    answer = same;
  }

  /** In the service that prices. */
  public Guests guests() {
    var permissions = RpcPermissions.builder().rpc(METHOD, Permission.RATING_READ).build();
    return new Guests(Service.RATING, List.of(this, permissions));
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            METHOD,
            ServerCalls.asyncUnaryCall((_, replies) -> {
              replies.onNext(answer);
              replies.onCompleted();
            }))
        .build();
  }
}
