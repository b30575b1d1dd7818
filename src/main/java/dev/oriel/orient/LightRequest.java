package dev.oriel.orient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A request to light pixels.
///
/// @param colours in the order in which they are lit: a later one covers an earlier one
public record LightRequest(List<PixelLight> colours) {
    /// Every pixel.
    public static final int ALL = -1;
    private static final String ALL_WORD = "all";
    private static final int MOST_ENTRIES = 64;

    /// One pixel, or all of them, and its light.
    public record PixelLight(int pixel, PixelColour colour) {}

    /// @throws IllegalArgumentException with words for a user when nothing is asked for, or too much
    public LightRequest {
        colours = List.copyOf(colours);
        if (colours.isEmpty()) {
            throw new IllegalArgumentException("nothing is asked for: allowed: a pixel and its colour");
        }
        if (colours.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException("more than " + MOST_ENTRIES + " colours at once");
        }
    }

    /// Reads `pixel` and `rgbw` of a request, each as often as the other.
    ///
    /// @throws IllegalArgumentException with words for a user
    public static LightRequest of(List<String> pixels, List<String> colours) {
        if (pixels.size() != colours.size()) {
            throw new IllegalArgumentException("allowed: pixel and rgbw, each as often as the other");
        }
        var entries = new ArrayList<PixelLight>();
        for (int i = 0; i < pixels.size(); i++) {
            entries.add(
                    new PixelLight(pixels.get(i).equals(ALL_WORD) ? ALL : number(pixels.get(i)), colour("rgbw", colours.get(i))));
        }
        return new LightRequest(entries);
    }

    /// Reads the parameters of a request of pistreaming's page: each name is a pixel's number or -1 for all.
    ///
    /// @throws IllegalArgumentException with words for a user
    public static LightRequest ofNames(Iterable<Map.Entry<String, String>> parameters) {
        var entries = new ArrayList<PixelLight>();
        for (var parameter : parameters) {
            var name = parameter.getKey();
            entries.add(new PixelLight(name.equals("-1") ? ALL : number(name), colour(name, parameter.getValue())));
        }
        return new LightRequest(entries);
    }

    private static PixelColour colour(String name, String text) {
        try {
            return PixelColour.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("there is no such pixel: allowed: a number from 0 on, or all");
        }
        return Integer.parseInt(text);
    }

    /// The light after this request.
    ///
    /// @param before of all pixels that there are
    /// @throws IllegalArgumentException with words for a user when there is no such pixel
    List<PixelColour> over(List<PixelColour> before) {
        if (before.isEmpty()) {
            throw new IllegalArgumentException("this camera has no light");
        }
        var after = new ArrayList<>(before);
        for (var light : colours) {
            if (light.pixel == ALL) {
                after.replaceAll(colour -> light.colour);
            } else if (light.pixel < after.size()) {
                after.set(light.pixel, light.colour);
            } else {
                throw new IllegalArgumentException(
                        "there is no pixel " + light.pixel + ": allowed: 0 to " + (before.size() - 1) + ", or all");
            }
        }
        return after;
    }
}
