/** A typed client of the HTTP API: {@link io.auditdb.client.AuditDbClient}. */
package io.auditdb.client;
