/** Rules about figures, and what becomes of those whose condition holds. */
package io.auditdb.plugin.monitoring.alert;
