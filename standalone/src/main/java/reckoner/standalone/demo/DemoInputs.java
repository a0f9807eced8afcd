package reckoner.standalone.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the demo works on.
 *
 * @param customers number of customers that the row rule uses; 1 to {@link #CUSTOMERS_MAX}
 * @param month the billed month; null for the UTC month with most events
 */
public record DemoInputs(
    InputFile prices, List<Trace> traces, int customers, @Nullable YearMonth month) {
  /** Also the bound of customers that the rows may add. */
  public static final int CUSTOMERS_MAX = 10_000;

  public DemoInputs {
    traces = List.copyOf(traces);
  }

  /** The project's own small files. */
  public static DemoInputs sample(int customers, @Nullable YearMonth month) {
    return new DemoInputs(sampleList(), List.of(sampleTrace()), customers, month);
  }

  /** The project's own price list. */
  public static InputFile sampleList() {
    return new InputFile.Shipped("sample-prices.json");
  }

  /** The project's own usage, of a model in its own price list. */
  public static Trace sampleTrace() {
    return new Trace(new InputFile.Shipped("sample-trace.csv"), "aurora", "aurora-large");
  }

  /** SHA-256 of everything that decides the outcome, lower-case hex. */
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        add(out, prices, "prices");
        for (var trace : traces) {
          add(out, trace.file(), trace.provider() + "/" + trace.model());
        }
        add(out, "customers " + customers + ", month " + month);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | IOException impossible) {
      throw new IllegalStateException("a digest of files that were read", impossible);
    }
  }

  private static void add(OutputStream out, InputFile file, String meaning) throws IOException {
    add(out, meaning);
    add(out, file.name());
    try (var content = file.open()) {
      content.transferTo(out);
    } catch (IOException failure) {
      throw file.unreadable(failure);
    }
  }

  private static void add(OutputStream out, String text) throws IOException {
    out.write((text.length() + ":" + text + ";").getBytes(StandardCharsets.UTF_8));
  }
}
