package reckoner.workflows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * The text of an API key, {@code rk_<key id>_<secret>}: the prefix tells scanners of leaked secrets
 * what it is, the key id finds its row. A plain SHA-256 of it is kept, without salt and stretching,
 * because 256 bits of chance cannot be guessed however fast the guesses are.
 *
 * @param keyId 16 hexadecimal digits
 * @param text the whole text; a secret
 */
record KeyText(String keyId, String text) {
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM = Pattern.compile("rk_([0-9a-f]{16})_[0-9a-f]{64}");

  static KeyText fresh(IntFunction<byte[]> chance) {
    var hex = HexFormat.of();
    var keyId = hex.formatHex(chance.apply(ID_BYTES));
    return new KeyText(keyId, "rk_" + keyId + "_" + hex.formatHex(chance.apply(SECRET_BYTES)));
  }

  /** What a client presents; a text of another form gets a key id that no key has. */
  static KeyText presented(String text) {
    var form = FORM.matcher(text);
    return new KeyText(form.matches() ? form.group(1) : "", text);
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Keeps the secret out of logs and messages. */
  @Override
  public String toString() {
    return "rk_" + keyId + "_…";
  }
}
