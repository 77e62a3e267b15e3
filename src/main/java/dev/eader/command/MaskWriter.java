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

/** Writes label maps as palette PNGs at their images' own size, one file for each frame. */
final class MaskWriter {

    private final Path folder;

    /** @throws UncheckedIOException when the folder cannot be made */
    MaskWriter(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * Writes the result's label map to {@code FRAME_ID.png}.
     *
     * @throws UncheckedIOException when the file cannot be written
     * @throws IllegalStateException when the result carries no readable label map
     */
    Path write(String frameId, Result result) {
        if (!result.hasLabelMap()) {
            throw new IllegalStateException("the result of frame " + frameId + " carries no label map to write");
        }
        Path file = folder.resolve(fileName(frameId));
        try {
            var map = PalettePng.read(result.getLabelMap().getPng().toByteArray());
            var size = new Size(result.getWidth(), result.getHeight());
            return Files.write(file, PalettePng.write(map.resizeNearest(size)));
        } catch (ImageException | IllegalArgumentException e) {
            throw new IllegalStateException("the label map of frame " + frameId + " is broken: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("mask " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** A frame id is a stranger's text: what could lead out of the folder, or is no file name, becomes {@code %XX}. */
    static String fileName(String frameId) {
        return URLEncoder.encode(frameId, UTF_8).replace("+", " ").replace("*", "%2A") + ".png";
    }
}
