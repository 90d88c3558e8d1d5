/** Input that could not become events. */
package io.auditdb.kernel.quarantine;
