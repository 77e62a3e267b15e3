package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends malformed and made-up HTTP requests over raw sockets. Long form: {@code -Deader.hostile.requests=4000}.
 */
class HostileRequestsIT {
    private static final int REQUESTS = Integer.getInteger("eader.hostile.requests", 60);
    private static final int CLIENTS = 200;
    private static final String END = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    @RegisterExtension
    final Processes processes = new Processes();

    private ServiceProcess service(String write) throws Exception {
        return processes.service(
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1"),
                List.of("eader.model.bundled=scenes", "eader.model.default=scenes", "eader.console.write=" + write));
    }

    @Test
    void made_up_requests_add_no_metric_series() throws Exception {
        var service = service("off");
        try (var visitors = new Visitors(service.url())) {
            round(visitors, 0, 5);
            Set<String> before = series(service);
            round(visitors, 5, REQUESTS);
            Set<String> added = series(service);
            added.removeAll(before);
            System.out.printf(
                    "hostile: requests=%d series_before=%d series_added=%d%n",
                    REQUESTS * requests(0).size(), before.size(), added.size());
            assertThat(before).hasSizeLessThan(2000);
            assertThat(added.stream().filter(name -> name.startsWith("http_"))).isEmpty();
        }
    }

    private static void round(Visitors visitors, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            for (String request : requests(i)) {
                visitors.ask(request);
            }
        }
    }

    private static List<String> requests(int i) {
        List<String> all = new ArrayList<>();
        for (String line : List.of(
                "MADEUP" + i + " /",
                "GET /made/up/" + i,
                "GET /js/" + "/".repeat(i) + "main.js",
                "GET /js/made-up-" + i + "/../main.js",
                "GET /?query=" + i,
                "POST /api/made-up-" + i,
                "DELETE /api/frames/" + i + "/" + i,
                "GET /api/live;made-up=" + i,
                "OPTIONS /made-up-" + i,
                "HEAD /made-up-" + i,
                "PUT /q/made-up-" + i,
                "GET http://made-up-" + i + "/",
                "GET /%" + i)) {
            all.add(line + END);
        }
        all.add("GET / HTTP/1.1\r\nHost: made-up-" + i + "\r\nMade-Up-" + i + ": " + i + "\r\nOrigin: http://made-up-"
                + i + "\r\nConnection: close\r\n\r\n");
        return all;
    }

    private static Set<String> series(ServiceProcess service) throws Exception {
        return service.metrics()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }

    @Test
    void responses_to_broken_requests_carry_the_security_headers() throws Exception {
        var service = service("off");
        try (var visitors = new Visitors(service.url())) {
            Map<String, String> broken = Map.of(
                    "400", "GET / HTTP/1.1\r\nno header\r\n\r\n",
                    "414", "GET /" + "a".repeat(5000) + END,
                    "431", "GET / HTTP/1.1\r\nHost: localhost\r\nLarge: " + "a".repeat(20_000) + "\r\n\r\n",
                    "501", "MADEUP /" + END);
            broken.forEach((status, request) -> {
                try {
                    assertThat(visitors.ask(request))
                            // 1.0 if the request line cannot be parsed
                            .matches("(?s)HTTP/1[.][01] " + status + " .*")
                            .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
                            .containsIgnoringCase("X-Content-Type-Options: nosniff")
                            .containsIgnoringCase("X-Frame-Options: DENY");
                } catch (java.io.IOException e) {
                    throw new AssertionError(status, e);
                }
            });
        }
    }

    @Test
    void connection_resets_leave_no_errors_in_the_log() throws Exception {
        var service = service("open");
        for (int round = 0; round < CLIENTS / 4; round++) {
            try (var visitors = new Visitors(service.url())) {
                visitors.stalledPage();
                visitors.connect("POST /api/frames HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\n"
                        + "Content-Length: 1000000\r\n\r\n" + "a".repeat(50_000));
                visitors.connect("GET /js/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)
                        + "GET /api/models HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));
                visitors.connect("GET /api/frames/0/" + round + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
        }
        // a response after them, so that the log is complete
        try (var visitors = new Visitors(service.url())) {
            assertThat(visitors.ask("GET / " + END.stripLeading())).startsWith("HTTP/1.1 200");
        }
        assertThat(service.out()
                        .lines()
                        .filter(line -> line.contains(" ERROR ") || line.startsWith("\tat ") || line.contains("reset")))
                .isEmpty();
    }
}
