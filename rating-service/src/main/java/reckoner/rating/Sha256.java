package reckoner.rating;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of texts. */
final class Sha256 {
  private static final MessageDigest EMPTY = byName();

  private Sha256() {}

  /** Of a copy, because looking one up by its name takes longer than to hash a short text. */
  static byte[] of(String text) {
    try {
      return ((MessageDigest) EMPTY.clone()).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("every JDK's SHA-256 can be copied", impossible);
    }
  }

  private static MessageDigest byName() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
