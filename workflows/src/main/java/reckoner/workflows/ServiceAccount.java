package reckoner.workflows;

import java.time.Instant;
import reckoner.kit.auth.Role;

/**
 * Whom a program calls as.
 *
 * @param account business key in its tenant
 * @param role what it is trusted with, for ever
 * @param createTime real time
 */
public record ServiceAccount(String account, Role role, Instant createTime) {}
