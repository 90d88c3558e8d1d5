package io.auditdb.kernel.resilience;

import io.auditdb.api.storage.ErrorRecovery.Category;

/** Keeps failures for those who look later. Safe for use by many threads. */
public interface FailureJournal {
    /** Keeps one, and returns in a few words what it was: nothing personal. */
    String failed(Throwable failure);

    /** As {@link #failed(Throwable)}, for a failure whose kind its exception does not tell. */
    String failed(Throwable failure, Category category);

    /** Keeps nothing. */
    static FailureJournal none() {
        return new FailureJournal() {
            @Override
            public String failed(Throwable failure) {
                return failure.getClass().getSimpleName();
            }

            @Override
            public String failed(Throwable failure, Category category) {
                return failed(failure);
            }
        };
    }
}
