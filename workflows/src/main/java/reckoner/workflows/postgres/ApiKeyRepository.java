package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyRepository extends GenericRepository<ApiKeyRow, String> {
  @Query(
      """
      insert into api_key (key_id, tenant, account, key_hash, create_time, expire_time)
      values (:keyId, :tenant, :account, :keyHash, :createTime, :expireTime)
      """)
  int insert(
      String keyId,
      String tenant,
      String account,
      byte[] keyHash,
      Instant createTime,
      @Nullable Instant expireTime);

  @Query(
      """
      select count(*) from api_key
      where tenant = :tenant and account = :account
        and revoke_time is null and (expire_time is null or expire_time > :now)
      """)
  int countLive(String tenant, String account, Instant now);

  @Query(
      """
      select key_id, account, create_time, expire_time, revoke_time, last_used_time from api_key
      where tenant = :tenant and key_id = :keyId
      """)
  Optional<ApiKeyRow> find(String tenant, String keyId);

  @Query(
      """
      update api_key set revoke_time = greatest(:revokeTime, create_time)
      where tenant = :tenant and key_id = :keyId and revoke_time is null
      """)
  int revoke(String tenant, String keyId, Instant revokeTime);

  @Query(
      """
      select key_id, account, create_time, expire_time, revoke_time, last_used_time from api_key
      where tenant = :tenant and (account, key_id) > (:afterAccount, :afterKeyId)
      order by account, key_id
      limit :limit
      """)
  List<ApiKeyRow> page(String tenant, String afterAccount, String afterKeyId, int limit);

  @Query(
      """
      select key_id, tenant, account, role, key_hash, api_key.create_time, expire_time,
        revoke_time, last_used_time
      from api_key join service_account using (tenant, account)
      where key_id = :keyId
      """)
  Optional<KeptKeyRow> findAnywhere(String keyId);

  @Query(
      """
      update api_key set last_used_time = greatest(:usedTime, create_time)
      where key_id = :keyId and (last_used_time is null or last_used_time < :unlessSince)
      """)
  int keepUse(String keyId, Instant usedTime, Instant unlessSince);
}
