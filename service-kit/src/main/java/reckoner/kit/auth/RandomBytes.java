package reckoner.kit.auth;

import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Chance that nobody can foresee, for secrets. */
@Singleton
public class RandomBytes {
  private final SecureRandom random = new SecureRandom();

  public byte[] next(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
