package dev.eader.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads from an HTTP server that sends JPEGs as multipart, like an IP camera. */
@Timeout(120)
class HttpCameraTest {

    @Test
    void http_camera_has_no_rate_and_its_end_is_an_error() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> serve(server, 30, new CountDownLatch(0)));
            try (VideoSource source = new VideoSource(url(server))) {
                assertThat(source.rate()).isZero();
                assertThatThrownBy(() -> {
                            while (source.next().isPresent()) {
                                // Reads the frames before the connection is closed.
                            }
                        })
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("cannot be read further");
            }
        }
    }

    @Test
    void silent_http_camera_fails_after_five_seconds() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> serve(server, 30, done));
            try (VideoSource source = new VideoSource(url(server))) {
                assertThatThrownBy(() -> {
                            while (source.next().isPresent()) {
                                // Reads the frames before the silence.
                            }
                        })
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("no frame arrived for 5 seconds");
            }
        } finally {
            done.countDown();
        }
    }

    private static String url(ServerSocket server) {
        return "http://127.0.0.1:" + server.getLocalPort() + "/camera";
    }

    /** Serves one client: sends JPEGs as multipart, then waits for {@code done} and closes the connection. */
    private static void serve(ServerSocket server, int frames, CountDownLatch done) {
        try (Socket client = server.accept()) {
            client.getInputStream().read(new byte[4096]);
            OutputStream out = client.getOutputStream();
            out.write("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=--edge\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < frames; i++) {
                byte[] jpeg = JpegEncoder.encode(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB));
                String head = "--edge\r\nContent-Type: image/jpeg\r\nContent-Length: " + jpeg.length + "\r\n\r\n";
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(jpeg);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            done.await();
        } catch (IOException | InterruptedException clientClosed) {
            Thread.currentThread().interrupt();
        }
    }
}
