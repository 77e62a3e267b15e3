package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.config.ConsoleConfig.Write;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessPolicyTest {
    private static final String TOKEN = "0123456789abcdef";

    private static Optional<Integer> status(Write write, String method, String authorization, String origin) {
        return status(write, method, authorization, origin, "eader.example:8080");
    }

    private static Optional<Integer> status(
            Write write, String method, String authorization, String origin, String host) {
        return new AccessPolicy(write, Optional.of(TOKEN), List.of("eader.example"))
                .check("/api/frames", method, authorization, origin, host)
                .map(AccessPolicy.Denial::status);
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void reads_are_always_allowed(Write write) {
        assertThat(status(write, "GET", null, "https://elsewhere.example")).isEmpty();
        assertThat(status(write, "HEAD", null, null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "WHATEVER"})
    void write_off_denies_every_other_method(String method) {
        assertThat(status(Write.OFF, method, "Bearer " + TOKEN, "http://eader.example:8080"))
                .contains(403);
    }

    @Test
    void write_token_requires_exact_token() {
        assertThat(status(Write.TOKEN, "POST", "Bearer " + TOKEN, null)).isEmpty();
        for (String wrong : new String[] {null, "", "Bearer ", "Bearer " + TOKEN + "0", "Basic " + TOKEN, TOKEN}) {
            assertThat(status(Write.TOKEN, "POST", wrong, null)).as(wrong).contains(401);
        }
    }

    @Test
    void write_open_denies_requests_from_other_origins() {
        assertThat(status(Write.OPEN, "POST", null, null)).isEmpty();
        assertThat(status(Write.OPEN, "POST", null, "http://eader.example:8080"))
                .isEmpty();
        for (String other : new String[] {"https://evil.example", "http://eader.example", "null", "not a uri"}) {
            assertThat(status(Write.OPEN, "POST", null, other)).as(other).contains(403);
        }
    }

    @Test
    void missing_or_short_token_is_rejected_at_start() {
        for (var token : new String[] {null, "short"}) {
            assertThatThrownBy(() -> new AccessPolicy(Write.TOKEN, Optional.ofNullable(token), List.of()))
                    .hasMessageContaining("requires eader.console.token of at least 16 characters");
        }
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void foreign_host_name_gets_421_for_every_method(Write write) {
        for (String host : new String[] {
            "rebound.attacker.example:8080",
            "localhost.attacker.example",
            "127.0.0.1.attacker.example",
            "notlocalhost",
            "eader.example.attacker.example",
            "[attacker.example]",
            "2130706433",
            "",
        }) {
            for (String method : List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")) {
                assertThat(status(write, method, "Bearer " + TOKEN, "http://" + host, host))
                        .as("%s to %s", method, host)
                        .contains(421);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "localhost.",
                "127.0.0.1:8080",
                "192.168.1.20",
                "[::1]:8080",
                "[fe80::1]",
                "eader.example",
                "Eader.Example.:8443"
            })
    void localhost_addresses_and_configured_names_are_accepted(String host) {
        assertThat(status(Write.OPEN, "GET", null, null, host)).isEmpty();
        assertThat(status(Write.OPEN, "POST", null, "http://" + host, host)).isEmpty();
    }

    @Test
    void health_and_metrics_are_served_under_any_host_name() {
        var access = new AccessPolicy(Write.OPEN, Optional.empty(), List.of());
        for (String path : List.of("/q/health/live", "/q/metrics")) {
            assertThat(access.check(path, "GET", null, null, "eader.eader.svc")).isEmpty();
        }
        assertThat(access.check("/qualms", "GET", null, null, "eader.eader.svc"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://eader.example", "eader.example:8080", "*.example", "", "a b"})
    void invalid_configured_host_is_rejected_at_start(String host) {
        assertThatThrownBy(() -> new AccessPolicy(Write.OPEN, Optional.empty(), List.of(host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eader.console.hosts accepts host names without scheme and port")
                .hasMessageContaining("'" + host + "'");
    }

    @Test
    void write_is_open_by_default_only_on_loopback_with_embedded_broker() {
        for (String listen : List.of("localhost", "127.0.0.1", "::1")) {
            assertThat(AccessPolicy.defaultWrite(true, listen)).as(listen).isEqualTo(Write.OPEN);
            assertThat(AccessPolicy.defaultWrite(false, listen)).as(listen).isEqualTo(Write.OFF);
        }
        for (String listen : List.of("0.0.0.0", "::", "192.168.1.20", "eader.example")) {
            assertThat(AccessPolicy.defaultWrite(true, listen)).as(listen).isEqualTo(Write.OFF);
        }
    }
}
