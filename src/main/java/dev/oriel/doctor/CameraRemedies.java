package dev.oriel.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Remedies for the causes for which a camera gives no picture.
final class CameraRemedies {
    private static final Map<String, String> BY_WORDS = byWords();

    private CameraRemedies() {
    }

    private static Map<String, String> byWords() {
        var all = new LinkedHashMap<String, String>();
        all.put("no permission", "sudo usermod -aG video USER, and log in again; in a container --device and --group-add video");
        all.put("busy", "end the program that has it; sudo oriel doctor names it where it is another user's");
        all.put("usb bandwidth", "format=mjpeg, a smaller size or rate, or another USB controller");
        all.put("no such device", "plug the camera in; oriel cameras lists what is there");
        all.put("unplugged", "plug the camera in");
        all.put("(401)", "user and password of the camera in its address: rtsp://USER:PASSWORD@HOST/…, percent-encoded");
        all.put("unauthorized", "user and password of the camera in its address: rtsp://USER:PASSWORD@HOST/…, percent-encoded");
        all.put("(403)", "a user of the camera with the right to its pictures");
        all.put("(404)", "the path of the address, as the camera's manual has it");
        all.put("certificate", "cameras.NAME.tls: any, or sha256: with the camera's fingerprint");
        all.put("connection refused", "look whether the camera is on, and whether address and port are right");
        all.put("no route", "look whether the camera is on and in a network that this machine reaches");
        all.put("timed out", "look whether the camera is on, and for a firewall in between");
        all.put("unknown host", "the camera's name as this machine's resolver knows it, or its address");
        all.put("not found: ", "install the program, or give its whole path");
        all.put("status 127", "install the program, or give its whole path");
        all.put("no such file", "the path of the file; it is looked for from the folder that Oriel runs in");
        all.put("not installed", "install what the words name");
        all.put("filter", "cameras.NAME.filter: GET /api/filters describes them");
        all.put("ffmpeg's", "see FFmpeg's libraries above");
        all.put("no picture", "look whether the camera sends at all; a slow one may take longer than this check waits");
        return all;
    }

    static String of(String cause) {
        var lower = cause.toLowerCase(Locale.ROOT);
        return BY_WORDS.entrySet().stream().filter(entry -> lower.contains(entry.getKey())).map(Map.Entry::getValue).findFirst()
                .orElse("docs/configuration.md has the addresses of each kind of camera; log.level: debug says more");
    }
}
