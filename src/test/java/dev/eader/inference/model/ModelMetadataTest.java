package dev.eader.inference.model;

import static dev.eader.inference.model.ModelAssert.CPU;
import static dev.eader.inference.model.ModelAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "contract",
                "name",
                "version",
                "classes",
                "score_threshold",
                "background_threshold",
                "input_size",
                "stride",
                "card"
            })
    void missing_metadata_entry_is_refused(String entry) {
        assertRefused(new TinyModel().without("eader." + entry), "metadata eader." + entry + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            contract             | 2                    | must be 1, the version that this service reads, but is '2'
            name                 | ' '                  | is empty
            classes              | []                   | must be a JSON array of 1 to 255 names
            classes              | {"a": 1}             | must be a JSON array of 1 to 255 names
            classes              | ["a", 2, "c"]        | must be a JSON array of 1 to 255 names
            classes              | ["a", "", "c"]       | must be a JSON array of 1 to 255 names
            classes              | ["a", "b", "a"]      | contains 'a' twice
            classes              | cat, dog             | is not valid JSON
            score_threshold      | 1.1                  | must be a number in [0, 1], but is '1.1'
            score_threshold      | NaN                  | must be a number in [0, 1], but is 'NaN'
            background_threshold | -0.1                 | must be a number in [0, 1], but is '-0.1'
            background_threshold | much                 | must be a number, but is 'much'
            input_size           | 100                  | must be a multiple of 32, at most 4096, but is '100'
            input_size           | 0                    | must be a multiple of 32, at most 4096, but is '0'
            input_size           | 8192                 | must be a multiple of 32, at most 4096, but is '8192'
            stride               | 24                   | must be a power of two, at most 32, but is '24'
            stride               | 0.5                  | must be a power of two, at most 32, but is '0.5'
            stride               | 64                   | must be a power of two, at most 32, but is '64'
            card                 | {"seed": 1           | is not valid JSON
            card                 | {} {}                | is not valid JSON
            card                 | [1]                  | must be a JSON object
            """)
    void metadata_entry_out_of_range_is_refused(String entry, String value, String violation) {
        assertRefused(new TinyModel().metadata("eader." + entry, value), "metadata eader." + entry + " " + violation);
    }

    @Test
    void class_names_may_contain_characters_beyond_u_ffff() {
        byte[] onnx = new TinyModel()
                .metadata("eader.classes", "[\"\ud83d\udc04\", \"gr\u00fcn\", \"\u00fcber\"]")
                .bytes();

        try (SegmentationModel model = SegmentationModel.load("emoji.onnx", onnx, CPU)) {
            assertThat(model.description().classes()).containsExactly("\ud83d\udc04", "gr\u00fcn", "\u00fcber");
        }
    }
}
