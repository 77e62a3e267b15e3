package dev.eader.camera;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

/** An error of FFmpeg; the message is FFmpeg's own. */
final class FfmpegException extends RuntimeException {
    private FfmpegException(String message) {
        super(message);
    }

    /**
     * @param result of a function of FFmpeg: negative for an error
     * @return the same result
     * @throws FfmpegException when it is negative
     */
    static int check(int result) {
        if (result < 0) {
            throw new FfmpegException(message(result));
        }
        return result;
    }

    static String message(int error) {
        byte[] words = new byte[AV_ERROR_MAX_STRING_SIZE];
        av_strerror(error, words, words.length);
        return new String(words, UTF_8).trim();
    }
}
