package dev.eader;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

@QuarkusMain
public final class Eader {
    public static void main(String... arguments) {
        Quarkus.run(arguments);
    }
}
