package dev.eader.training.command.launch;

import java.util.concurrent.TimeUnit;

/**
 * Halts the second JVM when the first one has ended without ending it, for example after {@code kill -9}. Otherwise it would
 * continue in the background and keep its run's folder locked.
 */
public final class ParentWatch {
    private static final int INTERVAL_MILLIS = 300;
    private static final int ORPHANED = 143;

    private ParentWatch() {}

    /** Starts a daemon thread that checks the parent process. */
    public static void start() {
        long parent = Long.parseLong(System.getenv(ChildJvm.PARENT));
        Thread thread = new Thread(() -> watch(parent), "parent watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch(long parent) {
        try {
            while (isParent(parent)) {
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    /** Whether a process is alive and still the parent of this one: Unix gives orphans another parent. */
    private static boolean isParent(long pid) {
        return ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == pid && parent.isAlive())
                .isPresent();
    }
}
