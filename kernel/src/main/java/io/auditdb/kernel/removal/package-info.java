/** What retention takes out of the database. */
package io.auditdb.kernel.removal;
