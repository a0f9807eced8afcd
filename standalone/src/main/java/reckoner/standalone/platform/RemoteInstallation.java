package reckoner.standalone.platform;

import com.nimbusds.jwt.SignedJWT;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.micronaut.core.value.MapPropertyResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.net.Channels;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;
import reckoner.kit.wire.Wire;
import reckoner.proto.identity.v1.ExchangeApiKeyRequest;
import reckoner.proto.identity.v1.IdentityServiceGrpc;

/**
 * Services that run elsewhere, called over the network with API keys of one tenant.
 *
 * <p>A file of properties says where: {@code catalog-address}, {@code rating-address}, {@code
 * invoicing-address}, {@code workflows-address} (gRPC targets), {@code api-keys} (the folder with a
 * file {@code <role>.key} for each role), and for TLS {@code tls-ca-file}, {@code
 * tls-certificate-file}, {@code tls-key-file}. Paths are taken from the file's own folder.
 */
public final class RemoteInstallation implements Installation, AutoCloseable {
  private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(2);

  private static final List<String> TLS_FILES =
      List.of("tls-ca-file", "tls-certificate-file", "tls-key-file");

  private final Path file;
  private final Properties settings;
  private final InstantSource realTime;
  private final Map<Service, ManagedChannel> open = new EnumMap<>(Service.class);
  private final Map<Role, Token> tokens = new ConcurrentHashMap<>();

  private record Token(String text, Instant expireTime) {}

  private RemoteInstallation(Path file, Properties settings, InstantSource realTime) {
    this.file = file;
    this.settings = settings;
    this.realTime = realTime;
    var channels = channels();
    for (var service : Service.values()) {
      open.put(service, channels.to(required(service.label() + "-address")));
    }
  }

  private Channels channels() {
    var tls = new HashMap<String, Object>();
    for (var name : TLS_FILES) {
      var value = settings.getProperty(name, "").strip();
      if (!value.isEmpty()) {
        tls.put("reckoner." + name, resolved(value).toString());
      }
    }
    try {
      return Channels.with(new Settings(new MapPropertyResolver(tls)));
    } catch (GeneralSecurityException | IOException | BadSetting failure) {
      throw new StartFailure(
          "%s, given with --against: %s".formatted(file, ServiceContext.rootMessage(failure)),
          failure);
    }
  }

  /**
   * Opens channels to the services that a file names.
   *
   * @throws StartFailure where the file, a setting or a key is missing or wrong
   */
  public static RemoteInstallation open(Path file) {
    var settings = new Properties();
    try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      settings.load(reader);
    } catch (IOException | IllegalArgumentException failure) {
      throw new StartFailure(
          "%s, given with --against, cannot be read: %s".formatted(file, failure), failure);
    }
    return new RemoteInstallation(file, settings, InstantSource.system());
  }

  /** Where a service is, for messages. */
  public String place(Service service) {
    return "%s, the %s-address of %s"
        .formatted(required(service.label() + "-address"), service.label(), file);
  }

  /** The tenant of the API keys; they must all be of one. */
  public String tenant() {
    return tenantOf(token(Role.OPERATOR));
  }

  /**
   * A channel with a token of the role.
   *
   * @throws StartFailure where the role has no key, or the service that exchanges it is away
   */
  @Override
  public Channel channel(Service service, Role role) {
    token(role); // so that what is wrong with a key is said as it is, not as a failed call
    return ClientInterceptors.intercept(
        channel(service), new Credential(new BearerCredentials(() -> token(role))));
  }

  private ManagedChannel channel(Service service) {
    var channel = open.get(service);
    if (channel == null) {
      throw new IllegalStateException("every service has a channel");
    }
    return channel;
  }

  /** The token of a role, exchanged again shortly before it ends. */
  private String token(Role role) {
    var token =
        tokens.compute(
            role,
            (key, held) ->
                held != null
                        && held.expireTime().minus(RENEWED_BEFORE_END).isAfter(realTime.instant())
                    ? held
                    : exchange(role));
    return token.text();
  }

  private Token exchange(Role role) {
    var request = ExchangeApiKeyRequest.newBuilder().setSecretKey(apiKey(role)).build();
    try {
      var reply =
          IdentityServiceGrpc.newBlockingStub(channel(Service.WORKFLOWS)).exchangeApiKey(request);
      var token = new Token(reply.getToken(), Wire.instant(reply.getExpireTime()));
      checkTenant(role, token);
      return token;
    } catch (StatusRuntimeException failure) {
      throw StartFailure.ofSilence(place(Service.WORKFLOWS), failure);
    }
  }

  private void checkTenant(Role role, Token fresh) {
    for (var held : tokens.values()) {
      if (!tenantOf(held.text()).equals(tenantOf(fresh.text()))) {
        throw new StartFailure(
            "the API key of role %s is of tenant %s, the others are of %s"
                .formatted(label(role), tenantOf(fresh.text()), tenantOf(held.text())));
      }
    }
  }

  private static String tenantOf(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("tenant");
    } catch (ParseException unreadable) {
      throw new StartFailure("the token that was exchanged cannot be read", unreadable);
    }
  }

  private String apiKey(Role role) {
    var keyFile = resolved(required("api-keys")).resolve(label(role) + ".key");
    try {
      var key = Files.readString(keyFile).strip();
      if (key.isEmpty()) {
        throw new StartFailure("there is no API key in " + keyFile);
      }
      return key;
    } catch (IOException missing) {
      throw new StartFailure(
          "the API key of role %s cannot be read from %s: make one with ./reckoner api-key create"
              .formatted(label(role), keyFile),
          missing);
    }
  }

  private static String label(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private String required(String name) {
    var value = settings.getProperty(name, "").strip();
    if (value.isEmpty()) {
      throw new StartFailure("%s, given with --against, does not set %s".formatted(file, name));
    }
    return value;
  }

  private Path resolved(String value) {
    return file.toAbsolutePath().resolveSibling(value).normalize();
  }

  @Override
  public void close() {
    open.values().forEach(ManagedChannel::shutdownNow);
  }
}
