package dev.eader.training.command.launch;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Prints one line when DJL unpacks PyTorch's libraries into its cache, which takes seconds and happens once a version. */
public final class UnpackingNotice {
    private static final int INTERVAL_MILLIS = 250;

    private UnpackingNotice() {}

    /** Starts a daemon thread if the libraries have not been unpacked; it ends when they are, or with the program. */
    public static void start() {
        if (Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) {
            return;
        }
        Platform platform = Platform.detectPlatform("pytorch");
        Path cache = Utils.getEngineCacheDir("pytorch");
        Path libraries =
                cache.resolve(platform.getVersion() + '-' + platform.getFlavor() + '-' + platform.getClassifier());
        if (!Files.exists(libraries)) {
            Thread thread = new Thread(() -> await(cache, libraries, System.err), "unpacking notice");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Waits until the libraries are there or unpacking begins, and prints a line in the second case. */
    static void await(Path cache, Path libraries, PrintStream output) {
        try {
            while (!Files.exists(libraries)) {
                if (isUnpacking(cache)) {
                    output.println("unpacking PyTorch into " + libraries + " (up to 450 MB, only once)");
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
            }
        } catch (IOException | UncheckedIOException | InterruptedException e) {
            // without the notice, the program works as well
        }
    }

    /** Whether DJL's temporary folder is there. */
    private static boolean isUnpacking(Path cache) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(cache, "tmp*")) {
            return folders.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
