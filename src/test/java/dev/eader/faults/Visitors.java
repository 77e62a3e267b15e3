package dev.eader.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Raw socket connections of HTTP clients that stall, send nothing or break the protocol. */
final class Visitors implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4096;
    private static final int MILLIS = 5000;

    private final InetSocketAddress address;
    private final List<Socket> sockets = new ArrayList<>();

    Visitors(String url) {
        URI uri = URI.create(url);
        address = new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** Opens a connection and sends these bytes only. */
    Socket connect(String bytes) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(MILLIS);
        socket.connect(address, MILLIS);
        socket.getOutputStream().write(bytes.getBytes(US_ASCII));
        return socket;
    }

    /**
     * Requests the live stream and reads only the status of the response.
     *
     * @return HTTP status; 0 if the connection was refused
     */
    int stalledPage() {
        try {
            Socket socket = connect("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return status.length < 12 ? 0 : Integer.parseInt(new String(status, 9, 3, US_ASCII));
        } catch (IOException refused) {
            return 0;
        }
    }

    /** Opens a connection and sends nothing. */
    void silent() {
        try {
            connect("");
        } catch (IOException refused) {
            // expected once the limit of connections is reached
        }
    }

    /** Sends a request and reads the response until the connection closes or a read times out. */
    String ask(String request) throws IOException {
        try (Socket socket = connect(request)) {
            var answer = new StringBuilder();
            byte[] part = new byte[8192];
            try {
                for (int read = socket.getInputStream().read(part);
                        read >= 0;
                        read = socket.getInputStream().read(part)) {
                    answer.append(new String(part, 0, read, US_ASCII));
                }
            } catch (SocketTimeoutException open) {
                // keep-alive connection
            }
            sockets.remove(socket);
            return answer.toString();
        }
    }

    /** Resets all connections, as the kernel does for a client that was killed. */
    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        sockets.clear();
    }
}
