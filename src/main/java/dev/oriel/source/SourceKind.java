package dev.oriel.source;

import dev.oriel.v4l2.CameraFormat;
import dev.oriel.v4l2.Posix;
import java.util.function.Supplier;

/// The source that belongs to an address: the place to add a new kind.
///
/// @param scales true where pictures of another size than the settings' are scaled; false where source and device agree on one
record SourceKind(Source source, boolean scales) {

    /// @param terms   what the settings say of this camera
    /// @param context what every source is given
    /// @param look    where a source looks that can look around by itself
    static SourceKind of(CameraUri uri, SourceTerms terms, SourceContext context, Supplier<Look> look) {
        var clocks = context.clocks();
        return switch (uri.scheme()) {
            case "test" -> new SourceKind(new TestSource(look, clocks), false);
            case "v4l2" ->
                new SourceKind(new V4l2Source(terms.camera(), v4l2(uri), Posix.system(), terms.controls(), clocks), false);
            case "file" -> new SourceKind(new FileSource(uri.target(), loops(uri), clocks), true);
            case "http", "https" -> new SourceKind(new HttpSource(uri.target(), loops(uri), terms, context), true);
            case "rtsp", "rtsps" ->
                new SourceKind(new MediaSource(uri.target(), uri.options().get("transport"), terms, clocks), true);
            case "exec" -> new SourceKind(new ExecSource(uri.target(), clocks), true);
            case "libcamera" -> new SourceKind(new LibcameraSource(number(uri), clocks), false);
            default -> throw new IllegalArgumentException(uri.scheme());
        };
    }

    private static V4l2Address v4l2(CameraUri uri) {
        var format = uri.options().get("format");
        return new V4l2Address(uri.target(), format == null ? null : CameraFormat.parse(format), null, null);
    }

    private static boolean loops(CameraUri uri) {
        return "true".equals(uri.options().get("loop"));
    }

    private static int number(CameraUri uri) {
        return uri.target().isEmpty() ? 0 : Integer.parseInt(uri.target());
    }
}
