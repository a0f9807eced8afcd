package reckoner.kit.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for tests below those that the system gives to outgoing connections (from 32,768 on), which
 * would otherwise take one between its choice and its use.
 */
public final class FreePort {
  static final int MIN = 12_000;
  static final int MAX = 32_767;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(MIN, MAX));

  private FreePort() {}

  /** A port on which nobody listens now; never the same one twice in a row. */
  public static int next() {
    for (int tried = MIN; tried <= MAX; tried++) {
      var port = NEXT.getAndUpdate(last -> last == MAX ? MIN : last + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port from %d to %d is free".formatted(MIN, MAX));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
