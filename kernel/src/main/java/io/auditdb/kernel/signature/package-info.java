/**
 * Signed notes and the keys that check them (C2SP signed-note, tlog-cosignature), which makers and checkers of evidence
 * share. Needs nothing but the JDK; that others read the same in it is shown by tests with their tools.
 */
package io.auditdb.kernel.signature;
