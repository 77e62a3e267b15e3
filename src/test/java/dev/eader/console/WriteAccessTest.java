package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.EaderConfig.Console.Write;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAccessTest {
    private static final String TOKEN = "0123456789abcdef";

    private static Optional<Integer> status(Write write, String method, String authorization, String origin) {
        return new WriteAccess(write, Optional.of(TOKEN))
                .refusal(method, authorization, origin, "eader.example:8080")
                .map(WriteAccess.Refusal::status);
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void everybody_may_look(Write write) {
        assertThat(status(write, "GET", null, "https://elsewhere.example")).isEmpty();
        assertThat(status(write, "HEAD", null, null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "WHATEVER"})
    void off_is_for_looking_only(String method) {
        assertThat(status(Write.OFF, method, "Bearer " + TOKEN, "http://eader.example:8080"))
                .contains(403);
    }

    @Test
    void a_token_opens_and_nothing_near_it_does() {
        assertThat(status(Write.TOKEN, "POST", "Bearer " + TOKEN, null)).isEmpty();
        for (String wrong : new String[] {null, "", "Bearer ", "Bearer " + TOKEN + "0", "Basic " + TOKEN, TOKEN}) {
            assertThat(status(Write.TOKEN, "POST", wrong, null)).as(wrong).contains(401);
        }
    }

    @Test
    void an_open_service_takes_nothing_that_a_browser_brings_from_another_page() {
        assertThat(status(Write.OPEN, "POST", null, null)).isEmpty();
        assertThat(status(Write.OPEN, "POST", null, "http://eader.example:8080"))
                .isEmpty();
        for (String other : new String[] {"https://evil.example", "http://eader.example", "null", "not a uri"}) {
            assertThat(status(Write.OPEN, "POST", null, other)).as(other).contains(403);
        }
    }

    @Test
    void a_token_that_is_missing_or_soon_guessed_stops_the_start() {
        for (var token : new String[] {null, "short"}) {
            assertThatThrownBy(() -> new WriteAccess(Write.TOKEN, Optional.ofNullable(token)))
                    .hasMessageContaining("eader.console.token, of 16 characters");
        }
    }
}
