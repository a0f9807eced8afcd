package reckoner.catalog;

import reckoner.kit.testing.TestService;

/** What tests of other packages need of the catalog's own client. */
public final class ImportForTests {
  private ImportForTests() {}

  /** Imports a list into the price book {@code list} and the cost book {@code costs}. */
  public static void importList(TestService service, String tenant) {
    new CatalogClient(service).publish(tenant, "import", CatalogClient.FIRST);
  }
}
