package reckoner.rating.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import reckoner.rating.Marginal;

/**
 * Marginal amounts as an event's row has them: for each the aggregate as a varint, then amount and
 * cost, each a scale, a length and the bytes of the unscaled value. Most take a dozen bytes.
 */
public final class MarginalForm {
  private static final int DIGIT_BYTES_MAX = 1_000;
  private static final byte[] NONE = {};

  private MarginalForm() {}

  public static byte[] write(List<Marginal> marginals) {
    if (marginals.isEmpty()) {
      return NONE;
    }
    var bytes = new ByteArrayOutputStream(16 * marginals.size());
    var out = CodedOutputStream.newInstance(bytes, 16 * marginals.size());
    try {
      for (var marginal : marginals) {
        out.writeUInt64NoTag(marginal.aggregate());
        write(out, marginal.amount());
        write(out, marginal.cost());
      }
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory takes what is written", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(CodedOutputStream out, BigDecimal value) throws IOException {
    var digits = value.unscaledValue().toByteArray();
    out.writeSInt32NoTag(value.scale());
    out.writeUInt32NoTag(digits.length);
    out.writeRawBytes(digits);
  }

  public static List<Marginal> read(byte[] stored) {
    var in = CodedInputStream.newInstance(stored);
    var marginals = new ArrayList<Marginal>(1);
    try {
      while (!in.isAtEnd()) {
        marginals.add(new Marginal(in.readUInt64(), decimal(in), decimal(in)));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("stored marginal amounts are broken", broken);
    }
    return marginals;
  }

  private static BigDecimal decimal(CodedInputStream in) throws IOException {
    int scale = in.readSInt32();
    int length = in.readUInt32();
    if (length < 1 || length > DIGIT_BYTES_MAX) {
      throw new IOException("a decimal of %d bytes".formatted(length));
    }
    return new BigDecimal(new BigInteger(in.readRawBytes(length)), scale);
  }
}
