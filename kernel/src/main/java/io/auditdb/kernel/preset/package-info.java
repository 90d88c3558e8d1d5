/** What events have by default, and what they must say, as the database has it. */
package io.auditdb.kernel.preset;
