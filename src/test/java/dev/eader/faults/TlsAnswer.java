package dev.eader.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Answers each connection with a TLS alert, as a TLS listener answers a plain-text client. */
final class TlsAnswer implements AutoCloseable {
    /** TLS 1.2 alert record: fatal, handshake failure. */
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 40};

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
    private final List<Socket> open = new ArrayList<>();

    TlsAnswer() throws IOException {
        Thread thread = new Thread(this::serve, "tls-answer");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "localhost:" + server.getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                socket.getOutputStream().write(ALERT);
            }
        } catch (IOException closed) {
            // closed at the end of the test
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
