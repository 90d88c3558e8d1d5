package io.auditdb.testing.contract;

import java.util.Set;

/**
 * One thing that an extension promises.
 *
 * @param text what, as a sentence without its subject
 * @param needs what the extension must be able to do for the promise to be asked
 * @param check throws when it is not kept
 */
record Promise<E>(String text, Set<Capability> needs, Check<E> check) {
    /** Asks an extension. */
    @FunctionalInterface
    interface Check<E> {
        void ask(E extension) throws Exception;
    }

    static <E> Promise<E> of(String text, Check<E> check) {
        return new Promise<>(text, Set.of(), check);
    }

    static <E> Promise<E> of(String text, Capability needs, Check<E> check) {
        return new Promise<>(text, Set.of(needs), check);
    }
}
