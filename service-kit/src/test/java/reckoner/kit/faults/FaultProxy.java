package reckoner.kit.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reckoner.kit.testing.FreePort;

/**
 * A network between a client and a server of any TCP protocol, which a test breaks and mends while
 * both run. What it decides by chance comes from its seed, which it prints.
 *
 * <p>It counts in turns: a turn of a connection begins with what the client sends after it was last
 * answered. So a fault can be put at a place of a conversation without knowing its language.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CHUNK_BYTES_MAX = 16 * 1024;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** Where bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  /** What is lost at a turn, and the connection with it. */
  public enum Loss {
    /** The server never hears of the request. */
    REQUEST,
    /** The server does what it was asked, and its answer does not arrive. */
    REPLY,
    /** Half of the answer's first bytes arrive. */
    HALF_REPLY
  }

  /**
   * What was done since the start.
   *
   * @param connections that were made through
   * @param cut connections that a fault ended
   * @param repliesLost answers of which nothing or half arrived, though the server had given them
   * @param delayed chunks that were held back
   * @param bytes that were passed on, both ways
   */
  public record Counts(long connections, long cut, long repliesLost, long delayed, long bytes) {}

  /**
   * Present faults.
   *
   * @param number what connections count begins anew with each plan
   * @param delayMax of a chunk in each direction; the delay is drawn below it
   * @param cutPerMille chance of a chunk to cut its connection
   * @param cutAfterBytes of a connection and a direction, counted from when this plan was made
   * @param lossTurn turn of the one loss, from 1; 0: none
   */
  private record Plan(
      long number,
      Map<Direction, Duration> delayMax,
      int cutPerMille,
      Map<Direction, Long> cutAfterBytes,
      int lossTurn,
      Loss loss) {
    static final Plan NONE = new Plan(0, Map.of(), 0, Map.of(), 0, Loss.REQUEST);

    Plan {
      delayMax = Map.copyOf(delayMax);
      cutAfterBytes = Map.copyOf(cutAfterBytes);
    }
  }

  private final List<InetSocketAddress> targets;
  private final SplittableRandom random;
  private final int port = FreePort.next();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private final AtomicBoolean isLossPending = new AtomicBoolean();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private final AtomicLong lostReplies = new AtomicLong();
  private final AtomicLong delays = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Plan plan = Plan.NONE;
  private volatile boolean isStalled;
  private @Nullable ServerSocket listener;
  private Thread accepting = Thread.currentThread();

  public FaultProxy(String host, int port, long seed) {
    this(List.of(new InetSocketAddress(host, port)), seed);
  }

  /** In front of several servers: connections go to one after the other, past those gone. */
  public FaultProxy(List<InetSocketAddress> targets, long seed) {
    this.targets = List.copyOf(targets);
    this.random = new SplittableRandom(seed);
    System.out.printf("FaultProxy to %s with seed %d%n", this.targets, seed);
    refuse(false);
  }

  /** Where clients connect, on this machine. */
  public int port() {
    return port;
  }

  public Counts counts() {
    return new Counts(connections.get(), cuts.get(), lostReplies.get(), delays.get(), bytes.get());
  }

  /** Holds every chunk of a direction back for a random time below a bound. */
  public synchronized void delay(Direction direction, Duration max) {
    var delayMax = new HashMap<>(plan.delayMax);
    delayMax.put(direction, max);
    install(delayMax, plan.cutPerMille, plan.cutAfterBytes, plan.lossTurn, plan.loss);
  }

  /** Cuts a connection at a chunk with a chance of so many in a thousand. */
  public synchronized void cutByChance(int perMille) {
    install(plan.delayMax, perMille, plan.cutAfterBytes, plan.lossTurn, plan.loss);
  }

  /** Cuts each connection once so many more bytes have passed in a direction. */
  public synchronized void cutAfter(Direction direction, long byteCount) {
    var cutAfterBytes = new HashMap<>(plan.cutAfterBytes);
    cutAfterBytes.put(direction, byteCount);
    install(plan.delayMax, plan.cutPerMille, cutAfterBytes, plan.lossTurn, plan.loss);
  }

  /** Once, at the first connection that comes to a turn counted from now, from 1. */
  public synchronized void loseAtTurn(int turn, Loss loss) {
    isLossPending.set(true);
    install(plan.delayMax, plan.cutPerMille, plan.cutAfterBytes, turn, loss);
  }

  /** Whether the loss that was ordered last is still to come. */
  public boolean isLossPending() {
    return isLossPending.get();
  }

  /** The most turns that a connection has had since the faults were last changed. */
  public int turns() {
    long present = plan.number;
    return links.stream().mapToInt(link -> link.turnsUnder(present)).max().orElse(0);
  }

  /** Passes nothing on in either direction, and keeps every connection open. */
  public void stall(boolean stalls) {
    synchronized (gate) {
      isStalled = stalls;
      gate.notifyAll();
    }
  }

  /** Cuts every connection now. */
  public void cutAll() {
    links.forEach(Link::cut);
  }

  /** Tells every client that the server sends no more, though it reads on. */
  public void halfClose() {
    links.forEach(Link::endTowardsClient);
  }

  /** Takes no new connections; those that stand go on. */
  public synchronized void refuse(boolean refuses) {
    try {
      if (refuses && listener != null) {
        listener.close();
        listener = null;
        accepting.join(); // the port is free only once nobody waits at it
      } else if (!refuses && listener == null) {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listener = socket;
        accepting = Thread.ofVirtual().start(() -> accept(socket));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Ends every fault. Connections that stand go on. */
  public synchronized void heal() {
    isLossPending.set(false);
    install(Map.of(), 0, Map.of(), 0, Loss.REQUEST);
    refuse(false);
    stall(false);
  }

  @Override
  public void close() {
    refuse(true);
    cutAll();
    stall(false);
    System.out.printf("FaultProxy on %d ends: %s%n", port, counts());
  }

  private void install(
      Map<Direction, Duration> delayMax,
      int cutPerMille,
      Map<Direction, Long> cutAfterBytes,
      int lossTurn,
      Loss loss) {
    plan = new Plan(plan.number + 1, delayMax, cutPerMille, cutAfterBytes, lossTurn, loss);
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        open(socket.accept());
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void open(Socket client) {
    Thread.ofVirtual()
        .start(() -> {
          var server = connected();
          if (server == null) {
            closeQuietly(client);
            return;
          }
          connections.incrementAndGet();
          var link = new Link(client, server);
          links.add(link);
          Thread.ofVirtual().start(() -> link.pump(Direction.TO_CLIENT));
          link.pump(Direction.TO_SERVER);
        });
  }

  /** A connection to the next server that takes one. */
  private @Nullable Socket connected() {
    for (int i = 0; i < targets.size(); i++) {
      var server = new Socket();
      try {
        int next = Math.floorMod(turn.getAndIncrement(), targets.size());
        server.connect(targets.get(next), Math.toIntExact(CONNECT_MAX.toMillis()));
        server.setTcpNoDelay(true);
        return server;
      } catch (IOException unreachable) {
        closeQuietly(server);
      }
    }
    return null;
  }

  private boolean chance(int perMille) {
    synchronized (random) {
      return perMille > 0 && random.nextInt(1000) < perMille;
    }
  }

  private void hold(Duration max) throws InterruptedException {
    if (!max.isZero()) {
      long nanos;
      synchronized (random) {
        nanos = random.nextLong(max.toNanos());
      }
      delays.incrementAndGet();
      Thread.sleep(Duration.ofNanos(nanos));
    }
    synchronized (gate) {
      while (isStalled) {
        gate.wait();
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // it is closed then
    }
  }

  /** One connection of a client with its connection to the server. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private final AtomicBoolean isCut = new AtomicBoolean();
    private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
    private long countedUnder = plan.number;
    private int turns;
    private boolean isAnswered = true;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pump(Direction direction) {
      var from = direction == Direction.TO_SERVER ? client : server;
      var to = direction == Direction.TO_SERVER ? server : client;
      var chunk = new byte[CHUNK_BYTES_MAX];
      try {
        for (int read = from.getInputStream().read(chunk);
            read >= 0;
            read = from.getInputStream().read(chunk)) {
          hold(plan.delayMax.getOrDefault(direction, Duration.ZERO));
          int allowed = allowed(direction, read);
          bytes.addAndGet(allowed); // before they go, so that what a client has seen is counted
          to.getOutputStream().write(chunk, 0, allowed);
          if (allowed < read) {
            cuts.incrementAndGet();
            cut();
            return;
          }
        }
        to.shutdownOutput();
      } catch (IOException gone) {
        cut();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        cut();
      }
      if (client.isOutputShutdown() && server.isOutputShutdown()) {
        cut(); // both have said all that they had to say
      }
    }

    /** How many bytes of a chunk pass; fewer than all: the connection is cut after them. */
    private synchronized int allowed(Direction direction, int read) {
      var present = plan;
      count(present, direction);
      if (present.lossTurn == turns
          && isLost(direction, present.loss)
          && isLossPending.compareAndSet(true, false)) {
        lostReplies.addAndGet(present.loss == Loss.REQUEST ? 0 : 1);
        return present.loss == Loss.HALF_REPLY ? read / 2 : 0;
      }
      long before = passed.getOrDefault(direction, 0L);
      long cutAfter = present.cutAfterBytes.getOrDefault(direction, Long.MAX_VALUE);
      if (before + read > cutAfter) {
        return (int) Math.max(0, cutAfter - before);
      }
      if (chance(present.cutPerMille)) {
        return read / 2;
      }
      passed.put(direction, before + read);
      return read;
    }

    private void count(Plan present, Direction direction) {
      if (countedUnder != present.number) {
        countedUnder = present.number;
        passed.clear();
        turns = 0;
      }
      if (direction == Direction.TO_SERVER && isAnswered) {
        turns++;
      }
      isAnswered = direction == Direction.TO_CLIENT;
    }

    private static boolean isLost(Direction direction, Loss loss) {
      return (direction == Direction.TO_SERVER) == (loss == Loss.REQUEST);
    }

    synchronized int turnsUnder(long planNumber) {
      return countedUnder == planNumber ? turns : 0;
    }

    void endTowardsClient() {
      try {
        client.shutdownOutput();
      } catch (IOException gone) {
        cut();
      }
    }

    void cut() {
      if (isCut.compareAndSet(false, true)) {
        links.remove(this);
        closeQuietly(client);
        closeQuietly(server);
      }
    }
  }
}
