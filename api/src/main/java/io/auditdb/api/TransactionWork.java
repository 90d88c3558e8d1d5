package io.auditdb.api;

/**
 * What a caller does in one transaction.
 *
 * @param <R> what it returns; {@link Void} for nothing
 */
@FunctionalInterface
public interface TransactionWork<R> {
    /** Does the work; must not keep {@code transaction} beyond the return. Throwing rolls everything back. */
    R run(Transaction transaction) throws Exception;
}
