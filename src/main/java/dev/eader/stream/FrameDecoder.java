package dev.eader.stream;

import dev.eader.fetch.ClaimCheck;
import dev.eader.image.DecodedImage;
import dev.eader.image.ImageDecoder;
import dev.eader.image.ImageException;
import dev.eader.image.PixelFormat;
import dev.eader.image.RawImage;
import dev.eader.inference.model.ModelDescription;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Failed.Stage;
import dev.eader.v1.Frame;
import dev.eader.wire.FrameFailure;
import java.util.Arrays;

/** Decodes a frame's image, which is encoded, raw or fetched by URI, at the model's input size. Thread-safe. */
final class FrameDecoder {
    private final ImageDecoder decoder;
    private final ClaimCheck claimCheck;

    FrameDecoder(ImageDecoder decoder, ClaimCheck claimCheck) {
        this.decoder = decoder;
        this.claimCheck = claimCheck;
    }

    /**
     * Decodes the image.
     *
     * @param timeline enters the stages FETCH, for a URI, and DECODE
     * @throws FrameFailure when the image cannot be fetched or decoded
     */
    DecodedImage decode(Frame frame, ModelDescription model, FrameTimeline timeline) {
        byte[] encoded = null;
        if (frame.hasUri()) {
            timeline.enter(FrameStage.FETCH);
            encoded = claimCheck.fetch(frame.getUri());
        }
        timeline.enter(FrameStage.DECODE);
        try {
            if (frame.hasRaw()) {
                return decoder.decode(rawImage(frame.getRaw()), size -> model.inputSizeOf(size.width(), size.height()));
            }
            return decoder.decode(
                    encoded == null ? frame.getEncoded().toByteArray() : encoded,
                    size -> model.inputSizeOf(size.width(), size.height()));
        } catch (ImageException e) {
            throw new FrameFailure(Stage.DECODE, code(e.reason()), e.getMessage());
        }
    }

    private static RawImage rawImage(dev.eader.v1.RawImage raw) {
        PixelFormat format =
                switch (raw.getFormat()) {
                    case RGB, BGR, GRAY, RGBA, BGRA, GRAY16, NV12, NV21, I420, YUYV, UYVY ->
                        PixelFormat.valueOf(raw.getFormat().name());
                    case FORMAT_UNSPECIFIED, UNRECOGNIZED ->
                        throw unknownFormat("format", Arrays.toString(PixelFormat.values()), raw.getFormatValue());
                };
        RawImage.Matrix matrix =
                switch (raw.getMatrix()) {
                    case MATRIX_UNSPECIFIED, BT601 -> RawImage.Matrix.BT601;
                    case BT709 -> RawImage.Matrix.BT709;
                    case UNRECOGNIZED -> throw unknownFormat("matrix", "[BT601, BT709]", raw.getMatrixValue());
                };
        RawImage.Range range =
                switch (raw.getRange()) {
                    case RANGE_UNSPECIFIED, LIMITED -> RawImage.Range.LIMITED;
                    case FULL -> RawImage.Range.FULL;
                    case UNRECOGNIZED -> throw unknownFormat("range", "[LIMITED, FULL]", raw.getRangeValue());
                };
        return new RawImage(
                raw.getWidth(),
                raw.getHeight(),
                format,
                raw.getStride(),
                matrix,
                range,
                raw.getPixels().toByteArray());
    }

    private static FrameFailure unknownFormat(String field, String accepted, int value) {
        return new FrameFailure(
                Stage.DECODE,
                Code.UNKNOWN_FORMAT,
                "the raw image's " + field + " must be one of " + accepted + ", but is number " + value);
    }

    private static Code code(ImageException.Reason reason) {
        return switch (reason) {
            case EMPTY -> Code.NO_IMAGE;
            case UNKNOWN_FORMAT -> Code.UNKNOWN_FORMAT;
            case TRUNCATED -> Code.TRUNCATED_IMAGE;
            case CORRUPT -> Code.CORRUPT_IMAGE;
            case TOO_MANY_PIXELS -> Code.TOO_MANY_PIXELS;
            case TOO_MANY_BYTES -> Code.TOO_MANY_BYTES;
        };
    }
}
