package reckoner.invoicing.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import reckoner.proto.invoicing.v1.DownloadRenderingResponse;

/** Sends a file in chunks, no faster than the client takes them. */
final class FileStream {
  static final int CHUNK_BYTES_MAX = 64 * 1024;

  private final byte[] content;
  private final ServerCallStreamObserver<DownloadRenderingResponse> client;
  private int sent;
  private boolean completed;

  private FileStream(byte[] content, ServerCallStreamObserver<DownloadRenderingResponse> client) {
    this.content = content;
    this.client = client;
  }

  /** To be called while the handler runs; the rest is sent as the client gets ready. */
  static void send(byte[] content, ServerCallStreamObserver<DownloadRenderingResponse> client) {
    var stream = new FileStream(content, client);
    client.setOnCancelHandler(() -> {}); // without one, a cancelled client makes onNext throw
    client.setOnReadyHandler(stream::go);
    stream.go();
  }

  private synchronized void go() {
    while (!completed && !client.isCancelled() && client.isReady()) {
      int length = Math.min(CHUNK_BYTES_MAX, content.length - sent);
      if (length == 0) {
        completed = true;
        client.onCompleted();
        return;
      }
      client.onNext(
          DownloadRenderingResponse.newBuilder()
              .setChunk(UnsafeByteOperations.unsafeWrap(content, sent, length))
              .build());
      sent += length;
    }
  }
}
