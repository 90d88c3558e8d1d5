/** Taking personal fields out of stored events. */
package io.auditdb.kernel.redaction;
