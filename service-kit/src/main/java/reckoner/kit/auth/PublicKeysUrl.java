package reckoner.kit.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.kit.settings.BadSetting;

/**
 * Public keys of a JWKS endpoint, fetched when first needed, cached and fetched again before the
 * cache is stale; a token with an unknown key fetches them at once, within a limit, so that nobody
 * can make this service flood the endpoint.
 */
final class PublicKeysUrl implements JWKSource<SecurityContext>, Closeable {
  static final String SETTING = "reckoner.public-keys-url";

  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int READ_MILLIS_MAX = 2_000;
  private static final int KEYS_BYTES_MAX = 256 * 1024;
  private static final Duration CACHED = Duration.ofMinutes(5);
  private static final Duration FETCH_MAX = Duration.ofSeconds(5);
  private static final Duration AHEAD = Duration.ofSeconds(60);

  /** Two fetches at most in this time. */
  private static final Duration FETCH_INTERVAL = Duration.ofSeconds(10);

  /** How long known keys serve on while the endpoint is out of reach; as long as a token lives. */
  private static final Duration OUTAGE_MAX = TokenSigner.LIFETIME;

  private final Fetched fetched;
  private final JWKSource<SecurityContext> source;

  PublicKeysUrl(String url) {
    this.fetched = new Fetched(safe(url));
    this.source =
        JWKSourceBuilder.create(fetched)
            .cache(CACHED.toMillis(), FETCH_MAX.toMillis())
            .refreshAheadCache(AHEAD.toMillis(), false)
            .rateLimited(FETCH_INTERVAL.toMillis())
            .outageTolerant(OUTAGE_MAX.toMillis())
            .build();
  }

  /** Who could change the keys on their way could sign for anybody. */
  private static URL safe(String url) {
    try {
      var address = new URI(url);
      var host = address.getHost();
      var isSafe =
          "https".equals(address.getScheme())
              || ("http".equals(address.getScheme()) && isThisMachine(host));
      if (!isSafe || host == null) {
        throw new BadSetting(SETTING, "must begin with https:// (http:// for this machine only)");
      }
      return address.toURL();
    } catch (URISyntaxException | MalformedURLException malformed) {
      throw new BadSetting(SETTING, "is no URL");
    }
  }

  private static boolean isThisMachine(@Nullable String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      return source.get(selector, context);
    } catch (RateLimitReachedException limit) {
      if (fetched.isInReach) {
        return List.of(); // the keys are known, and this one is not among them
      }
      throw limit;
    }
  }

  @Override
  public void close() throws IOException {
    if (source instanceof JWKSetBasedJWKSource<SecurityContext> cache) {
      cache.close();
    }
  }

  /** The endpoint, and whether it answered the last time. */
  private static final class Fetched extends JWKSetSourceWrapper<SecurityContext> {
    private volatile boolean isInReach;

    Fetched(URL url) {
      super(
          new URLBasedJWKSetSource<>(
              url,
              new DefaultResourceRetriever(CONNECT_MILLIS_MAX, READ_MILLIS_MAX, KEYS_BYTES_MAX)));
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      isInReach = false;
      var keys = getSource().getJWKSet(refresh, now, context);
      isInReach = true;
      return keys;
    }
  }
}
