package dev.oriel.cli;

import dev.oriel.v4l2.CameraFormat;
import dev.oriel.v4l2.Cameras;
import dev.oriel.v4l2.Posix;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/// `oriel cameras`: what this machine has, with every mode as words to paste.
@Command(name = "cameras", description = "Lists the cameras of this machine as ready-to-paste --camera words.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
final class CamerasCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        print(System.out, Cameras.list(Posix.system()));
        return CommandLines.FINE;
    }

    private static void print(PrintStream out, List<Cameras.Found> cameras) {
        if (cameras.isEmpty()) {
            out.println("No camera found on this machine (no capture device among /dev/video*).");
            out.println("Without one:  --camera test=test:");
        }
        var taken = new HashMap<String, String>();
        for (var camera : cameras) {
            var name = FoundCameras.name(camera.card(), taken);
            taken.put("cameras." + name + ".uri", "");
            var details = new ArrayList<String>(List.of(camera.path()));
            for (var detail : List.of(camera.driver(), camera.busInfo())) {
                if (!detail.isEmpty()) {
                    details.add(detail);
                }
            }
            out.println((camera.card().isEmpty() ? camera.path() : camera.card()) + " (" + String.join(", ", details) + ")");
            if (camera.cause() != null) {
                out.println("  " + camera.cause());
            }
            if (camera.isUsable() || camera.isUnasked()) {
                out.println("  --camera " + name + "=v4l2:" + camera.path());
            }
            camera.modes().forEach(mode -> out.println("  " + words(name, camera.path(), mode)));
        }
    }

    private static String words(String name, String path, Cameras.Offered mode) {
        var rates = mode.rates().stream().map(Object::toString).collect(Collectors.joining(", "));
        var told = mode.code() + " " + mode.sizes() + (rates.isEmpty() ? "" : " at " + rates + " fps");
        return CameraFormat.of(mode.code()).map(format -> {
            var fps = mode.rates().isEmpty() ? "" : "&fps=" + trimmed(mode.rates().getFirst().shortest().fps());
            return "--camera '" + name + "=v4l2:" + path + "?format=" + format.word() + "&size=" + mode.sizes().maxWidth() + "x"
                    + mode.sizes().maxHeight() + fps + "'   # " + told;
        }).orElse("# " + told + ": a format that is not supported");
    }

    private static String trimmed(double fps) {
        var text = String.format(java.util.Locale.ROOT, "%.2f", fps);
        return text.replaceAll("\\.?0+$", "");
    }
}
