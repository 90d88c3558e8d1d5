package io.auditdb.plugin.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where objects lie under their keys, each written once and whole. Safe for use by many threads. An {@link IOException}
 * means that the storage cannot be reached or refuses work; that an object is not there is an answer.
 */
interface Storage {
    /** Stores a copy of a file, durably; under the key there is the whole object or what was there before. */
    void put(String key, Path file) throws IOException;

    /** Returns what is under a key; empty when nothing is. */
    Optional<InputStream> open(String key) throws IOException;

    /** Returns where an object can be read in place; empty when it has to be fetched, or is not there. */
    Optional<Path> inPlace(String key) throws IOException;

    /** Removes an object, and what an interrupted {@link #put} left of it. */
    void delete(String key) throws IOException;

    /** Returns all keys, those included of which only a part was written. */
    List<String> keys() throws IOException;
}
