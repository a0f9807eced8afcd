package reckoner.rating.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosePeriodsRequest;
import reckoner.proto.rating.v1.GetClosedPeriodRequest;
import reckoner.rating.ClosePeriod;
import reckoner.rating.ContractStore.PeriodName;

/** Serves closed periods, whose answers are sent as they were stored. */
@Singleton
class CloseGrpc {
  /** Sends what is written already. */
  static final MethodDescriptor.Marshaller<byte[]> WRITTEN =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
          return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
          throw new UnsupportedOperationException("a service writes it only");
        }
      };

  private final ClosePeriod closePeriod;
  private final Closes closes;

  CloseGrpc(ClosePeriod closePeriod, Closes closes) {
    this.closePeriod = closePeriod;
    this.closes = closes;
  }

  void closePeriod(ClosePeriodRequest request, StreamObserver<byte[]> replies) {
    replies.onNext(closes.close(Caller.current().tenant(), request));
    replies.onCompleted();
  }

  void closePeriods(ClosePeriodsRequest request, StreamObserver<byte[]> replies) {
    var tenant = Caller.current().tenant();
    new CloseStream(
            one -> closes.close(tenant, one),
            request.getPeriodsList(),
            (ServerCallStreamObserver<byte[]>) replies)
        .start();
  }

  void getClosedPeriod(GetClosedPeriodRequest request, StreamObserver<byte[]> replies) {
    var start = Wire.instant(request.getPeriodStart());
    var reply =
        closePeriod.reply(Caller.current().tenant(), new PeriodName(request.getContract(), start));
    replies.onNext(
        reply.orElseThrow(() ->
            Refusal.of(
                    KitReason.NOT_FOUND,
                    "period %s of contract %s is not closed"
                        .formatted(start, request.getContract()))
                .asException()));
    replies.onCompleted();
  }
}
