package dev.eader.camera;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

/** An error of FFmpeg, with FFmpeg's message. */
final class FfmpegException extends RuntimeException {
    private FfmpegException(String message) {
        super(message);
    }

    /**
     * Checks the result of an FFmpeg function.
     *
     * @param result negative for an error
     * @return the result
     * @throws FfmpegException if the result is negative
     */
    static int check(int result) {
        if (result < 0) {
            throw new FfmpegException(message(result));
        }
        return result;
    }

    static String message(int error) {
        byte[] text = new byte[AV_ERROR_MAX_STRING_SIZE];
        av_strerror(error, text, text.length);
        return new String(text, UTF_8).trim();
    }
}
