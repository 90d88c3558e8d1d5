/** What statements cost: as the databases count it, hour by hour. */
package io.auditdb.plugin.monitoring.statement;
