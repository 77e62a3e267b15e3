package dev.eader.stream;

/** A prediction could not be written as a result. */
final class EncodeException extends RuntimeException {
    EncodeException(String message) {
        super(message);
    }

    EncodeException(RuntimeException cause) {
        super(cause.toString(), cause);
    }
}
