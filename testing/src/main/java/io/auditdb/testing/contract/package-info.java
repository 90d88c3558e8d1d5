/** What every extension of a kind keeps to, whoever wrote it, as checks that run against any plugin host. */
package io.auditdb.testing.contract;
