/** What a plugin or a host application of audit-db compiles against. JDK types only. */
module io.auditdb.api {
    requires transitive java.sql;
    requires static org.osgi.annotation.versioning;

    exports io.auditdb.api;
    exports io.auditdb.api.codec;
    exports io.auditdb.api.compliance;
    exports io.auditdb.api.error;
    exports io.auditdb.api.event;
    exports io.auditdb.api.http;
    exports io.auditdb.api.json;
    exports io.auditdb.api.ledger;
    exports io.auditdb.api.operations;
    exports io.auditdb.api.plugin;
    exports io.auditdb.api.query;
    exports io.auditdb.api.security;
    exports io.auditdb.api.storage;
}
