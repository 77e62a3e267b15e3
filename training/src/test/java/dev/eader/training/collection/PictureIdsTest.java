package dev.eader.training.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PictureIdsTest {
    @Test
    void safe_unique_name_is_the_id() {
        assertThat(PictureIds.of(List.of("cat/2007_000063.jpg", "dog/b.JPEG")))
                .isEqualTo(Map.of("cat/2007_000063.jpg", "2007_000063", "dog/b.JPEG", "b"));
    }

    @Test
    void unsafe_or_equal_names_get_a_hash() {
        List<String> names = List.of(
                "cat/my cat.jpg", "Кошка.png", "猫.png", "cat/1.jpg", "dog/1.jpg", "x/A.jpg", "x/a.jpg", ".x/-.jpg");
        Map<String, String> ids = PictureIds.of(names);

        assertThat(new TreeSet<>(ids.values()))
                .hasSize(names.size())
                .allMatch(id -> id.matches("[A-Za-z0-9_][A-Za-z0-9._-]*-[0-9a-f]{8}"));
        assertThat(ids.get("cat/my cat.jpg")).startsWith("my_cat-");
        assertThat(ids.get("x/A.jpg")).isNotEqualToIgnoringCase(ids.get("x/a.jpg"));
    }

    @Test
    void long_name_is_shortened() {
        assertThat(PictureIds.of(List.of("x".repeat(300) + ".jpg"))
                        .values()
                        .iterator()
                        .next())
                .hasSizeLessThan(80);
    }
}
