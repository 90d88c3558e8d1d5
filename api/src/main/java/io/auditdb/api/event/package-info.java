/** The audit event: who did what to whose data, when, why and with what result; and what an append returns. */
@Version("1.0.0")
package io.auditdb.api.event;

import org.osgi.annotation.versioning.Version;
