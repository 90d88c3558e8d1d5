package io.auditdb.api.compliance;

import io.auditdb.api.event.Classification;
import io.auditdb.api.security.Access;
import java.time.Instant;
import java.util.List;

/**
 * Decides how long events are kept. The policy of an event is the one it names, else the default of its classification;
 * an event whose policy is not there stays. Nothing lets an event go before the floor of the law, the minimum of its
 * policy and the minimum of its classification's default policy are over. Safe for use by many threads; calls block for as
 * long as the database works.
 *
 * <p>Every method needs {@link io.auditdb.api.security.Right#OPERATE}; changes need a caller of all tenants, and are
 * recorded in {@code _system} in the same transaction.
 *
 * <p>Throws {@link io.auditdb.api.error.AuditDbException}: {@code FORBIDDEN}; {@code DATABASE_UNAVAILABLE} with a retry
 * time.
 */
public interface RetentionManager {
    /** Returns all policies, by classification and name. */
    List<RetentionPolicy> policies(Access by);

    /** Returns what the law asks, by classification. */
    List<RetentionFloor> floors(Access by);

    /**
     * Returns how long an event is kept.
     *
     * @param policy the name that it has as its retentionPolicy; null for none
     */
    AppliedRetention applying(Access by, Classification classification, String policy, Instant occurredAt);

    /**
     * Adds a policy.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} with every fault, each naming the floor or the
     *     policy it contradicts; {@code CONFLICT} when there is one of this name, or as many as may be
     */
    void add(Access by, RetentionPolicy policy);

    /**
     * Puts another in the place of the policy of the same name. It holds for events that are there already.
     *
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_REQUEST} as for {@link #add}; {@code NOT_FOUND} when
     *     there is none of this name
     */
    void change(Access by, RetentionPolicy policy);

    /**
     * Returns what is to be done now, for each partition whose time has begun, oldest first. Changes nothing. Reads each
     * partition once.
     */
    List<PartitionRetention> plan(Access by);

    /**
     * Makes the plan and carries it out, partition by partition, oldest first: what is to be thinned is deleted in bounded
     * steps, what is to be dropped is detached and dropped. Holds, policies and guards are asked again in the transaction
     * that deletes. Each of these transactions also keeps the account of what went, and records it in {@code _system} as
     * {@code retention.delete}; whatever interrupts it, another call goes on from there. A partition that is to be
     * archived is, where an archive is switched on; an archive that is to be thinned is written again without what goes,
     * in one transaction. Needs a caller of all tenants, unless it is a dry run.
     *
     * @param dryRun whether to change nothing
     * @return a step for each partition of the plan; none is tried while another instance works on partitions
     */
    List<RetentionStep> apply(Access by, boolean dryRun);
}
