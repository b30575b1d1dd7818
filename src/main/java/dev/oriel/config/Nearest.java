package dev.oriel.config;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The known key that looks most like a wrong one.
final class Nearest {
    private Nearest() {
    }

    static String suggestion(String key) {
        var all = new HashMap<String, Integer>();
        var last = key.substring(key.lastIndexOf('.') + 1);
        Stream.concat(Keys.ONCE.stream(), Keys.CAMERA.stream()).map(Setting::key)
                .forEach(known -> all.put(known, distance(known.substring(known.lastIndexOf('.') + 1), last)));
        return all.entrySet().stream().min(Map.Entry.comparingByValue()).filter(entry -> entry.getValue() <= 2)
                .map(entry -> "; did you mean " + entry.getKey() + "?").orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
