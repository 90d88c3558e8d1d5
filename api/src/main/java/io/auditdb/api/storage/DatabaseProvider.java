package io.auditdb.api.storage;

/** Provides a PostgreSQL server when none is configured. The plugin starts it in its own start and stops it in close. */
public interface DatabaseProvider {
    /** Returns where the database is; the host connects with it to migrate, and makes narrower roles for daily work. */
    DatabaseAddress address();
}
