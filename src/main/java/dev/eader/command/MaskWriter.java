package dev.eader.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eader.image.ImageException;
import dev.eader.image.Size;
import dev.eader.image.maps.PalettePng;
import dev.eader.v1.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes label maps as palette PNGs in the size of the image, one file per frame. */
final class MaskWriter {

    private final Path folder;

    /** @throws UncheckedIOException if the folder cannot be created */
    MaskWriter(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be created: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the result's label map to {@code FRAME_ID.png}.
     *
     * @throws UncheckedIOException if the file cannot be written
     * @throws IllegalStateException if the result has no readable label map
     */
    Path write(String frameId, Result result) {
        if (!result.hasLabelMap()) {
            throw new IllegalStateException("the result of frame " + frameId
                    + " has no label map; send its frames without --wanted no-label-map");
        }
        Path file = folder.resolve(fileName(frameId));
        try {
            var map = PalettePng.read(result.getLabelMap().getPng().toByteArray());
            var size = new Size(result.getWidth(), result.getHeight());
            return Files.write(file, PalettePng.write(map.resizeNearest(size)));
        } catch (ImageException | IllegalArgumentException e) {
            throw new IllegalStateException("the label map of frame " + frameId + " is invalid: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("mask " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** File name of a frame id, which is untrusted text: characters that are unsafe in a path become {@code %XX}. */
    static String fileName(String frameId) {
        return URLEncoder.encode(frameId, UTF_8).replace("+", " ").replace("*", "%2A") + ".png";
    }
}
