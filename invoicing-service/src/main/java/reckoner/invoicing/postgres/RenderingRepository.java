package reckoner.invoicing.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface RenderingRepository extends GenericRepository<RenderingFileRow, String> {
  @Query(
      """
      insert into rendering (tenant, invoice, format, content, sha256)
      values (:tenant, :invoice, :format, :content, :sha256)
      on conflict do nothing
      """)
  int insert(String tenant, String invoice, String format, byte[] content, String sha256);

  @Query(
      """
      select format, cast(length(content) as bigint) as size_bytes, sha256 from rendering
      where tenant = :tenant and invoice = :invoice
      """)
  List<RenderingRow> of(String tenant, String invoice);

  @Query(
      """
      select format, content from rendering
      where tenant = :tenant and invoice = :invoice and format = :format
      """)
  Optional<RenderingFileRow> file(String tenant, String invoice, String format);
}
