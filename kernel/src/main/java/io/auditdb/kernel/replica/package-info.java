/** Reads on standbys: how far they are, which of them answers, and what no one of them may answer. */
package io.auditdb.kernel.replica;
