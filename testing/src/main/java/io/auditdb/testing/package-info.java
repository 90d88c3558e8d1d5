/** A real PostgreSQL for tests, and contract tests for plugins. */
package io.auditdb.testing;
