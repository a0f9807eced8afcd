package reckoner.rating.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import reckoner.rating.Cost;
import reckoner.rating.Marginal;

/**
 * Marginal amounts as an event's row has them: for each the aggregate as a varint, then amount and
 * cost, each a scale, a length and the bytes of the unscaled value. Most take a dozen bytes. A cost
 * that is unknown has the length 0.
 */
public final class MarginalForm {
  private static final int DIGIT_BYTES_MAX = 1_000;
  private static final byte[] NONE = {};
  private static final byte[] ZERO = {0};

  private MarginalForm() {}

  public static byte[] write(List<Marginal> marginals) {
    if (marginals.isEmpty()) {
      return NONE;
    }
    var digits = new byte[2 * marginals.size()][];
    int size = 0;
    int next = 0;
    for (var marginal : marginals) {
      digits[next] = digits(marginal.amount());
      digits[next + 1] = marginal.cost().isWhole() ? digits(marginal.cost().exact()) : NONE;
      size +=
          CodedOutputStream.computeUInt64SizeNoTag(marginal.aggregate())
              + size(marginal.amount(), digits[next++])
              + size(marginal.cost().exact(), digits[next++]);
    }
    var bytes = new byte[size];
    var out = CodedOutputStream.newInstance(bytes);
    try {
      next = 0;
      for (var marginal : marginals) {
        out.writeUInt64NoTag(marginal.aggregate());
        write(out, marginal.amount(), digits[next++]);
        write(out, marginal.cost().exact(), digits[next++]);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory takes what is written", impossible);
    }
    return bytes;
  }

  private static byte[] digits(BigDecimal value) {
    return value.signum() == 0 ? ZERO : value.unscaledValue().toByteArray();
  }

  private static int size(BigDecimal value, byte[] digits) {
    return CodedOutputStream.computeSInt32SizeNoTag(value.scale())
        + CodedOutputStream.computeUInt32SizeNoTag(digits.length)
        + digits.length;
  }

  private static void write(CodedOutputStream out, BigDecimal value, byte[] digits)
      throws IOException {
    out.writeSInt32NoTag(value.scale());
    out.writeUInt32NoTag(digits.length);
    out.writeRawBytes(digits);
  }

  public static List<Marginal> read(byte[] stored) {
    var in = CodedInputStream.newInstance(stored);
    var marginals = new ArrayList<Marginal>(1);
    try {
      while (!in.isAtEnd()) {
        marginals.add(new Marginal(in.readUInt64(), decimal(in), cost(in)));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("stored marginal amounts are broken", broken);
    }
    return marginals;
  }

  private static BigDecimal decimal(CodedInputStream in) throws IOException {
    int scale = in.readSInt32();
    return new BigDecimal(new BigInteger(in.readRawBytes(length(in, 1))), scale);
  }

  private static Cost cost(CodedInputStream in) throws IOException {
    int scale = in.readSInt32();
    int length = length(in, 0);
    return length == 0
        ? Cost.UNCOSTED_EVENT
        : Cost.of(new BigDecimal(new BigInteger(in.readRawBytes(length)), scale));
  }

  private static int length(CodedInputStream in, int min) throws IOException {
    int length = in.readUInt32();
    if (length < min || length > DIGIT_BYTES_MAX) {
      throw new IOException("a decimal of %d bytes".formatted(length));
    }
    return length;
  }
}
