/** Which server is the primary, and how sessions on it begin and end. */
package io.auditdb.kernel.primary;
