package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.Refused;

/** Every wrong key takes the same path. */
class ExchangeApiKeyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final Store store = new Store();
  private final ExchangeApiKey exchange =
      new ExchangeApiKey(
          store, () -> NOW, Optional.of((tenant, account, role, from, life) -> tenant + account));

  @Test
  void whateverIsWrongThereIsOneLookUpAndNoWrite() {
    var text = KeyText.fresh(ExchangeApiKeyTest::sevens).text();
    var other = text.replace("_7777777777777777_", "_8888888888888888_");
    for (var presented : List.of("", "nonsense", other, text.replaceAll("7$", "8"))) {
      store.calls.clear();
      store.key = Optional.of(kept(null, null));
      assertThrows(Refused.class, () -> exchange.exchange(presented));
      assertEquals(List.of("find"), store.calls, presented);
    }
    for (var dead : List.of(kept(NOW, null), kept(null, NOW))) {
      store.calls.clear();
      store.key = Optional.of(dead);
      assertThrows(Refused.class, () -> exchange.exchange(text));
      assertEquals(List.of("find"), store.calls, dead.toString());
    }
    store.calls.clear();
    store.key = Optional.of(kept(NOW.plusNanos(1000), null));
    assertEquals("acmeshop", exchange.exchange(text).token());
    assertEquals(List.of("find", "use"), store.calls);
  }

  private static byte[] sevens(int count) {
    return HexFormat.of().parseHex("77".repeat(count));
  }

  private static IdentityStore.KeptKey kept(
      @Nullable Instant expireTime, @Nullable Instant revokeTime) {
    var text = KeyText.fresh(ExchangeApiKeyTest::sevens);
    return new IdentityStore.KeptKey(
        "acme",
        Role.SELLER,
        new ApiKey(text.keyId(), "shop", NOW.minusSeconds(60), expireTime, revokeTime, null),
        text.hash());
  }

  /** One key, and what was asked. */
  private static final class Store implements IdentityStore {
    final List<String> calls = new ArrayList<>();
    Optional<KeptKey> key = Optional.empty();

    @Override
    public Optional<KeptKey> findAnywhere(String keyId) {
      calls.add("find");
      return key.filter(kept -> kept.key().keyId().equals(keyId));
    }

    @Override
    public void keepUse(String keyId, Instant usedTime, Instant unlessSince) {
      calls.add("use");
    }

    @Override
    public boolean addTenant(String tenant, Instant createTime) {
      throw new AssertionError();
    }

    @Override
    public boolean hasTenant(String tenant) {
      throw new AssertionError();
    }

    @Override
    public boolean addAccount(String tenant, ServiceAccount account) {
      throw new AssertionError();
    }

    @Override
    public Optional<ServiceAccount> findAccount(String tenant, String account) {
      throw new AssertionError();
    }

    @Override
    public Optional<ServiceAccount> lockAccount(String tenant, String account) {
      throw new AssertionError();
    }

    @Override
    public List<ServiceAccount> accounts(String tenant, String after, int limit) {
      throw new AssertionError();
    }

    @Override
    public void addKey(String tenant, ApiKey added, byte[] hash) {
      throw new AssertionError();
    }

    @Override
    public int liveKeys(String tenant, String account, Instant now) {
      throw new AssertionError();
    }

    @Override
    public Optional<ApiKey> findKey(String tenant, String keyId) {
      throw new AssertionError();
    }

    @Override
    public boolean revokeKey(String tenant, String keyId, Instant revokeTime) {
      throw new AssertionError();
    }

    @Override
    public List<ApiKey> keys(String tenant, String afterAccount, String afterKeyId, int limit) {
      throw new AssertionError();
    }

    @Override
    public void addChange(String tenant, IdentityChange change) {
      throw new AssertionError();
    }
  }
}
