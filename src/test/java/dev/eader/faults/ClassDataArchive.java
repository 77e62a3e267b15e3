package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A class-data archive (CDS) of the packaged service, which halves the CPU time of its start. The first child process
 * creates it; it is kept beside the jar until the jar is newer.
 */
final class ClassDataArchive {
    private static final Duration END = Duration.ofMinutes(2);
    private static List<String> options;

    private ClassDataArchive() {}

    /** JVM options that use the archive; creates it when it is missing or older than the jar. */
    static synchronized List<String> options() {
        if (options == null) {
            try {
                Path jar = Path.of(AppProcess.jar());
                Path archive = jar.resolveSibling("tests.jsa");
                if (!Files.exists(archive)
                        || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                    create(archive);
                }
                options = List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
            } catch (IOException e) {
                throw new IllegalStateException("no class-data archive", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return options;
    }

    private static void create(Path archive) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("eader-cds-");
        Path written = folder.resolve("written.jsa");
        var service = new ServiceProcess(
                folder,
                Map.of(),
                List.of("eader.broker.port=0", "eader.model.bundled=scenes", "eader.model.default=scenes"),
                AppProcess.Allowance.USUAL,
                List.of("-XX:ArchiveClassesAtExit=" + written));
        service.awaitReady();
        service.signal("TERM");
        service.exitCode(END);
        Files.move(written, archive, StandardCopyOption.REPLACE_EXISTING);
        Processes.delete(folder);
    }
}
