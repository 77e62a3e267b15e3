package dev.eader.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eader.v1.Failed.Code;
import dev.eader.wire.FrameFailure;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fetching files, and validation of options and addresses. */
public class ClaimCheckTest {
    private static final int MAX_BYTES = 1000;

    @TempDir
    Path folder;

    private ClaimCheck files() {
        return new ClaimCheck(
                options(List.of("file"), List.of(folder.toUri() + "frames/"), Duration.ofSeconds(20)), () -> null);
    }

    private static ClaimCheckOptions options(List<String> schemes, List<String> prefixes, Duration timeout) {
        return new ClaimCheckOptions(schemes, prefixes, false, timeout, MAX_BYTES);
    }

    private static FrameFailure refused(ClaimCheck check, String uri, Code code) {
        FrameFailure failure = catchThrowableOfType(FrameFailure.class, () -> check.fetch(uri));
        assertThat(failure).as(uri).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }

    @Test
    void file_below_a_prefix_is_read_up_to_the_limit() throws Exception {
        Path frames = Files.createDirectories(folder.resolve("frames/front"));
        Files.writeString(frames.resolve("a b.jpg"), "picture");
        Files.write(frames.resolve("long.jpg"), new byte[MAX_BYTES + 1]);
        assertThat(files().fetch(frames.resolve("a b.jpg").toUri().toString()))
                .asString()
                .isEqualTo("picture");
        refused(files(), frames.resolve("long.jpg").toUri().toString(), Code.TOO_MANY_BYTES);
        refused(files(), frames.resolve("none.jpg").toUri().toString(), Code.URI_UNREADABLE);
        refused(files(), frames.toUri().toString(), Code.URI_UNREADABLE);
    }

    @Test
    void no_uri_or_link_leads_out_of_the_folder() throws Exception {
        Path frames = Files.createDirectories(folder.resolve("frames"));
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectories(folder.resolve("frames-of-others"));
        Files.writeString(folder.resolve("frames-of-others/a"), "other");
        Files.createSymbolicLink(frames.resolve("link"), secret);
        Files.createSymbolicLink(frames.resolve("up"), folder);
        String base = frames.toUri().toString();
        for (String uri : List.of(
                base + "../secret",
                base + "%2e%2e/secret",
                base + "link",
                base + "up/secret",
                base,
                folder.toUri() + "frames-of-others/a",
                secret.toUri().toString(),
                "file:secret",
                "file://host" + frames.resolve("a").toUri().getRawPath(),
                "file:///etc/passwd")) {
            refused(files(), uri, Code.URI_NOT_ALLOWED);
        }
    }

    @Test
    void pipe_is_refused_without_blocking() throws Exception {
        Path pipe = Files.createDirectories(folder.resolve("frames")).resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(refused(files(), pipe.toUri().toString(), Code.URI_UNREADABLE))
                .hasMessageContaining("not a regular file");
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "172.32.0.1, true",
        "2606:4700::1111, true",
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.31.255.255, false",
        "192.168.1.1, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "0.0.0.0, false",
        "255.255.255.255, false",
        "224.0.0.1, false",
        "::1, false",
        "::, false",
        "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "2002:7f00:1::, false",
        "fe80::1, false",
        "fd00:ec2::254, false",
        "ff02::1, false",
    })
    void special_purpose_addresses_are_not_public(String address, boolean isPublic) throws Exception {
        assertThat(PublicAddress.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp  | ftp://host/frames/       | eader.image.uri-schemes must be of [file, http, https], but contains 'ftp'",
                "http | https://host/frames/     | has none for 'http'",
                "http | http://host/frames       | folders that end in '/'",
                "http | http://host/a/../frames/ | folders that end in '/'",
                "http | http://user@host/frames/ | folders that end in '/'",
                "http | http:///frames/          | folders that end in '/'",
                "file | file://host/frames/      | folders that end in '/'",
                "file | file:frames/             | folders that end in '/'",
            })
    void invalid_option_is_refused_with_accepted_values(String scheme, String prefix, String why) {
        assertThatThrownBy(() -> new AllowedUris(options(List.of(scheme), List.of(prefix), Duration.ofSeconds(20))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> options(List.of(), List.of(), Duration.ZERO))
                .hasMessageContaining("eader.image.uri-timeout");
    }
}
