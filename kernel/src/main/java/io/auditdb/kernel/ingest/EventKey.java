package io.auditdb.kernel.ingest;

import java.util.UUID;

/** What makes an event unique. */
record EventKey(String tenant, UUID id) {}
