package dev.eader.training.collection;

import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageException;
import dev.eader.image.ImageFormat;
import dev.eader.image.ImageHeader;
import dev.eader.image.ImageLimits;
import dev.eader.image.Size;
import dev.eader.training.data.AtomicFile;
import dev.eader.training.data.Pixels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Decodes a photo completely and writes the prepared picture {@code ID.jpg}. A JPEG of upright sRGB pixels within the longest
 * side is copied; every other photo is converted, scaled by area averaging if it is larger, and encoded as JPEG. Thread-safe.
 */
final class PhotoCheck {
    /** Smallest accepted side of a prepared picture, in pixels. */
    static final int MIN_SIDE = 32;

    private static final float QUALITY = .95f;
    private static final int HEADER_BYTES = 1 << 18;
    private static final long MAX_PIXELS = 1L << 28;
    private static final long MAX_BYTES = 1L << 30;
    /** Sum over the photos that are decoded at the same time, in bytes. */
    private static final long MAX_MEMORY = 1L << 29;

    private final ImageDecoder decoder = new ImageDecoder(new ImageLimits((int) MAX_BYTES, MAX_PIXELS));
    private final MemoryLimit memory = new MemoryLimit(MAX_MEMORY);
    private final Path pictures;
    private final int maxSide;

    /**
     * @param pictures folder of the prepared pictures
     * @param maxSide longest side of a prepared picture, in pixels
     */
    PhotoCheck(Path pictures, int maxSide) {
        this.pictures = pictures;
        this.maxSide = maxSide;
    }

    /**
     * Checks a photo and writes its picture.
     *
     * @return a result with an error if the photo is missing, unreadable, damaged, too small or too large
     * @throws IOException if the picture cannot be written
     */
    CheckedPhoto check(Photo photo, String id) throws IOException {
        long bytes = 0;
        long modified = 0;
        byte[] encoded;
        try {
            bytes = Files.size(photo.file());
            modified = Files.getLastModifiedTime(photo.file()).toMillis();
            if (bytes > MAX_BYTES) {
                return bad(
                        photo, id, bytes, modified, "has " + bytes + " bytes; at most " + MAX_BYTES + " are accepted");
            }
            // Decoding needs up to three copies of the file and, without reduction, two of the pixels.
            try (MemoryLimit.Reservation reserved = memory.reserve(3 * bytes + 6 * pixels(photo.file()))) {
                encoded = Files.readAllBytes(photo.file());
                return prepared(photo, id, encoded, modified);
            }
        } catch (ImageException e) {
            return bad(photo, id, bytes, modified, reason(e));
        } catch (NoSuchFileException e) {
            return bad(photo, id, bytes, modified, "does not exist");
        } catch (WriteException e) {
            throw e.reason;
        } catch (IOException e) {
            return bad(photo, id, bytes, modified, "cannot be read: " + e);
        }
    }

    /** Separates failures of writing, which end the command, from those of reading. */
    private static final class WriteException extends IOException {
        private final IOException reason;

        WriteException(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private CheckedPhoto prepared(Photo photo, String id, byte[] encoded, long modified)
            throws ImageException, WriteException {
        DecodedImage decoded = decoder.decode(encoded, this::scaled);
        Size size = decoded.image().size();
        if (Math.min(size.width(), size.height()) < MIN_SIDE) {
            String scaled = size.equals(decoded.original()) ? "" : " (" + size + " after scaling)";
            return bad(
                    photo,
                    id,
                    encoded.length,
                    modified,
                    "has " + decoded.original() + " pixels" + scaled + "; at least " + MIN_SIDE
                            + " per side are needed");
        }
        boolean isCopied = decoded.isUprightSrgb()
                && size.equals(decoded.original())
                && ImageFormat.of(encoded) == ImageFormat.JPEG;
        try {
            byte[] picture = isCopied
                    ? encoded
                    : jpeg(new Pixels(
                            size.width(), size.height(), decoded.image().pixels()));
            AtomicFile.write(file(pictures, id), picture);
        } catch (IOException e) {
            throw new WriteException(e);
        }
        return new CheckedPhoto(
                photo.name(), id, encoded.length, modified, maxSide, Sha256.hex(encoded), isCopied, null);
    }

    /** Returns the file of a prepared picture. */
    static Path file(Path pictures, String id) {
        return pictures.resolve(id + ".jpg");
    }

    private Size scaled(Size original) {
        int longest = Math.max(original.width(), original.height());
        return longest <= maxSide
                ? original
                : new Size(side(original.width(), longest), side(original.height(), longest));
    }

    private int side(int side, int longest) {
        return Math.max(1, (int) Math.round((double) side * maxSide / longest));
    }

    private static byte[] jpeg(Pixels pixels) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(pixels.toImage(), null, null), quality);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static long pixels(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ImageHeader header = ImageHeader.read(in.readNBytes(HEADER_BYTES));
            return (long) header.width() * header.height();
        } catch (ImageException e) {
            // The size is unknown, because the file is bad or its metadata is longer than what was read.
            return MAX_PIXELS;
        }
    }

    private static String reason(ImageException e) {
        String what =
                switch (e.reason()) {
                    case EMPTY -> "is empty";
                    case UNKNOWN_FORMAT -> "is not a picture";
                    case TRUNCATED -> "is truncated";
                    case CORRUPT -> "is damaged";
                    case TOO_MANY_PIXELS, TOO_MANY_BYTES -> "is too large";
                };
        return e.reason() == ImageException.Reason.EMPTY ? what : what + ": " + e.getMessage();
    }

    private CheckedPhoto bad(Photo photo, String id, long bytes, long modified, String error) {
        return new CheckedPhoto(photo.name(), id, bytes, modified, maxSide, null, false, error);
    }
}
