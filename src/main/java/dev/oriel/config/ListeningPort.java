package dev.oriel.config;

import java.util.ArrayList;
import java.util.List;

/// A port that a server of these settings listens on.
///
/// @param key  the setting that names it
/// @param host the address that is listened on
/// @param port 0 for any free one
public record ListeningPort(String key, String host, int port) {

    static List<ListeningPort> of(Settings.Server server, Settings.Compat compat) {
        var ports = new ArrayList<ListeningPort>();
        ports.add(new ListeningPort(Keys.PORT.key(), server.host(), server.port()));
        var redirectPort = server.redirectPort();
        if (redirectPort != null) {
            ports.add(new ListeningPort(Keys.TLS_REDIRECT_PORT.key(), server.host(), redirectPort));
        }
        var pistreaming = compat.pistreaming();
        if (pistreaming != null) {
            ports.add(new ListeningPort(Keys.PISTREAMING_PORT.key(), server.host(), pistreaming.port()));
            ports.add(new ListeningPort(Keys.PISTREAMING_HTTP_PORT.key(), server.host(), pistreaming.httpPort()));
        }
        var jsmpeg = compat.jsmpeg();
        if (jsmpeg != null) {
            ports.add(new ListeningPort(Keys.JSMPEG_IN_PORT.key(), server.host(), jsmpeg.inPort()));
            ports.add(new ListeningPort(Keys.JSMPEG_OUT_PORT.key(), server.host(), jsmpeg.outPort()));
        }
        var imageToImage = compat.imageToImage();
        if (imageToImage != null) {
            ports.add(new ListeningPort(ImageToImageKeys.PORT.key(), imageToImage.host(), imageToImage.port()));
            if (imageToImage.httpPort() != server.port()) { // its page may be the server's own
                ports.add(new ListeningPort(ImageToImageKeys.HTTP_PORT.key(), imageToImage.host(), imageToImage.httpPort()));
            }
        }
        return List.copyOf(ports);
    }
}
