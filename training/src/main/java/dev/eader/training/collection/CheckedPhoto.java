package dev.eader.training.collection;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The result of checking a photo.
 *
 * @param name of the photo in its collection
 * @param id file name of the prepared picture, without extension
 * @param bytes size of the original file
 * @param modified modification time of the original file, in milliseconds since 1970
 * @param maxSide longest side with which the picture was prepared, in pixels
 * @param sha256 of the original file; null for a bad photo
 * @param isCopied whether the prepared picture has the bytes of the original
 * @param error end of a sentence that starts with the name; null for a good photo
 */
record CheckedPhoto(
        String name, String id, long bytes, long modified, int maxSide, String sha256, boolean isCopied, String error) {

    @JsonIgnore
    boolean isGood() {
        return error == null;
    }

    /** Returns whether a photo with this name, id, size, time and longest side needs no second check. */
    boolean covers(String id, long bytes, long modified, int maxSide) {
        return isGood()
                && this.id.equals(id)
                && this.bytes == bytes
                && this.modified == modified
                && this.maxSide == maxSide;
    }
}
