package io.auditdb.kernel.plugin.jar;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.stream.Collectors;

/**
 * What a plugin uses beyond its own memory: services and kinds of extension, by the simple names of their types, and the network,
 * files or processes. A plugin that declares anything gets those services only that it declares; the rest cannot be withheld
 * from code in the same process, and is for the operator to know before installing. Immutable.
 *
 * @param services such as {@code AuditDatabase}
 * @param means what else
 */
public record PluginUses(Set<String> services, Set<Means> means) {
    /** The header of the manifest, such as {@code AuditDatabase, Json, network}; a dash for nothing. */
    public static final String HEADER = "AuditDb-Uses";

    /** What code can reach without asking the host. */
    public enum Means {
        /** Sockets. */
        NETWORK,
        /** Files, its own directory included. */
        FILES,
        /** Other programs. */
        PROCESSES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the sets. */
    public PluginUses {
        services = Set.copyOf(services);
        means = Set.copyOf(means);
    }

    /**
     * Reads the declaration.
     *
     * @return empty when there is none
     * @throws IllegalArgumentException when a word is neither a means nor the name of a type
     */
    public static Optional<PluginUses> declared(Attributes manifest) {
        String header = manifest.getValue(HEADER);
        if (header == null) {
            return Optional.empty();
        }
        var services = new TreeSet<String>();
        var means = new TreeSet<Means>();
        for (String word : header.split("[\\s,]+", -1)) {
            if (word.isEmpty() || word.equals("-")) {
                continue;
            }
            Optional<Means> known = Arrays.stream(Means.values())
                    .filter(it -> it.toString().equals(word))
                    .findFirst();
            if (known.isEmpty() && !Character.isUpperCase(word.charAt(0))) {
                throw new IllegalArgumentException(HEADER + " names " + word
                        + ", which is neither network, files, processes nor the name of a type of the api");
            }
            known.ifPresentOrElse(means::add, () -> services.add(word));
        }
        return Optional.of(new PluginUses(services, means));
    }

    @Override
    public String toString() {
        var words = new TreeSet<>(services);
        means.forEach(it -> words.add(it.toString()));
        return words.isEmpty() ? "nothing" : words.stream().collect(Collectors.joining(", "));
    }
}
