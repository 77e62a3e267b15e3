package dev.eader.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eader.config.EaderConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaOptionsTest {

    @Test
    void segmentations_are_bare_unless_framing_is_asked_for() {
        assertThat(framed(Map.of())).containsExactly(8);
        assertThat(framed(Map.of("eader.schema.segmentation-id", "3"))).containsExactly(8);
        assertThat(framed(Map.of("eader.schema.framing", "CONFLUENT", "eader.schema.segmentation-id", "258")))
                .containsExactly(0, 0, 0, 1, 2, 0, 8);
        assertThat(framed(Map.of("eader.schema.framing", "apicurio", "eader.schema.segmentation-id", "3")))
                .startsWith(0, 0, 0, 0, 3, 14, 10, 12, 'S')
                .endsWith('n', 8);
    }

    @Test
    void framing_without_a_schema_s_id_is_refused_with_the_option_s_name() {
        assertThatThrownBy(() -> framed(Map.of("eader.schema.framing", "CONFLUENT")))
                .hasMessageContaining("eader.schema.framing=CONFLUENT requires eader.schema.segmentation-id");
        assertThatThrownBy(
                        () -> framed(Map.of("eader.schema.framing", "APICURIO", "eader.schema.segmentation-id", "-1")))
                .hasMessageContaining("at least 1, but is -1");
    }

    private static byte[] framed(Map<String, String> options) {
        EaderConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(EaderConfig.class)
                .withSources(new PropertiesConfigSource(options, "test", 300))
                .build()
                .getConfigMapping(EaderConfig.class);
        return StreamFactory.framing(config.schema()).serialize("segmentations.v1", new byte[] {8});
    }
}
