/**
 * Checks evidence with nothing but a public key: no database, no daemon, no network. Written against the specifications
 * and apart from the code that makes the evidence, so that a mistake there is not repeated here; only how a signature is
 * read is the same code, which is held against other people's in the tests.
 */
package io.auditdb.kernel.verifier;
