package io.auditdb.kernel.store;

/**
 * One thing that was checked.
 *
 * @param subject what was checked
 * @param passed whether it is as it has to be
 * @param finding what was found
 */
public record ComplianceCheck(String subject, boolean passed, String finding) {}
