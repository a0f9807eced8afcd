package reckoner.invoicing.postgres;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import reckoner.invoicing.Rendering;
import reckoner.invoicing.RenderingFormat;
import reckoner.invoicing.Renderings;
import reckoner.kit.wire.CanonicalForm;

@Singleton
class PostgresRenderings implements Renderings {
  private final RenderingRepository rows;

  PostgresRenderings(RenderingRepository rows) {
    this.rows = rows;
  }

  @Override
  public void keep(String tenant, String invoice, RenderingFormat format, byte[] content) {
    rows.insert(tenant, invoice, format.name(), content, CanonicalForm.sha256Hex(content));
  }

  @Override
  public List<Rendering> of(String tenant, String invoice) {
    return rows.of(tenant, invoice).stream()
        .map(row ->
            new Rendering(RenderingFormat.valueOf(row.format()), row.sizeBytes(), row.sha256()))
        .sorted(Comparator.comparing(Rendering::format))
        .toList();
  }

  @Override
  public Optional<byte[]> content(String tenant, String invoice, RenderingFormat format) {
    return rows.file(tenant, invoice, format.name()).map(RenderingFileRow::content);
  }
}
