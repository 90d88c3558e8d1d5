package io.auditdb.cli;

/** Where the command {@code audit-db} starts. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the virtual machine with its exit code. */
    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.system();
        int code = new Cli(surroundings, () -> new KernelPlatform(surroundings)).run(args);
        surroundings.out().flush();
        System.exit(code);
    }
}
