package reckoner.kit.request;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface RequestRecordRepository extends GenericRepository<RequestRecord, String> {
  @Query(
      """
      insert into request_record (tenant, service_account, method, request_id, content_hash, hash_version)
      values (:tenant, :serviceAccount, :method, :requestId, :contentHash, :hashVersion)
      on conflict do nothing
      """)
  int insert(
      String tenant,
      String serviceAccount,
      String method,
      String requestId,
      byte[] contentHash,
      short hashVersion);

  @Query(
      """
      select request_id, content_hash, hash_version, reply from request_record
      where tenant = :tenant and service_account = :serviceAccount and method = :method
        and request_id = :requestId
      """)
  Optional<RequestRecord> find(
      String tenant, String serviceAccount, String method, String requestId);

  @Query(
      """
      update request_record set reply = :reply
      where tenant = :tenant and service_account = :serviceAccount and method = :method
        and request_id = :requestId
      """)
  int answer(String tenant, String serviceAccount, String method, String requestId, byte[] reply);
}
