package io.auditdb.api;

import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import java.sql.Connection;
import java.util.List;

/** An open transaction. For one thread, and only until the work that was given it returns. */
public interface Transaction {
    /** Returns the connection the transaction runs on, for the caller's own statements. Do not commit or close it. */
    Connection connection();

    /** Appends events that become durable when the transaction commits; the receipts carry no lsn. */
    List<Appended> append(List<AuditEvent> events);
}
