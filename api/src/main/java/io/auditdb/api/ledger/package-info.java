/** The tamper-evident log: checkpoints, tiles, proofs and verification, in the C2SP and RFC 6962 formats. */
@Version("1.0.0")
package io.auditdb.api.ledger;

import org.osgi.annotation.versioning.Version;
