package dev.eader.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Answers what is no TLS as a TLS listener does, with an alert. */
final class TlsAnswer implements AutoCloseable {
    /** Alert, TLS 1.2, two bytes: fatal, handshake failure. */
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
            // the test is over
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
