/** audit-db inside a Spring Boot application: configured by {@code audit-db.*}, used by its services, closed with the context. */
package io.auditdb.spring;
