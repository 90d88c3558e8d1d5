package io.auditdb.kernel.primary;

/**
 * A time in which one server is the primary.
 *
 * @param place where it is
 * @param identity which database it is, and on which timeline it writes
 */
public record Term(Place place, DatabaseIdentity identity) {
    @Override
    public String toString() {
        return place + " on timeline " + identity.timeline();
    }
}
