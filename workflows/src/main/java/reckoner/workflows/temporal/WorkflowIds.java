package reckoner.workflows.temporal;

import java.util.Locale;
import reckoner.workflows.ProcessRef;

/** The fixed id of each process: Temporal runs no second one under it. */
final class WorkflowIds {
  private WorkflowIds() {}

  /**
   * E.g. {@code contract/acme/c-1}. A slash in a tenant is escaped, so that ids are never shared.
   */
  static String of(ProcessRef process) {
    var kind = process.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    var tenant = process.tenant().replace("%", "%25").replace("/", "%2F");
    return "%s/%s/%s".formatted(kind, tenant, process.key());
  }
}
