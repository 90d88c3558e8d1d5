package io.auditdb.kernel.cache;

import io.auditdb.api.query.EventPage;
import io.auditdb.kernel.change.Position;

/**
 * An answer, and as of when.
 *
 * @param page what was found; for a single event a page of at most one
 * @param position what was known of changes before it was looked for; null when nothing was known that it shows
 */
record Answer(EventPage page, Position position) {}
