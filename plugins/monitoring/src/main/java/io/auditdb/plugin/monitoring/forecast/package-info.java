/** What is expected of load, size and demand. */
package io.auditdb.plugin.monitoring.forecast;
