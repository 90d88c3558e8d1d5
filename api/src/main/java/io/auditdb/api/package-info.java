/** The audit database itself: append, query, stream, transaction. Start at {@link io.auditdb.api.AuditDatabase}. */
@Version("1.0.0")
package io.auditdb.api;

import org.osgi.annotation.versioning.Version;
