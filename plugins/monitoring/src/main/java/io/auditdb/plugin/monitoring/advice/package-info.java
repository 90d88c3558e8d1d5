/** What to change, and what that rests on. */
package io.auditdb.plugin.monitoring.advice;
