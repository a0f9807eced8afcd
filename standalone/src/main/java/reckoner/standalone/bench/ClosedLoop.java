package reckoner.standalone.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Clients that each send the next call when the last was answered. */
final class ClosedLoop {
  private final int clients;
  private final List<long[]> taken = new ArrayList<>();
  private long nanos;

  ClosedLoop(int clients) {
    this.clients = clients;
  }

  /**
   * Makes so many calls, spread over the clients.
   *
   * @param calls gives a client, counted from 0, what makes its calls, each before it is timed
   */
  void run(int number, IntFunction<Supplier<Runnable>> calls) {
    var begun = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<long[]>>();
      for (int client = 0; client < clients; client++) {
        var call = calls.apply(client);
        int own = number / clients + (client < number % clients ? 1 : 0);
        running.add(threads.submit(() -> run(own, call)));
      }
      for (var one : running) {
        taken.add(one.get());
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a call failed", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    nanos += System.nanoTime() - begun;
  }

  private static long[] run(int number, Supplier<Runnable> calls) {
    var taken = new long[number];
    for (int i = 0; i < number; i++) {
      var call = calls.get();
      var begun = System.nanoTime();
      call.run();
      taken[i] = System.nanoTime() - begun;
    }
    return taken;
  }

  long count() {
    return taken.stream().mapToLong(one -> one.length).sum();
  }

  /**
   * What was done a second.
   *
   * @param each how much of it a call does
   */
  long perSecond(int each) {
    return count() * each * 1_000_000_000L / nanos;
  }

  /** The time that so many percent of the calls did not exceed: nearest rank. */
  long micros(int percent) {
    var sorted = taken.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    long rank = Math.ceilDiv(sorted.length * (long) percent, 100L);
    return sorted[(int) Math.max(1, rank) - 1] / 1_000;
  }
}
