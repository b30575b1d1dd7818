package dev.oriel.observe;

import java.io.IOException;
import java.util.Properties;

/// Which version of the program this is; the build writes it.
public final class Version {
    private static final String NUMBER = read();

    private Version() {
    }

    /// `0.1.0`.
    public static String number() {
        return NUMBER;
    }

    private static String read() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("/oriel.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            // Said as "unknown".
        }
        return properties.getProperty("version", "unknown");
    }
}
