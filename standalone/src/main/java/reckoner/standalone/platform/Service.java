package reckoner.standalone.platform;

import java.util.Locale;

/** The four services, in the order of their ports. */
public enum Service {
  CATALOG,
  RATING,
  INVOICING,
  WORKFLOWS;

  /** The service's name in folders, environments and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of its database, and of the role that owns it and can read no other. */
  String database() {
    return "reckoner_" + label();
  }
}
