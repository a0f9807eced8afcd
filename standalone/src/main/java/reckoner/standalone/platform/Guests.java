package reckoner.standalone.platform;

import java.util.List;

/**
 * What a benchmark adds to a service that it measures: gRPC services with their permissions, behind
 * the same interceptors on the same port.
 */
public record Guests(Service host, List<Object> beans) {
  /** A service as it is. */
  public static final Guests NONE = new Guests(Service.RATING, List.of());

  public Guests {
    beans = List.copyOf(beans);
  }

  List<Object> of(Service service) {
    return service == host ? beans : List.of();
  }
}
