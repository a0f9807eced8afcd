package reckoner.kit.testing;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A zone of this JVM alone, at a fixed offset from UTC to the second, where a day begins whenever a
 * test wants it to.
 */
public final class SoonMidnight extends ZoneRulesProvider {
  private final String name;
  private final ZoneRules rules;

  private SoonMidnight(String name, ZoneOffset offset) {
    this.name = name;
    this.rules = ZoneRules.of(offset);
  }

  public static String at(Instant midnight) {
    var offset = offset(midnight);
    var name = "Test/Midnight" + offset.getTotalSeconds();
    ZoneRulesProvider.registerProvider(new SoonMidnight(name, offset));
    return name;
  }

  /** Within half a day of UTC, as real zones are. */
  public static ZoneOffset offset(Instant midnight) {
    int ofDay = midnight.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
    int noon = LocalTime.NOON.toSecondOfDay();
    return ZoneOffset.ofTotalSeconds(ofDay <= noon ? -ofDay : 2 * noon - ofDay);
  }

  @Override
  protected Set<String> provideZoneIds() {
    return Set.of(name);
  }

  @Override
  protected ZoneRules provideRules(String zoneId, boolean forCaching) {
    return rules;
  }

  @Override
  protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
    return new TreeMap<>(Map.of("1", rules));
  }
}
