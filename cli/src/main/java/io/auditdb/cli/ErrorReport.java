package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.client.ClientErrorCode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in as few lines as it takes: what, where, and what to do next. */
final class ErrorReport {
    private final PrintStream err;

    ErrorReport(PrintStream err) {
        this.err = err;
    }

    /** Reports an error of a command and returns the exit code. */
    int failed(Exception e, boolean debug) {
        if (e instanceof ParameterException misuse) {
            return misused(misuse, debug);
        }
        err.println("audit-db: " + message(e));
        if (e instanceof AuditDbException known) {
            known.faults().forEach(fault -> err.println("  " + Text.oneLine(fault.toString())));
            hint(known);
        }
        trace(e, debug);
        return ExitCode.of(e);
    }

    /** Reports a command line that cannot be understood and returns the exit code. */
    int misused(ParameterException e, boolean debug) {
        err.println("audit-db: " + Text.oneLine(e.getMessage()));
        UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
        err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        trace(e, debug);
        return ExitCode.USAGE;
    }

    /** Returns the message of an error for one line, faults left out. */
    static String message(Exception e) {
        if (e instanceof AuditDbException known) {
            String suffix = known.faults().stream().map(Fault::toString).collect(Collectors.joining("; ", " (", ")"));
            String message = known.getMessage();
            return Text.oneLine(
                    message.endsWith(suffix) ? message.substring(0, message.length() - suffix.length()) : message);
        }
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof FileSystemException file) {
            return file.getFile() + ": " + reason(file);
        }
        if (cause instanceof IOException) {
            return Text.oneLine(String.valueOf(cause.getMessage()));
        }
        return "Internal error: " + Text.oneLine(cause.toString()) + " (--debug shows where)";
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    private void hint(AuditDbException e) {
        if (e.code() == ClientErrorCode.UNREACHABLE) {
            err.println("Is the daemon running? audit-db status; audit-db start");
        } else if (e.code() == StandardErrorCode.UNAUTHENTICATED) {
            err.println("Set AUDIT_DB_TOKEN to a token of this platform; audit-db token create makes one.");
        }
        e.retryAfter().ifPresent(wait -> err.println("Try again in " + Text.seconds(wait) + "."));
    }

    private void trace(Exception e, boolean debug) {
        if (debug) {
            e.printStackTrace(err);
        }
    }
}
