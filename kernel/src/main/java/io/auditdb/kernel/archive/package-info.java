/** What is archived, and the reading of it. */
package io.auditdb.kernel.archive;
