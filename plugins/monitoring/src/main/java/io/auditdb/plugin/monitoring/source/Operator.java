package io.auditdb.plugin.monitoring.source;

import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.util.Set;

/** As whom this plugin asks how others are; it changes nothing. */
public final class Operator {
    /** May operate, for all tenants. */
    public static final Access ACCESS = new Access("monitoring", Set.of(), Set.of(Right.OPERATE));

    private Operator() {}
}
