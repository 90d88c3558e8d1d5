package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.client.ClientErrorCode;

/** What the shell gets. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CANNOT_CONNECT = 3;
    static final int INTEGRITY_VIOLATION = 4;

    private ExitCode() {}

    static int of(Exception e) {
        if (e instanceof AuditDbException known) {
            if (known.code() == ClientErrorCode.UNREACHABLE) {
                return CANNOT_CONNECT;
            }
            if (known.code().kind() == ErrorKind.INTEGRITY) {
                return INTEGRITY_VIOLATION;
            }
        }
        return FAILED;
    }
}
