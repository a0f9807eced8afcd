package reckoner.rating.postgres;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.meter.Mark;
import reckoner.pricing.meter.Tally;
import reckoner.pricing.meter.Tally.Extreme;
import reckoner.pricing.meter.Window;

/** A window as the table has it. A later form has a later version, and this one is read on. */
final class WindowBytes {
  private static final int VERSION = 1;

  private WindowBytes() {}

  static byte[] of(Window window) {
    var bytes = new ByteArrayOutputStream(128);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      var tally = window.tally();
      out.writeLong(tally.events());
      write(out, tally.sum());
      write(out, tally.least());
      write(out, tally.greatest());
      out.writeBoolean(tally.last() != null);
      if (tally.last() != null) {
        write(out, tally.last());
      }
      out.writeInt(window.readings().size());
      for (var reading : window.readings()) {
        write(out, reading);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory takes what is written", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, BigDecimal number) throws IOException {
    var digits = number.unscaledValue().toByteArray();
    out.writeByte(number.scale());
    out.writeByte(digits.length);
    out.write(digits);
  }

  private static void write(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  private static void write(DataOutputStream out, @Nullable Extreme extreme) throws IOException {
    out.writeBoolean(extreme != null);
    if (extreme != null) {
      write(out, extreme.quantity());
      write(out, extreme.time());
    }
  }

  private static void write(DataOutputStream out, Mark mark) throws IOException {
    write(out, mark.time());
    out.writeUTF(mark.id());
    write(out, mark.quantity());
  }

  static Window read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException("a window of version " + version);
      }
      var tally =
          new Tally(
              in.readLong(),
              number(in),
              extreme(in),
              extreme(in),
              in.readBoolean() ? mark(in) : null);
      var window = new Window.Builder(true);
      int readings = in.readInt();
      for (int i = 0; i < readings; i++) {
        window.add(mark(in));
      }
      return new Window(tally, window.build(0).readings(), 0);
    } catch (IOException broken) {
      throw new UncheckedIOException("a stored window is broken", broken);
    }
  }

  private static BigDecimal number(DataInputStream in) throws IOException {
    int scale = in.readByte();
    var digits = new byte[in.readByte()];
    in.readFully(digits);
    return new BigDecimal(new BigInteger(digits), scale);
  }

  private static Instant time(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static @Nullable Extreme extreme(DataInputStream in) throws IOException {
    return in.readBoolean() ? new Extreme(number(in), time(in)) : null;
  }

  private static Mark mark(DataInputStream in) throws IOException {
    return new Mark(time(in), in.readUTF(), number(in));
  }
}
